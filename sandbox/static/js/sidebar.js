/** Channels, direct messages and the app, with what is unread. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./people.js";
import { goTo } from "./place.js";
import { appConversation, changed, store } from "./store.js";

const byName = (one, other) => one.name.localeCompare(other.name);

export function sidebar() {
  const conversations = store.state?.conversations ?? [];
  const of = (kind) => conversations.filter((each) => each.kind === kind).sort(byName);
  return h(
    "nav",
    { class: `sidebar ${store.drawer ? "open" : ""}`, "aria-label": "Conversations", id: "sidebar" },
    h(
      "div",
      { class: "sidebar-head" },
      h("p", { class: "team" }, store.workspace.team.name),
      h("p", { class: "team-note" }, "Sandbox workspace — made-up people"),
      h(
        "button",
        {
          type: "button",
          class: "plain-icon only-narrow",
          "aria-label": "Close the list",
          onclick: () => changed({ drawer: false }),
        },
        icon("close"),
      ),
    ),
    group("Apps", appRows()),
    group("Channels", of("channel").map(channelRow)),
    of("dm").length > 0 && group("Direct messages", of("dm").map(dmRow)),
    !store.workspace.connected &&
      h(
        "p",
        { class: "disconnected", role: "status" },
        icon("warn"),
        "No app is connected. Start it, and this line goes away.",
      ),
    tryIt(),
  );
}

/** Three things a newcomer would not guess. */
function tryIt() {
  const [command] = store.workspace.app.commands;
  return h(
    "div",
    { class: "try-it" },
    h("strong", null, "Try it"),
    h(
      "ul",
      null,
      command && h("li", null, "Type ", h("code", null, command.command), " under Messages or in a channel."),
      h("li", null, "Be someone else: the name at the top right."),
      h("li", null, "Move the clock on, and see what falls due."),
    ),
  );
}

const group = (title, rows) =>
  h("section", { key: title, "aria-label": title }, h("h2", null, title), h("ul", null, rows));

function appRows() {
  const app = appConversation();
  if (!app) return [];
  const here = store.show === "home" || store.show === app.id;
  return [
    row("app", app.unread ? app.id : "home", {
      face: [
        avatar(store.workspace.app.bot_user_id, "tiny"),
        h("span", { class: "row-name" }, store.workspace.app.name),
      ],
      unread: app.unread,
      here,
      name: store.workspace.app.name,
    }),
  ];
}

const channelRow = (each) =>
  row(each.id, each.id, {
    face: [icon(each.private ? "lock" : "hash"), h("span", { class: "row-name" }, each.name)],
    unread: each.unread,
    here: store.show === each.id,
    name: `${each.private ? "Private channel" : "Channel"} ${each.name}`,
  });

const dmRow = (each) =>
  row(each.id, each.id, {
    face: [avatar(otherOf(each), "tiny"), h("span", { class: "row-name" }, each.name)],
    unread: each.unread,
    here: store.show === each.id,
    name: each.name,
  });

const otherOf = (each) =>
  store.workspace.users.find((user) => [user.name, user.real_name].includes(each.name))?.id ?? each.id;

const row = (key, show, { face, unread, here, name }) =>
  h(
    "li",
    { key },
    h(
      "a",
      {
        href: `?as=${store.me}&show=${show}`,
        class: `row ${here ? "here" : ""} ${unread ? "unread" : ""}`,
        "aria-current": here ? "page" : null,
        "aria-label": unread ? `${name}, ${unread} unread` : name,
        "data-conversation": show,
        onclick: (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          goTo(show);
        },
      },
      face,
      unread > 0 && h("span", { class: "badge", "aria-hidden": "true" }, unread > 99 ? "99+" : unread),
    ),
  );
