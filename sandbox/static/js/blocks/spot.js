/** A spot: one element at its place in a block, with its value, its name and its errors. */

import { idFor } from "../dom.js";
import { fieldKey, serverValue, shownValue } from "../values.js";

/** Which key of the state value holds what was chosen, and which key of the element holds what it begins with. */
const SPELLING = {
  plain_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  rich_text_input: ["rich_text_value", "initial_value"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  checkboxes: ["selected_options", "initial_options"],
  users_select: ["selected_user", "initial_user"],
  multi_users_select: ["selected_users", "initial_users"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
};

/** `naming` holds label, labelledby, describedby, invalid as far as the block knows them; `inInput` is true in an input block. */
export function makeSpot(place, block, element, { inInput = false, ...naming } = {}) {
  const key = fieldKey(place, block.block_id, element.action_id);
  return {
    place,
    block,
    element,
    key,
    id: idFor(key),
    inInput,
    dispatches: inInput ? block.dispatch_action === true : true,
    naming,
    data: { "data-block-id": block.block_id, "data-action-id": element.action_id },
  };
}

/** What stands in the element now: an option, id, date or text, or a list of them. */
export function valueOf(spot) {
  const { place, block, element, key } = spot;
  const [chosen, initial] = SPELLING[element.type];
  const state = shownValue(key, serverValue(place, block.block_id, element.action_id));
  return (state === undefined ? element[initial] : state?.[chosen]) ?? null;
}

/** The state value, in Slack's spelling, of this element holding `value`. */
export const spelled = (spot, value) => ({ type: spot.element.type, [SPELLING[spot.element.type][0]]: value });

/** The attributes that tell a screen reader what a control is called and what is wrong with it. */
export function ariaOf({ naming, element }) {
  const label = naming.labelledby ? null : (element.accessibility_label ?? naming.label ?? element.placeholder?.text);
  return {
    "aria-label": naming.labelled ? null : label,
    "aria-labelledby": naming.labelledby,
    "aria-describedby": naming.describedby,
    "aria-invalid": naming.invalid ? "true" : null,
  };
}
