/** The list that a combobox opens: groups, options, and for many choices a foot that counts and closes. */

import { h, idFor } from "./dom.js";
import { icon } from "./icons.js";

const GAP = 4;
const MARGIN = 8;
const NARROWEST = 300;
const HIGHEST = 360;

/** Place the list under its box, or over it where there is more room, within the window. */
export function settleBeside(list, box) {
  const { top, bottom, left, right, width } = box.getBoundingClientRect();
  const below = innerHeight - bottom - GAP - MARGIN;
  const above = top - GAP - MARGIN;
  const wide = Math.min(Math.max(width, NARROWEST), innerWidth - 2 * MARGIN);
  list.style.setProperty("width", `${wide}px`);
  list.style.setProperty("max-height", `${Math.min(HIGHEST, Math.max(below, above))}px`);
  const up = below < list.offsetHeight && above > below;
  list.style.setProperty("top", `${up ? top - GAP - list.offsetHeight : bottom + GAP}px`);
  list.style.setProperty("left", `${Math.max(MARGIN, Math.min(left, right - wide, innerWidth - wide - MARGIN))}px`);
}

/** Draw the open list of a combobox. */
export function panel(combo) {
  const { id, multi, attributes } = combo.props;
  const groups = combo.groups();
  let index = 0;
  const rows = groups.map((group) => {
    const options = group.choices.map((choice) => option(combo, choice, index++));
    if (!group.label) return options;
    const labelId = idFor(`${id} group ${group.label}`);
    return h(
      "div",
      { role: "group", "aria-labelledby": labelId, key: group.label },
      h("div", { class: "group-label", id: labelId }, group.label),
      options,
    );
  });
  return h(
    "div",
    { class: "combo-list", popover: "manual", onmousedown: (event) => event.preventDefault() },
    h(
      "div",
      {
        role: "listbox",
        id: `${id}-list`,
        class: "options",
        "aria-multiselectable": multi ? "true" : null,
        "aria-labelledby": attributes["aria-labelledby"],
        "aria-label": attributes["aria-labelledby"] ? null : (attributes["aria-label"] ?? "Options"),
      },
      rows,
    ),
    index === 0 && h("p", { class: "combo-empty", role: "status" }, emptyWords(combo)),
    multi && foot(combo),
  );
}

function emptyWords(combo) {
  const { find, minQuery } = combo.props;
  if (!find) return "No matches";
  if (combo.found) return combo.found.error ?? "No matches";
  if ((combo.query ?? "").length < minQuery)
    return `Type ${minQuery === 1 ? "a character" : `${minQuery} characters`} to search`;
  return "Looking…";
}

function option(combo, choice, index) {
  const chosen = combo.isChosen(choice);
  return h(
    "div",
    {
      role: "option",
      key: choice.value,
      id: `${combo.props.id}-o${index}`,
      class: `option ${index === combo.active ? "active" : ""}`,
      "data-value": choice.value,
      "aria-selected": chosen,
      "aria-disabled": !chosen && combo.isFull() ? "true" : null,
      onclick: () => combo.take(choice),
    },
    h("span", { class: "option-mark" }, chosen && icon("check")),
    h("span", { class: "option-text" }, choice.text, choice.more && h("small", null, choice.more)),
  );
}

function foot(combo) {
  const { chosen, most } = combo.props;
  return h(
    "div",
    { class: "combo-foot" },
    h(
      "span",
      { "aria-live": "polite" },
      most === Infinity ? `${chosen.length} chosen` : `${chosen.length} of at most ${most}`,
    ),
    h("button", { type: "button", class: "btn small", tabindex: "-1", onclick: () => combo.close() }, "Done"),
  );
}
