/** The markdown block: headings, lists, quotations, fences, and the usual marks within a line. */

import { h } from "../dom.js";
import { withEmoji } from "../emoji.js";
import { link } from "../mrkdwn.js";

const INLINE =
  /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|\*([^*\s][^*]*?)\*|_([^_\s][^_]*?)_|~~(.+?)~~|\[([^\]]+)\]\(([^)\s]+)\)/g;

export const markdown = (place, block) => h("div", { class: "markdown" }, chunks(block.text).map(chunk));

const chunks = (text) => text.split(/(```[\s\S]*?```)|\n{2,}/).filter((each) => each?.trim());

function chunk(text) {
  const fence = /^```\w*\n?([\s\S]*?)\n?```$/.exec(text);
  if (fence) return h("pre", null, fence[1]);
  const rows = text.replace(/^\n+|\n+$/g, "").split("\n");
  const heading = /^(#{1,6})\s+(.*)$/.exec(rows[0]);
  if (heading)
    return [
      h("h4", { class: "markdown-heading" }, inline(heading[2])),
      rows.length > 1 && chunk(rows.slice(1).join("\n")),
    ];
  if (rows.length === 1 && /^(-{3,}|\*{3,})$/.test(rows[0])) return h("hr");
  if (rows.every((row) => /^\s*[-*+]\s+/.test(row))) return h("ul", null, items(rows, /^\s*[-*+]\s+/));
  if (rows.every((row) => /^\s*\d+[.)]\s+/.test(row))) return h("ol", null, items(rows, /^\s*\d+[.)]\s+/));
  if (rows.every((row) => row.startsWith(">")))
    return h("blockquote", null, broken(rows.map((row) => row.replace(/^>\s?/, ""))));
  return h("p", null, broken(rows));
}

const items = (rows, mark) => rows.map((row) => h("li", null, inline(row.replace(mark, ""))));

const broken = (rows) => rows.map((row, index) => [index ? h("br") : null, inline(row)]);

function inline(text) {
  const out = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    out.push(withEmoji(text.slice(from, match.index)), marked(match));
    from = match.index + match[0].length;
  }
  out.push(withEmoji(text.slice(from)));
  return out;
}

function marked([, code, bold, strong, italic, emphasis, strike, label, url]) {
  if (code) return h("code", null, code);
  if (bold ?? strong) return h("strong", null, inline(bold ?? strong));
  if (italic ?? emphasis) return h("em", null, inline(italic ?? emphasis));
  if (strike) return h("s", null, inline(strike));
  return link(url, label);
}
