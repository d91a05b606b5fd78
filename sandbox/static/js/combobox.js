/** A searchable select by the combobox pattern: one input, one listbox, chips when many may be chosen. */

import { panel, settleBeside } from "./combobox-panel.js";
import { h, patch } from "./dom.js";
import { icon } from "./icons.js";

const SEARCH_PAUSE = 200;
// A short list is picked by eye: no phone keyboard jumps up for it.
const SHORT_LIST = 10;

/**
 * Props: id, multi, chosen [{value, text, option}], pick(choices), placeholder, most, attributes of the input,
 * groups [{label, choices}] or find(query) → {groups, error} with minQuery.
 */
export function combobox(first) {
  return new Combobox(first);
}

class Combobox {
  constructor(props) {
    this.node = document.createElement("div");
    this.props = props;
    this.open = false;
    this.query = null;
    this.active = -1;
    this.found = null;
    this.timer = 0;
    this.asked = 0;
    this.follow = () => this.open && this.node.isConnected && this.settle();
    document.addEventListener("scroll", this.follow, { capture: true, passive: true });
    window.addEventListener("resize", this.follow);
    this.node.addEventListener("focusout", (event) => {
      if (!this.node.contains(event.relatedTarget)) this.close();
    });
    this.draw();
  }

  update(props) {
    this.props = props;
    this.draw();
  }

  destroy() {
    clearTimeout(this.timer);
    document.removeEventListener("scroll", this.follow, { capture: true });
    window.removeEventListener("resize", this.follow);
  }

  // ── What there is to choose ──

  groups() {
    if (this.props.find) return this.found?.groups ?? [];
    const words = (this.query ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (choice) => words.every((word) => `${choice.text} ${choice.more ?? ""}`.toLowerCase().includes(word));
    return this.props.groups
      .map((group) => ({ ...group, choices: group.choices.filter(fits) }))
      .filter((group) => group.choices.length);
  }

  flat() {
    return this.groups().flatMap((group) => group.choices);
  }

  isChosen(choice) {
    return this.props.chosen.some((each) => each.value === choice.value);
  }

  isFull() {
    return this.props.multi && this.props.chosen.length >= this.props.most;
  }

  search() {
    if (!this.props.find) return;
    clearTimeout(this.timer);
    const query = this.query ?? "";
    if (query.length < this.props.minQuery) {
      this.found = null;
      return;
    }
    const turn = ++this.asked;
    this.timer = setTimeout(
      async () => {
        const found = await this.props.find(query);
        if (turn !== this.asked) return;
        this.found = found;
        this.active = -1;
        this.draw();
      },
      query ? SEARCH_PAUSE : 0,
    );
  }

  // ── What the hand does ──

  show() {
    if (this.open) return;
    this.open = true;
    this.query = null;
    this.search();
    this.active = this.flat().findIndex((choice) => this.isChosen(choice));
    this.draw();
    this.input.select();
    this.revealActive();
  }

  close() {
    if (!this.open && this.query === null) return;
    this.open = false;
    this.query = null;
    this.active = -1;
    this.draw();
  }

  typed(text) {
    this.open = true;
    this.query = text;
    this.search();
    this.active = this.flat().length && text ? 0 : -1;
    this.draw();
  }

  take(choice) {
    const { multi, chosen, pick } = this.props;
    if (!multi) {
      this.close();
      if (!this.isChosen(choice)) pick([choice]);
    } else if (this.isChosen(choice)) {
      pick(chosen.filter((each) => each.value !== choice.value));
    } else if (!this.isFull()) {
      if (this.query) this.query = "";
      pick([...chosen, choice]);
    }
    this.draw();
  }

  drop(choice) {
    this.props.pick(this.props.chosen.filter((each) => each.value !== choice.value));
    this.input.focus();
  }

  move(step) {
    const { length } = this.flat();
    if (!length) return;
    const from = this.active < 0 && step < 0 ? 0 : this.active;
    this.active = (from + step + length) % length;
    this.draw();
    this.revealActive();
  }

  revealActive() {
    this.node.querySelector(".option.active")?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const keys = {
      ArrowDown: () => (this.open ? this.move(1) : this.show()),
      ArrowUp: () => (this.open ? this.move(-1) : this.show()),
      Enter: () => (this.open ? this.active >= 0 && this.take(this.flat()[this.active]) : this.show()),
      Escape: () => this.close(),
    };
    if (event.key === "Backspace" && this.props.multi && !this.input.value && this.props.chosen.length) {
      this.drop(this.props.chosen.at(-1));
    }
    if (!keys[event.key] || event.isComposing || (event.key === "Escape" && !this.open)) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  }

  // ── What it looks like ──

  get input() {
    return this.node.querySelector("input");
  }

  text() {
    if (this.query !== null) return this.query;
    return this.props.multi ? "" : (this.props.chosen[0]?.text ?? "");
  }

  draw() {
    const { multi, chosen } = this.props;
    this.node.className = `combo ${multi ? "multi" : "single"} ${this.open ? "open" : ""}`;
    patch(this.node, [this.box(multi ? chosen : []), this.open && panel(this)]);
    if (this.open) this.settle();
  }

  /** Put the list over everything else, by the box, wherever there is more room. */
  settle() {
    const list = this.node.querySelector(".combo-list");
    if (!list.matches(":popover-open")) list.showPopover();
    settleBeside(list, this.node.querySelector(".combo-box"));
  }

  box(chips) {
    const { id, attributes, placeholder, groups, autofocus, chosen, multi } = this.props;
    const brief = groups && groups.reduce((sum, group) => sum + group.choices.length, 0) <= SHORT_LIST;
    return h(
      "div",
      {
        class: "combo-box field",
        onclick: (event) => event.target.closest(".chip") || (this.input.focus(), this.show()),
      },
      chips.map((choice) => this.chip(choice)),
      h("input", {
        key: "input",
        id,
        role: "combobox",
        type: "text",
        autocomplete: "off",
        spellcheck: "false",
        inputmode: brief ? "none" : null,
        placeholder: multi && chosen.length ? "" : placeholder,
        value: this.text(),
        "aria-expanded": this.open,
        "aria-autocomplete": "list",
        "aria-controls": `${id}-list`,
        "aria-activedescendant": this.open && this.active >= 0 ? `${id}-o${this.active}` : null,
        ...attributes,
        autofocus,
        oninput: (event) => this.typed(event.target.value),
        onkeydown: (event) => this.key(event),
      }),
      icon("down", "chevron"),
    );
  }

  chip(choice) {
    return h(
      "span",
      { class: "chip", key: `chip ${choice.value}`, "data-value": choice.value },
      h("span", null, choice.text),
      h(
        "button",
        { type: "button", "aria-label": `Remove ${choice.text}`, onclick: () => this.drop(choice) },
        icon("close"),
      ),
    );
  }
}
