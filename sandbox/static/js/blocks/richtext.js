/** rich_text blocks: sections, lists, quotations and preformatted text. */

import { datePattern } from "../dates.js";
import { h } from "../dom.js";
import { emojiChar } from "../emoji.js";
import { emojiNode, link, userMention } from "../mrkdwn.js";
import { sandboxNow, store } from "../store.js";

export const richText = (place, block) => h("div", { class: "rich-text" }, block.elements.map(part));

const PARTS = {
  rich_text_section: (each) => h("div", { class: "rich-section" }, inline(each.elements)),
  rich_text_preformatted: (each) => h("pre", null, inline(each.elements)),
  rich_text_quote: (each) => h("blockquote", null, inline(each.elements)),
  rich_text_list: (each) =>
    h(
      each.style === "ordered" ? "ol" : "ul",
      { class: `indent-${each.indent ?? 0}`, start: each.offset ? each.offset + 1 : null },
      each.elements.map((item) => h("li", null, inline(item.elements))),
    ),
};

const part = (each) => PARTS[each.type]?.(each) ?? null;

const inline = (elements) => elements.map((each) => styled(LEAVES[each.type]?.(each) ?? null, each.style ?? {}));

const LEAVES = {
  text: (leaf) => leaf.text,
  link: (leaf) => link(leaf.url, leaf.text ?? leaf.url),
  emoji: (leaf) => emojiNode(leaf.name) ?? `:${leaf.name}:`,
  user: (leaf) => userMention(leaf.user_id),
  channel: (leaf) =>
    h(
      "span",
      { class: "mention" },
      `#${store.workspace.channels.find((each) => each.id === leaf.channel_id)?.name ?? leaf.channel_id}`,
    ),
  broadcast: (leaf) => h("span", { class: "mention loud" }, `@${leaf.range}`),
  usergroup: () => h("span", { class: "mention loud" }, "@group"),
  date: (leaf) => datePattern(leaf.format, leaf.timestamp, sandboxNow()) ?? leaf.fallback ?? "",
  color: (leaf) => leaf.value,
};

function styled(node, style) {
  let out = node;
  if (style.code) out = h("code", null, out);
  if (style.strike) out = h("s", null, out);
  if (style.italic) out = h("em", null, out);
  if (style.bold) out = h("strong", null, out);
  return out;
}

const bare = (leaf) => leaf.text ?? (leaf.type === "emoji" ? (emojiChar(leaf.name) ?? "") : (leaf.url ?? ""));

/** The words of a rich_text value, one line per paragraph or list item. */
export const richTextWords = (value) =>
  (value.elements ?? [])
    .flatMap((each) => (each.type === "rich_text_list" ? each.elements : [each]))
    .map((each) => each.elements.map(bare).join("").replace(/\n$/, ""))
    .join("\n");
