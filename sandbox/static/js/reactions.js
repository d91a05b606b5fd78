/** Reactions: the row under a message, the toolbar over it, and the picker. */

import { toggleReaction } from "./actions.js";
import { h, patch } from "./dom.js";
import { EMOJI, emojiText } from "./emoji.js";
import { icon } from "./icons.js";
import { changed, personName, store } from "./store.js";

const QUICK = ["white_check_mark", "+1", "eyes"];

/** What has been given, each a toggle; and one more button to give another. */
export function reactionBar(message, toggle) {
  if (!message.reactions?.length) return null;
  return h(
    "div",
    { class: "reactions", role: "group", "aria-label": "Reactions" },
    message.reactions.map((each) => chip(each, toggle)),
    more(toggle, "reaction-more"),
  );
}

function chip({ name, count, users }, toggle) {
  const mine = users.includes(store.me);
  const who = users.map((id) => (id === store.me ? "you" : personName(id))).join(", ");
  return h(
    "button",
    {
      type: "button",
      key: name,
      class: `reaction ${mine ? "mine" : ""}`,
      "aria-pressed": mine,
      "aria-label": `${name.replaceAll("_", " ")}, ${count}: ${who}`,
      title: `${who} reacted with :${name}:`,
      "data-reaction": name,
      onclick: () => toggle(name),
    },
    h("span", { class: "emoji" }, emojiText(name)),
    h("span", null, count),
  );
}

/** Quick reactions, the picker and the thread, shown on hover, focus or touch. */
export function toolbar(channel, message, { inThread }) {
  const toggle = (name) => toggleReaction(channel, message, name);
  return h(
    "div",
    { class: "toolbar", role: "group", "aria-label": "React or reply" },
    QUICK.map((name) =>
      h(
        "button",
        {
          type: "button",
          key: name,
          "aria-label": `React with ${name.replaceAll("_", " ")}`,
          title: `:${name}:`,
          "data-quick": name,
          onclick: () => toggle(name),
        },
        h("span", { class: "emoji" }, emojiText(name)),
      ),
    ),
    more(toggle, ""),
    !inThread &&
      h(
        "button",
        {
          type: "button",
          "aria-label": "Reply in a thread",
          title: "Reply in a thread",
          onclick: () => changed({ thread: message.ts }),
        },
        icon("reply"),
      ),
  );
}

const more = (toggle, classes) =>
  h(
    "button",
    {
      type: "button",
      key: "more",
      class: classes,
      "aria-label": "Find another reaction",
      title: "Find another reaction",
      "aria-haspopup": "dialog",
      onclick: (event) => openPicker(event.currentTarget, toggle),
    },
    icon("smile"),
  );

const WIDTH = 320;
const HEIGHT = 330;

/** A dialog by the button that asked for it; picking one closes it. */
function openPicker(anchor, toggle) {
  const dialog = document.createElement("dialog");
  dialog.className = "picker-dialog";
  dialog.setAttribute("aria-label", "Pick a reaction");
  const close = () => {
    dialog.close();
    dialog.remove();
    if (anchor.isConnected) anchor.focus({ preventScroll: true });
  };
  const pick = (name) => {
    close();
    toggle(name);
  };
  const draw = (query) => patch(dialog, pickerBody(query, draw, pick));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  draw("");
  document.body.append(dialog);
  const box = anchor.getBoundingClientRect();
  dialog.style.setProperty("left", `${Math.max(8, Math.min(box.right - WIDTH, innerWidth - WIDTH - 8))}px`);
  dialog.style.setProperty(
    "top",
    `${box.bottom + HEIGHT > innerHeight ? Math.max(8, box.top - HEIGHT - 4) : box.bottom + 4}px`,
  );
  dialog.showModal();
}

function pickerBody(query, draw, pick) {
  const words = query
    .toLowerCase()
    .replaceAll(":", "")
    .split(/[\s_]+/)
    .filter(Boolean);
  const found = EMOJI.filter((each) => words.every((word) => each.words.includes(word)));
  return [
    h(
      "div",
      { class: "picker-search" },
      icon("search"),
      h("input", {
        type: "search",
        "aria-label": "Search reactions",
        placeholder: "Search reactions",
        autofocus: true,
        value: query,
        oninput: (event) => draw(event.target.value),
        onkeydown: (event) => event.key === "Enter" && found.length > 0 && pick(found[0].name),
      }),
    ),
    h(
      "div",
      { class: "picker-grid", role: "group", "aria-label": "Reactions" },
      found.map(({ name, char }) =>
        h(
          "button",
          {
            type: "button",
            key: name,
            class: "emoji",
            "aria-label": name.replaceAll("_", " "),
            title: `:${name}:`,
            "data-emoji": name,
            onclick: () => pick(name),
          },
          char,
        ),
      ),
      found.length === 0 && h("p", { class: "combo-empty" }, "No reaction of that name"),
    ),
  ];
}
