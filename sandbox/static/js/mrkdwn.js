/** Slack's mrkdwn as nodes: what a message would look like, including what unescaped text would set off. */

import { datePattern, fullMoment } from "./dates.js";
import { h } from "./dom.js";
import { emojiChar } from "./emoji.js";
import { personName, sandboxNow, store } from "./store.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const unescape = (text) => text.replace(/&(lt|gt|amp);/g, (entity) => ENTITIES[entity]);

// One alternative per construct; a formatting mark opens only at a word's edge and closes only at one.
const EDGE = "(?<=^|[\\s(\\[{>.,;:!?'\"\\-*_~/])";
const END = "(?=$|[\\s)\\]}<.,;:!?'\"\\-*_~/])";
const span = (mark) => `${EDGE}\\${mark}(?!\\s)([^\\${mark}\\n]+?)(?<!\\s)\\${mark}${END}`;
const BARE = "(?<![\\w@])@(?:here|channel|everyone)\\b|https?://[^\\s<>|]+[^\\s<>|.,;:!?)'\"]";
const inline = (verbatim) =>
  new RegExp(
    `\`([^\`\\n]+)\`|<([^<>\\n]+)>|${span("*")}|${span("_")}|${span("~")}|:([a-z0-9_+'-]+):${verbatim ? "" : `|(${BARE})`}`,
    "g",
  );
const PATTERNS = { true: inline(true), false: inline(false) };

/** Nodes for mrkdwn text. `verbatim: true` switches off Slack's own finding of links and mentions. */
export function mrkdwn(text, { verbatim = false } = {}) {
  const parts = String(text ?? "").split(/```\n?([\s\S]+?)\n?```/);
  return parts.map((part, index) => (index % 2 ? h("pre", null, unescape(part)) : lines(part, verbatim)));
}

/** Paragraph lines, with runs of "> " lines as quotations. */
function lines(text, verbatim) {
  const out = [];
  let quoted = [];
  const closeQuote = () => {
    if (quoted.length) out.push(h("blockquote", null, breakLines(quoted, verbatim)));
    quoted = [];
  };
  let plain = [];
  const closePlain = () => {
    if (plain.length) out.push(breakLines(plain, verbatim));
    plain = [];
  };
  for (const line of text.split("\n")) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote) {
      closePlain();
      quoted.push(quote[1]);
    } else {
      closeQuote();
      plain.push(line);
    }
  }
  closeQuote();
  closePlain();
  return out;
}

const breakLines = (rows, verbatim) => rows.map((row, index) => [index ? h("br") : null, spans(row, verbatim)]);

function spans(text, verbatim) {
  const out = [];
  let from = 0;
  for (const match of text.matchAll(PATTERNS[Boolean(verbatim)])) {
    out.push(unescape(text.slice(from, match.index)), construct(match, verbatim));
    from = match.index + match[0].length;
  }
  out.push(unescape(text.slice(from)));
  return out;
}

function construct([whole, code, angle, bold, italic, strike, emoji, bare], verbatim) {
  if (code !== undefined) return h("code", null, unescape(code));
  if (angle !== undefined) return special(angle);
  if (bold !== undefined) return h("strong", null, spans(bold, verbatim));
  if (italic !== undefined) return h("em", null, spans(italic, verbatim));
  if (strike !== undefined) return h("s", null, spans(strike, verbatim));
  if (emoji !== undefined) return emojiNode(emoji) ?? whole;
  return bare.startsWith("@") ? mention(bare, true) : link(unescape(bare), bare);
}

/** What stands between angle brackets: a mention, a channel, a date, a link. */
function special(inner) {
  const [body, label] = splitOnce(inner, "|");
  if (body.startsWith("@")) return userMention(body.slice(1));
  if (body.startsWith("#")) return mention(`#${channelName(body.slice(1), label)}`);
  if (body.startsWith("!date^")) return date(body, label);
  if (body.startsWith("!subteam^")) return mention(label ?? "@group", true);
  if (body.startsWith("!")) return mention(`@${label ?? body.slice(1)}`, true);
  return link(unescape(body), unescape(label ?? body));
}

function splitOnce(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function date(body, fallback) {
  const [, unix, pattern] = body.split("^");
  const seconds = Number(unix);
  const words = datePattern(pattern ?? "", seconds, sandboxNow());
  if (!Number.isFinite(seconds) || words === null) return unescape(fallback ?? "");
  return h("time", { datetime: new Date(seconds * 1000).toISOString(), title: fullMoment(seconds) }, words);
}

const channelName = (id, label) => store.workspace?.channels.find((each) => each.id === id)?.name ?? label ?? id;

const mention = (text, loud = false) => h("span", { class: loud ? "mention loud" : "mention" }, text);

/** A person's name as a mention, marked when it is us. */
export const userMention = (id) => mention(`@${personName(id)}`, id === store.me);

/** An emoji by its name, or null when we have no picture of it. */
export function emojiNode(name) {
  const char = emojiChar(name);
  return char && h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " ") }, char);
}

/** A link, if it leads where a link may lead; else its words. */
export function link(url, label) {
  if (!/^(https?:|mailto:)/i.test(url)) return String(label);
  return h("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, label);
}
