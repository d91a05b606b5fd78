/** Blocks that show and arrange: section, header, context, divider, actions, image, card, alert, table. */

import { h, idFor } from "../dom.js";
import { icon } from "../icons.js";
import { drawElement } from "./elements.js";
import { image } from "./image.js";
import { richText } from "./richtext.js";
import { textIn, wordsOf } from "./text.js";

export function section(place, block) {
  const id = idFor(`${place.key}|${block.block_id}|words`);
  const { text, fields, accessory } = block;
  return h(
    "div",
    { class: `section ${accessory ? `with-${accessory.type === "image" ? "image" : "accessory"}` : ""}` },
    h(
      "div",
      { class: "section-words", id },
      text && textIn("div", text),
      fields &&
        h(
          "div",
          { class: "fields" },
          fields.map((each) => textIn("div", each)),
        ),
    ),
    accessory && h("div", { class: "accessory" }, drawElement(place, block, accessory, { labelledby: id })),
  );
}

export const header = (place, block) => h("h3", { class: "header plain" }, wordsOf(block.text));

export const divider = () => h("hr");

export const context = (place, block) =>
  h(
    "div",
    { class: "context" },
    block.elements.map((each) => (each.type === "image" ? image(each, "small") : textIn("span", each))),
  );

export const actions = (place, block) =>
  h(
    "div",
    { class: "actions" },
    block.elements.map((each) => drawElement(place, block, each)),
  );

export const imageBlock = (place, block) =>
  h(
    "figure",
    null,
    block.title && h("figcaption", null, wordsOf(block.title)),
    image({ image_url: block.image_url ?? block.slack_file?.url, alt_text: block.alt_text }, "large"),
  );

export function card(place, block) {
  const buttons = block.actions ?? [];
  return h(
    "div",
    { class: "card" },
    block.hero_image && image(block.hero_image, "large"),
    h(
      "div",
      { class: "card-words" },
      block.title && textIn("h4", block.title),
      block.subtitle && textIn("div", block.subtitle, { class: "hint" }),
      block.body && textIn("div", block.body),
      buttons.length > 0 &&
        h(
          "div",
          { class: "actions" },
          buttons.map((each) => drawElement(place, block, each)),
        ),
    ),
  );
}

export const carousel = (place, block) =>
  h(
    "div",
    { class: "carousel" },
    (block.elements ?? []).map((each) => card(place, { ...each, block_id: each.block_id ?? block.block_id })),
  );

const ALERT_ICONS = { error: "warn", warning: "warn", success: "check" };

export function alert(place, block) {
  const level = block.level ?? "default";
  const spoken = level === "error" || level === "warning" ? "alert" : "status";
  return h(
    "div",
    { class: `alert ${level}`, role: spoken },
    icon(ALERT_ICONS[level] ?? "info"),
    textIn("div", block.text),
  );
}

const cell = (tag, each) =>
  h(tag, null, each.type === "rich_text" ? richText(null, each) : (each.text ?? String(each.value ?? "")));

export const table = (place, block) =>
  h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    h(
      "table",
      null,
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          block.rows[0].map((each) => cell("th", each)),
        ),
      ),
      h(
        "tbody",
        null,
        block.rows.slice(1).map((row) =>
          h(
            "tr",
            null,
            row.map((each) => cell("td", each)),
          ),
        ),
      ),
    ),
  );
