/** The middle of the page: a channel, a direct message, or the app with its Home and Messages tabs. */

import { markRead } from "./actions.js";
import { composer } from "./composer.js";
import { h, widget } from "./dom.js";
import { homeTab } from "./home.js";
import { icon } from "./icons.js";
import { messageList, newest, threadRoot } from "./messages.js";
import { avatar } from "./people.js";
import { goTo } from "./place.js";
import { scroller } from "./scroller.js";
import { appConversation, changed, currentConversation, store } from "./store.js";

export function main() {
  if (!store.state) return h("main", { id: "main", tabindex: "-1" }, h("p", { class: "loading" }, "Opening…"));
  const conversation = currentConversation();
  if (!conversation) return h("main", { id: "main", tabindex: "-1", class: "main" }, appHead(), homeTab());
  return h(
    "main",
    { id: "main", tabindex: "-1", class: "main" },
    conversation.kind === "app" ? appHead() : head(conversation),
    messages(conversation),
    h(
      "div",
      { class: "composer-place", key: "composer" },
      composer(conversation.id, `Message ${nameOf(conversation)}`),
    ),
  );
}

const nameOf = (each) => (each.kind === "channel" ? `#${each.name}` : each.name);

function head(conversation) {
  const channel = store.workspace.channels.find((each) => each.id === conversation.id);
  const count = channel?.members?.length;
  return h(
    "header",
    { class: "main-head", key: "head" },
    conversation.kind === "channel" && icon(conversation.private ? "lock" : "hash"),
    h("h1", null, conversation.name),
    count && h("span", { class: "head-note" }, `${count} members`),
    channel?.shared && h("span", { class: "head-note warn" }, "shared with another organisation"),
  );
}

function appHead() {
  const { app } = store.workspace;
  const dm = appConversation();
  const tab = (show, face, unread) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        "aria-selected": store.show === show,
        tabindex: store.show === show ? "0" : "-1",
        onclick: () => goTo(show),
        onkeydown: (event) => switchTab(event, show),
      },
      face,
      unread > 0 && h("span", { class: "badge", "aria-label": `${unread} unread` }, unread),
    );
  return h(
    "header",
    { class: "main-head app-head", key: "head" },
    avatar(app.bot_user_id, "small"),
    h("h1", null, app.name),
    h("span", { class: "app-mark" }, "App"),
    h(
      "div",
      { class: "tabs", role: "tablist", "aria-label": app.name },
      tab("home", "Home", 0),
      dm && tab(dm.id, "Messages", dm.unread),
    ),
  );
}

function switchTab(event, show) {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  event.preventDefault();
  const next = show === "home" ? appConversation().id : "home";
  const bar = event.currentTarget.parentElement;
  goTo(next).then(() => bar.querySelector('[aria-selected="true"]')?.focus());
}

function messages(conversation) {
  const latest = newest(conversation.messages);
  readIt(conversation, latest);
  const last = conversation.messages.at(-1);
  return widget(
    scroller,
    {
      label: `History of ${nameOf(conversation)}`,
      newest: latest,
      mine: last?.user === store.me,
      children: conversation.messages.length
        ? messageList(conversation.id, conversation.messages)
        : empty(conversation),
    },
    `messages ${store.me} ${conversation.id}`,
  );
}

const empty = (conversation) =>
  h(
    "div",
    { class: "empty" },
    h("p", null, h("strong", null, `This is the very beginning of ${nameOf(conversation)}.`)),
    h(
      "p",
      null,
      conversation.kind === "app" ? "What the app sends you will stand here." : "Nothing has been said here yet.",
    ),
  );

const read = new Map();

// A conversation on screen is read; asked once for each newest message, whatever the answer.
function readIt(conversation, latest) {
  const mark = `${store.me} ${conversation.id}`;
  if (!conversation.unread || document.visibilityState !== "visible" || read.get(mark) === latest) return;
  read.set(mark, latest);
  markRead(conversation.id);
}

/** The thread beside the conversation. */
export function threadPane() {
  const root = threadRoot();
  const conversation = currentConversation();
  if (!root) return null;
  const all = [root, ...(root.replies ?? [])];
  return h(
    "aside",
    { class: "thread", "aria-label": "Thread", key: "thread" },
    h(
      "header",
      { class: "main-head" },
      h("h2", null, "Thread"),
      h("span", { class: "head-note" }, nameOf(conversation)),
      h(
        "button",
        {
          type: "button",
          class: "plain-icon push",
          "aria-label": "Close thread",
          onclick: () => changed({ thread: null }),
        },
        icon("close"),
      ),
    ),
    widget(
      scroller,
      {
        label: "History of the thread",
        newest: newest(all),
        mine: all.at(-1).user === store.me,
        children: messageList(conversation.id, all, { inThread: true }),
      },
      `thread ${root.ts}`,
    ),
    h("div", { class: "composer-place" }, composer(conversation.id, "Reply…", root.ts)),
  );
}
