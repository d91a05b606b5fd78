/** Input blocks: a label, a control tied to it, a hint, and what is wrong. */

import { h, idFor } from "../dom.js";
import { icon } from "../icons.js";
import { typingError } from "../typing.js";
import { fieldKey } from "../values.js";
import { drawElement, isGroup } from "./elements.js";
import { wordsOf } from "./text.js";

export function input(place, block) {
  const { element, label, hint, optional } = block;
  const key = fieldKey(place, block.block_id, element.action_id);
  const id = idFor(key);
  const error = typingError(key) ?? place.errors?.[block.block_id];
  const ids = { label: `${id}-label`, hint: `${id}-hint`, error: `${id}-error`, enter: `${id}-enter` };
  const enter =
    block.dispatch_action && element.dispatch_action_config?.trigger_actions_on?.includes("on_enter_pressed");
  const naming = {
    inInput: true,
    labelled: !isGroup(element),
    labelledby: isGroup(element) ? ids.label : null,
    describedby: [hint && ids.hint, enter && ids.enter, error && ids.error].filter(Boolean).join(" ") || null,
    invalid: Boolean(error),
  };
  const labelProps = { class: "label", id: ids.label };
  const labelWords = [wordsOf(label), optional && h("span", { class: "optional" }, " (optional)")];
  return h(
    "div",
    { class: `input-block ${error ? "wrong" : ""}` },
    isGroup(element) ? h("div", labelProps, labelWords) : h("label", { ...labelProps, for: id }, labelWords),
    drawElement(place, block, element, naming),
    enter && h("p", { class: "hint", id: ids.enter }, "Press Enter to send"),
    hint && h("p", { class: "hint plain", id: ids.hint }, wordsOf(hint)),
    h(
      "div",
      { class: "error-slot", "aria-live": "polite" },
      error && h("p", { class: "error", id: ids.error }, icon("warn"), error),
    ),
  );
}
