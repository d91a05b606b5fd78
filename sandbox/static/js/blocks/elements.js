/** One table from element type to what draws it. */

import { h } from "../dom.js";
import { button, overflow } from "./button.js";
import { checkboxes, radioButtons } from "./choices.js";
import { image } from "./image.js";
import { datepicker, datetimepicker, timepicker } from "./pickers.js";
import { select } from "./select.js";
import { makeSpot } from "./spot.js";
import { textInput } from "./textfield.js";

const ELEMENTS = {
  button,
  workflow_button: button,
  overflow,
  radio_buttons: radioButtons,
  checkboxes,
  datepicker,
  timepicker,
  datetimepicker,
  plain_text_input: textInput,
  number_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  rich_text_input: textInput,
  static_select: select,
  external_select: select,
  users_select: select,
  conversations_select: select,
  channels_select: select,
  multi_static_select: select,
  multi_external_select: select,
  multi_users_select: select,
  multi_conversations_select: select,
  multi_channels_select: select,
  image: (spot) => image(spot.element),
};

/** Groups have no single control that a label could point at. */
export const isGroup = (element) => element.type === "radio_buttons" || element.type === "checkboxes";

/** Draw an element at its place; `naming` as in makeSpot. */
export function drawElement(place, block, element, naming = {}) {
  const draw = ELEMENTS[element.type];
  if (!draw)
    return h(
      "p",
      { class: "not-drawn" },
      `An element of type “${element.type}” stands here; the sandbox does not draw it.`,
    );
  return draw(makeSpot(place, block, element, naming));
}
