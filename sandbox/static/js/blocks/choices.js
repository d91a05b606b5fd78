/** Radio buttons and checkboxes: native controls in a named group. */

import { choose } from "../actions.js";
import { h } from "../dom.js";
import { ariaOf, spelled, valueOf } from "./spot.js";
import { textIn } from "./text.js";

export function radioButtons(spot) {
  const { element } = spot;
  const chosen = valueOf(spot)?.value;
  return group(spot, "radiogroup", (option) => ({
    type: "radio",
    name: spot.id,
    checked: option.value === chosen,
    onchange: () =>
      send(
        spot,
        option.value,
        element.options.find((each) => each.value === option.value),
      ),
  }));
}

export function checkboxes(spot) {
  const chosen = new Set((valueOf(spot) ?? []).map((option) => option.value));
  const toggled = (value) => {
    if (chosen.has(value)) chosen.delete(value);
    else chosen.add(value);
    return spot.element.options.filter((option) => chosen.has(option.value));
  };
  return group(spot, "group", (option) => ({
    type: "checkbox",
    checked: chosen.has(option.value),
    onchange: () => {
      const options = toggled(option.value);
      send(
        spot,
        options.map((each) => each.value),
        options,
      );
    },
  }));
}

function send(spot, value, shown) {
  choose(spot.place, spot.block.block_id, spot.element, {
    value,
    shown: spelled(spot, shown),
    dispatches: spot.dispatches,
  });
}

function group(spot, role, control) {
  return h(
    "div",
    { class: "choices", role, id: spot.id, ...spot.data, ...ariaOf(spot) },
    spot.element.options.map((option, index) => choice(spot, option, index, control(option))),
  );
}

function choice(spot, option, index, control) {
  const id = `${spot.id}-${index}`;
  return h(
    "div",
    { class: "choice", key: option.value },
    h("input", {
      id,
      "data-value": option.value,
      "aria-describedby": option.description ? `${id}-more` : null,
      ...control,
    }),
    h(
      "div",
      null,
      textIn("label", option.text, { for: id }),
      option.description && textIn("p", option.description, { class: "hint", id: `${id}-more` }),
    ),
  );
}
