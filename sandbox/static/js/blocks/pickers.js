/** Date and time pickers on the browser's own controls, which phones and screen readers know best. */

import { choose } from "../actions.js";
import { fromLondon, spokenDay, toLondon } from "../dates.js";
import { h, patch, widget } from "../dom.js";
import { ariaOf, spelled, valueOf } from "./spot.js";

// A date typed by keyboard passes through years such as 0002: wait for the hand to rest, and send at once on leaving.
const REST = 500;
const DATE = /^(19|20|21)\d\d-/;

export const datepicker = (spot) => widget(picker, { spot, type: "date", valid: (text) => DATE.test(text) }, spot.key);

export const timepicker = (spot) => widget(picker, { spot, type: "time", valid: (text) => text !== "" }, spot.key);

export const datetimepicker = (spot) =>
  widget(
    picker,
    {
      spot,
      type: "datetime-local",
      valid: (text) => DATE.test(text),
      read: fromLondon,
      show: (value) => toLondon(value),
    },
    spot.key,
  );

const same = (value) => value;

function picker(first) {
  const node = document.createElement("div");
  node.className = "picker";
  let props = first;
  let timer = 0;
  let typed = null;

  const held = () => {
    const value = valueOf(props.spot);
    return value === null ? "" : (props.show ?? same)(value);
  };

  const flush = () => {
    clearTimeout(timer);
    const text = typed;
    typed = null;
    if (text === null || text === held() || (text !== "" && !props.valid(text))) return;
    const value = text === "" ? null : (props.read ?? same)(text);
    const { place, block, element, dispatches } = props.spot;
    choose(place, block.block_id, element, { value, shown: spelled(props.spot, value), dispatches });
  };

  const draw = () => {
    const { spot, type } = props;
    const { describedby } = spot.naming;
    const saidId = `${spot.id}-said`;
    const said = type === "date" ? spokenDay(typed ?? held()) : "";
    patch(node, [
      h("input", {
        type,
        id: spot.id,
        class: "field",
        value: typed ?? held(),
        ...spot.data,
        ...ariaOf(spot),
        "aria-describedby": [describedby, said && saidId].filter(Boolean).join(" ") || null,
        oninput: (event) => {
          typed = event.target.value;
          clearTimeout(timer);
          timer = setTimeout(flush, REST);
          draw();
        },
        onchange: (event) => {
          typed = event.target.value;
          if (document.activeElement !== event.target) flush();
        },
        onblur: flush,
      }),
      said && h("span", { class: "hint", id: saidId }, said),
    ]);
  };

  draw();
  return {
    node,
    update(next) {
      props = next;
      draw();
    },
    destroy: () => clearTimeout(timer),
  };
}
