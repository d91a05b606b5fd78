/** Tells screen readers, in words, of messages that came in. */

import { personName, store } from "./store.js";

let seen = null;
let who = null;

const all = (state) =>
  state.conversations.flatMap((conversation) =>
    conversation.messages
      .flatMap((message) => [message, ...(message.replies ?? [])])
      .map((message) => ({ conversation, message })),
  );

/** Say what is new since the last state of the same person. */
export function announce() {
  const { state } = store;
  if (!state) return;
  const { id } = state.user;
  const now = new Set(all(state).map(({ message }) => message.ts));
  if (seen && who === id) {
    const fresh = all(state).filter(({ message }) => !seen.has(message.ts) && message.user !== store.me);
    if (fresh.length) document.getElementById("announcer").textContent = fresh.map(words).join(" ");
  }
  seen = now;
  who = id;
}

// The words themselves are read in their place: here they would stand in the page twice.
const words = ({ conversation, message }) => `New message from ${personName(message.user)} in ${conversation.name}.`;
