/** Text, number, e-mail, link and rich-text inputs: the text goes to the server as it is typed. */

import { h, patch, widget } from "../dom.js";
import { typingField } from "../typing.js";
import { richTextWords } from "./richtext.js";
import { ariaOf, valueOf } from "./spot.js";
import { wordsOf } from "./text.js";

const LONGEST = 3000;
const NEAR = 0.1;
const NEAR_AT_LEAST = 20;

const SHAPES = {
  plain_text_input: { type: "text" },
  number_input: { type: "text", inputmode: "decimal" },
  email_text_input: { type: "email", autocomplete: "off" },
  url_text_input: { type: "url", autocomplete: "off" },
};

/** Any input that is typed into. */
export const textInput = (spot) => widget(textField, { spot }, spot.key);

const isLong = (element) => element.multiline || element.type === "rich_text_input";

const limitOf = (element) => element.max_length ?? LONGEST;

function heldText(spot) {
  const value = valueOf(spot);
  return typeof value === "object" && value !== null ? richTextWords(value) : (value ?? "");
}

function target(spot) {
  const { place, block, element } = spot;
  const where = place.where.view_id ? { view_id: place.where.view_id } : { home: true };
  return { ...where, block_id: block.block_id, action_id: element.action_id };
}

const reportsEnter = ({ element, dispatches }) =>
  dispatches && element.dispatch_action_config?.trigger_actions_on?.includes("on_enter_pressed");

function textField(first) {
  const node = document.createElement("div");
  node.className = "text-field";
  let { spot } = first;
  let box = null;
  const field = typingField(spot.key, spot.place, target(spot), {
    limit: limitOf(spot.element),
    focus: () => box.focus(),
  });

  const onkeydown = (event) => {
    if (event.key !== "Enter" || event.isComposing || !reportsEnter(spot)) return;
    if (isLong(spot.element) && !event.ctrlKey) return;
    event.preventDefault();
    field.entered();
  };

  const draw = () => {
    const { element } = spot;
    const counterId = `${spot.id}-left`;
    const left = limitOf(element) - [...(box?.value ?? heldText(spot))].length;
    const near = left <= Math.max(NEAR_AT_LEAST, limitOf(element) * NEAR) && (element.max_length || left < 0);
    const props = {
      id: spot.id,
      class: "field",
      placeholder: wordsOf(element.placeholder) || null,
      ...spot.data,
      ...ariaOf(spot),
      "aria-describedby": [spot.naming.describedby, near && counterId].filter(Boolean).join(" ") || null,
      autofocus: element.focus_on_load === true,
      oninput: (event) => {
        field.typed(event.target.value);
        fit();
        draw();
      },
      onblur: () => field.flush(),
      onkeydown,
    };
    patch(node, [
      isLong(element)
        ? h("textarea", { ...props, key: "box", rows: 4 })
        : h("input", { ...props, ...(SHAPES[element.type] ?? SHAPES.plain_text_input), key: "box" }),
      near &&
        h(
          "span",
          { class: left < 0 ? "counter over" : "counter", id: counterId },
          left < 0 ? `${-left} too many` : `${left} left`,
        ),
    ]);
    box = node.firstChild;
  };

  // The browser's own growing boxes are not everywhere yet, so the height follows the text by hand.
  const fit = () => {
    if (box.tagName !== "TEXTAREA") return;
    box.style.setProperty("height", "auto");
    box.style.setProperty("height", `${Math.min(box.scrollHeight + 2, 420)}px`);
  };

  const take = (text) => {
    if (box.value === text) return;
    const caret = document.activeElement === box ? box.selectionStart : null;
    box.value = text;
    if (caret !== null && box.type !== "email") box.setSelectionRange(caret, caret);
    fit();
  };

  draw();
  take(heldText(spot));
  draw();
  return {
    node,
    born: fit,
    update(next) {
      spot = next.spot;
      if (field.accepts()) take(heldText(spot));
      draw();
    },
    destroy: () => field.leave(),
  };
}
