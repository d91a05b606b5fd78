/** The "are you sure" of an element with a confirm object. */

import { h, patch } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { withEmoji } from "./emoji.js";

const words = (text) => (text.type === "mrkdwn" ? mrkdwn(text.text, text) : withEmoji(text.text));

/** Ask; resolves to true only for the confirming button. */
export function confirmDialog(confirm) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    const before = document.activeElement;
    const answer = (said) => {
      dialog.close();
      dialog.remove();
      before?.focus?.({ preventScroll: true });
      resolve(said);
    };
    dialog.className = "confirm";
    dialog.setAttribute("aria-labelledby", "confirm-title");
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      answer(false);
    });
    patch(dialog, confirmBody(confirm, answer));
    document.body.append(dialog);
    dialog.showModal();
  });
}

function confirmBody(confirm, answer) {
  const style = confirm.style === "danger" ? "danger" : "primary";
  return [
    h("h2", { id: "confirm-title" }, withEmoji(confirm.title.text)),
    h("p", null, words(confirm.text)),
    h(
      "div",
      { class: "confirm-buttons" },
      h("button", { type: "button", class: "btn", onclick: () => answer(false) }, withEmoji(confirm.deny.text)),
      h(
        "button",
        { type: "button", class: `btn ${style}`, onclick: () => answer(true) },
        withEmoji(confirm.confirm.text),
      ),
    ),
  ];
}
