/** Buttons and overflow menus. Double clicks are sent twice, as Slack does: nothing is disabled here. */

import { press } from "../actions.js";
import { h, widget } from "../dom.js";
import { icon } from "../icons.js";
import { menuButton } from "../menu.js";
import { ariaOf } from "./spot.js";
import { wordsOf } from "./text.js";

/** A button; one with a url also opens it, and still tells the bot. */
export function button(spot) {
  const { place, block, element, naming, data } = spot;
  const onclick = () => {
    if (/^https?:/i.test(element.url ?? "")) window.open(element.url, "_blank", "noopener,noreferrer");
    press(place, block.block_id, element, element.value === undefined ? {} : { value: element.value });
  };
  return h(
    "button",
    {
      type: "button",
      class: `btn ${element.style ?? ""}`,
      "aria-label": element.accessibility_label,
      "aria-describedby": naming.labelledby,
      ...data,
      onclick,
    },
    wordsOf(element.text),
  );
}

/** The "⋯" with two to five choices behind it. */
export function overflow(spot) {
  const { place, block, element, data } = spot;
  return widget(
    menuButton,
    {
      classes: "btn overflow-button",
      attributes: {
        ...data,
        ...ariaOf(spot),
        "aria-label": element.accessibility_label ?? "More actions",
        "aria-labelledby": null,
      },
      face: icon("dots", "dots"),
      items: element.options.map((option) => ({
        key: option.value,
        face: [
          h("span", null, wordsOf(option.text)),
          option.description && h("small", null, wordsOf(option.description)),
        ],
        attributes: { "data-value": option.value },
        pick: () => {
          if (/^https?:/i.test(option.url ?? "")) window.open(option.url, "_blank", "noopener,noreferrer");
          press(place, block.block_id, element, { option: option.value });
        },
      })),
    },
    spot.key,
  );
}
