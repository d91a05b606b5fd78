/** Short notices at the foot of the page: refusals, and messages that came in elsewhere. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { withEmoji } from "./emoji.js";
import { changed, personName, store } from "./store.js";

const STAYS = 7000;
let last = 0;
let seen = null;
let seenBy = null;

function show(toast) {
  const id = ++last;
  changed({ toasts: [...store.toasts, { id, ...toast }] });
  setTimeout(() => dismiss(id), STAYS);
}

const dismiss = (id) => changed({ toasts: store.toasts.filter((toast) => toast.id !== id) });

/** Show a sentence for a few seconds. */
export const notify = (text) => show({ text });

/** Show the notifications that are new since the last look; on a first look, none: they are old. */
export function takeNotifications() {
  const { state } = store;
  if (!state) return;
  const all = state.toasts.map((each) => ({ ...each, mark: `${each.channel} ${each.ts}` }));
  if (seen && seenBy === state.user.id) {
    for (const each of all.filter(({ mark, channel }) => !seen.has(mark) && channel !== store.show)) {
      show({ channel: each.channel, from: personName(each.user), text: withEmoji(each.text ?? "") });
    }
  }
  seen = new Set(all.map(({ mark }) => mark));
  seenBy = state.user.id;
}

/** What was refused or went wrong. The frame stays while empty: a live region must be there before its words are. */
export const notices = () => frame("notices", store.toasts.filter((toast) => !toast.channel).map(notice));

/** What came in elsewhere: nothing of the conversation that is on screen anyway. */
export function notifications(goTo) {
  const shown = store.toasts.filter((toast) => toast.channel && toast.channel !== store.show);
  return frame(
    "notifications",
    shown.map((toast) => notification(toast, goTo)),
  );
}

const frame = (name, cards) =>
  h("div", { class: `toasts ${name}`, role: "status", "aria-live": "polite", key: name }, cards);

const closer = (toast, words) =>
  h(
    "button",
    { type: "button", class: "plain-icon push", "aria-label": words, onclick: () => dismiss(toast.id) },
    icon("close"),
  );

const notice = (toast) =>
  h("div", { class: "toast", key: toast.id }, h("p", null, toast.text), closer(toast, "Dismiss notice"));

function notification(toast, goTo) {
  const open = () => {
    dismiss(toast.id);
    goTo(toast.channel);
  };
  return h(
    "div",
    { class: "toast", key: toast.id },
    h(
      "button",
      { type: "button", class: "toast-words", onclick: open },
      h("strong", null, toast.from),
      h("span", null, toast.text),
    ),
    closer(toast, "Dismiss notification"),
  );
}
