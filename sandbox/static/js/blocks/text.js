/** Text objects: plain text as text, mrkdwn as mrkdwn. */

import { h } from "../dom.js";
import { withEmoji } from "../emoji.js";
import { mrkdwn } from "../mrkdwn.js";

/** Nodes for a text object. */
function textNodes(text) {
  if (!text) return [];
  if (text.type === "mrkdwn") return mrkdwn(text.text, text);
  return [text.emoji === false ? text.text : withEmoji(text.text)];
}

/** A text object in an element of its own; plain text keeps its line breaks. */
export const textIn = (tag, text, props = {}) =>
  h(tag, { ...props, class: `${props.class ?? ""} ${text?.type === "mrkdwn" ? "mrkdwn" : "plain"}` }, textNodes(text));

/** The bare words, for names and labels. */
export const wordsOf = (text) => (text ? withEmoji(text.text) : "");
