/** Messages: who, when, blocks, reactions, thread; grouped by day. */

import { toggleReaction } from "./actions.js";
import { drawBlocks } from "./blocks/index.js";
import { dayKey, dayLabel, fullMoment, timeOf } from "./dates.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { avatar } from "./people.js";
import { reactionBar, toolbar } from "./reactions.js";
import { changed, isApp, personName, sandboxNow, store } from "./store.js";

const GROUP_SECONDS = 300;

/** A list of messages with day dividers. `inThread` hides the thread links. */
export function messageList(channel, messages, { inThread = false } = {}) {
  const now = sandboxNow();
  let before = null;
  const rows = messages.map((message) => {
    const newDay = !before || dayKey(before.ts) !== dayKey(message.ts);
    const follows = !newDay && continues(before, message);
    before = message;
    return [
      newDay &&
        h("li", { class: "day", key: `day ${dayKey(message.ts)}` }, h("span", null, dayLabel(Number(message.ts), now))),
      h("li", { key: `${message.ts} ${message.ephemeral ?? ""}` }, article(channel, message, { inThread, follows })),
    ];
  });
  return h("ol", { class: "messages" }, rows);
}

const continues = (before, message) =>
  before.user === message.user &&
  Boolean(before.ephemeral) === Boolean(message.ephemeral) &&
  !before.replies?.length &&
  message.ts - before.ts < GROUP_SECONDS;

/** One message. */
function article(channel, message, { inThread, follows }) {
  const seconds = Number(message.ts);
  const name = personName(message.user);
  return h(
    "article",
    {
      class: `message ${message.ephemeral ? "ephemeral" : ""} ${follows ? "follows" : ""} ${isApp(message.user) ? "by-app" : ""}`,
      "aria-label": `${name}, ${timeOf(seconds)}`,
      "data-ts": message.ts,
      "data-user": message.user,
      tabindex: "-1",
    },
    h(
      "div",
      { class: "message-side" },
      follows ? h("time", { class: "side-time", title: fullMoment(seconds) }, timeOf(seconds)) : avatar(message.user),
    ),
    h(
      "div",
      { class: "message-main" },
      message.ephemeral && h("p", { class: "ephemeral-note" }, icon("eye"), "Only visible to you"),
      !follows &&
        h(
          "p",
          { class: "message-head" },
          h("span", { class: "author" }, name),
          isApp(message.user) && h("span", { class: "app-mark" }, "App"),
          h(
            "time",
            { datetime: new Date(seconds * 1000).toISOString(), title: `${fullMoment(seconds)}, London` },
            timeOf(seconds),
          ),
        ),
      body(channel, message),
      reactionBar(message, (emoji) => toggleReaction(channel, message, emoji)),
      !inThread && threadLink(message),
    ),
    !message.ephemeral && toolbar(channel, message, { inThread }),
  );
}

function body(channel, message) {
  const place = {
    key: `message ${channel} ${message.ts}`,
    where: { channel, ts: message.ts },
    values: message.values,
    surface: "message",
  };
  const blocks = message.blocks?.length
    ? drawBlocks(place, message.blocks)
    : h("div", { class: "mrkdwn", key: "text" }, mrkdwn(message.text, { verbatim: true }));
  return h(
    "div",
    { class: "message-body" },
    blocks,
    message.files?.map((file) => attachment(file)),
    message.edited && h("span", { class: "edited", key: "edited" }, "(edited)"),
  );
}

/** A file in a message; of a deleted one only that it was there. */
function attachment(file) {
  if (file.mode === "tombstone") {
    return h("p", { class: "file gone", key: file.id }, "This file was deleted.");
  }
  return h(
    "a",
    { class: "file", key: file.id, href: file.url_private, target: "_blank", rel: "noopener" },
    h("strong", null, file.title),
    h("small", null, `${file.name} · ${Math.ceil(file.size / 1024)} kB`),
  );
}

function threadLink(message) {
  const count = message.replies?.length ?? 0;
  if (!count) return null;
  const people = [...new Set(message.replies.map((reply) => reply.user))].slice(0, 3);
  return h(
    "button",
    { type: "button", class: "thread-link", onclick: () => changed({ thread: message.ts }) },
    people.map((id) => avatar(id, "tiny")),
    h("span", null, count === 1 ? "1 reply" : `${count} replies`),
    h("small", null, `Last at ${timeOf(Number(message.replies.at(-1).ts))}`),
  );
}

/** The newest moment in these messages, replies included: what "something new" is measured by. */
export const newest = (messages) =>
  Math.max(
    0,
    ...messages.flatMap((message) => [message, ...(message.replies ?? [])]).map((message) => Number(message.ts)),
  );

/** Whether the open thread shows this message. */
export const threadRoot = () => {
  const here = store.state?.conversations.find((each) => each.id === store.show);
  return here?.messages.find((message) => message.ts === store.thread) ?? null;
};
