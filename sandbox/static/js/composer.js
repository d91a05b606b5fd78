/** The box at the foot of a conversation, with completion of the app's slash commands and its shortcuts. */

import { runCommand, runShortcut, sendMessage } from "./actions.js";
import { h, idFor, patch, widget } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { store } from "./store.js";
import { notify } from "./toasts.js";

/** Props: channel, label, thread (a ts, or null). What is typed stays with its conversation. */
export const composer = (channel, label, thread = null) =>
  widget(Composer.make, { channel, label, thread }, `composer ${store.me} ${channel} ${thread ?? ""}`);

const drafts = new Map();

class Composer {
  static make = (props) => new Composer(props);

  constructor(props) {
    this.props = props;
    this.active = 0;
    this.folded = false;
    this.node = document.createElement("form");
    this.node.className = "composer";
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.draw();
  }

  update(props) {
    this.props = props;
    this.draw();
  }

  get text() {
    return drafts.get(this.props.key) ?? "";
  }

  set text(text) {
    drafts.set(this.props.key, text);
    this.draw();
    this.fit();
  }

  get box() {
    return this.node.querySelector("textarea");
  }

  fit() {
    this.box.style.setProperty("height", "auto");
    this.box.style.setProperty("height", `${Math.min(this.box.scrollHeight, 220)}px`);
  }

  // ── Slash commands ──

  /** The commands the typed text may be the beginning of; the whole list for "/" alone. */
  matches() {
    const [word, ...rest] = this.text.split(" ");
    if (!word.startsWith("/") || this.folded) return [];
    const { commands } = store.workspace.app;
    return commands.filter((each) => (rest.length ? each.command === word : each.command.startsWith(word)));
  }

  complete({ command }) {
    if (this.text.split(" ")[0] !== command) this.text = `${command} `;
    this.box.focus();
  }

  // ── Sending ──

  send() {
    const text = this.text.trim();
    if (!text) return;
    const { channel, thread } = this.props;
    if (!text.startsWith("/")) {
      this.text = "";
      sendMessage(channel, text, thread);
    } else if (thread) {
      notify(`${text.split(" ")[0]} is not supported in threads. Sorry!`);
    } else if (!store.workspace.app.commands.some((each) => each.command === text.split(/\s/)[0])) {
      notify(`${text.split(" ")[0]} is not a valid command. Only this app's commands are known here.`);
    } else {
      this.text = "";
      runCommand(channel, text);
    }
  }

  key(event) {
    if (event.isComposing) return;
    const found = this.matches();
    if (found.length && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      this.active = (this.active + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      this.draw();
    } else if (found.length && event.key === "Escape") {
      event.preventDefault();
      this.folded = true;
      this.draw();
    } else if (event.key === "Tab" && !event.shiftKey && found.length && !this.whole(found)) {
      event.preventDefault();
      this.complete(found[this.active]);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (found.length && !this.whole(found)) this.complete(found[this.active]);
      else this.send();
    }
  }

  /** Whether the command is typed out, so that Enter sends it. */
  whole(found) {
    return found.some((each) => each.command === this.text.trim().split(" ")[0]);
  }

  // ── What it looks like ──

  draw() {
    const { label, key, thread } = this.props;
    const id = idFor(key);
    const found = this.matches();
    this.active = Math.min(this.active, Math.max(0, found.length - 1));
    patch(this.node, [
      found.length > 0 && this.list(id, found),
      h(
        "div",
        { class: "composer-box" },
        h("textarea", {
          rows: 1,
          id,
          value: this.text,
          "aria-label": label,
          placeholder: label,
          "aria-autocomplete": "list",
          "aria-controls": found.length ? `${id}-list` : null,
          "aria-activedescendant": found.length ? `${id}-c${this.active}` : null,
          oninput: (event) => {
            this.folded = false;
            this.text = event.target.value;
          },
          onkeydown: (event) => this.key(event),
        }),
        h(
          "div",
          { class: "composer-tools" },
          !thread && this.shortcuts(),
          h("span", { class: "composer-hint" }, thread ? "" : "Type / for commands"),
          h(
            "button",
            { type: "submit", class: "send", "aria-label": "Send", disabled: !this.text.trim() },
            icon("send"),
          ),
        ),
      ),
    ]);
  }

  list(id, found) {
    return h(
      "div",
      { class: "command-list", key: "list", onmousedown: (event) => event.preventDefault() },
      h("p", { class: "menu-heading" }, `Commands of ${store.workspace.app.name}`),
      h(
        "div",
        { role: "listbox", id: `${id}-list`, "aria-label": "Commands" },
        found.map((each, index) =>
          h(
            "div",
            {
              role: "option",
              key: each.command,
              id: `${id}-c${index}`,
              class: `command ${index === this.active ? "active" : ""}`,
              "aria-selected": index === this.active,
              onclick: () => this.complete(each),
            },
            h("span", null, h("strong", null, each.command), " ", h("span", { class: "usage" }, each.usage_hint ?? "")),
            h("small", null, each.description ?? ""),
          ),
        ),
      ),
    );
  }

  shortcuts() {
    const shortcuts = store.workspace.app.shortcuts.filter((each) => each.type !== "message");
    if (!shortcuts.length) return null;
    return widget(
      menuButton,
      {
        classes: "plain-icon shortcuts-button",
        attributes: { "aria-label": "Shortcuts", title: "Shortcuts" },
        face: icon("bolt"),
        heading: h("p", { class: "menu-heading", key: "heading" }, "Shortcuts"),
        items: shortcuts.map((each) => ({
          key: each.callback_id,
          face: [h("span", null, each.name), h("small", null, each.description ?? "")],
          attributes: { "data-shortcut": each.callback_id },
          pick: () => runShortcut(each.callback_id),
        })),
      },
      "shortcuts",
    );
  }
}
