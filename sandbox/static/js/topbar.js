/** The bar over everything: which world this is, its clock, who we are, and the inspector's switch. */

import { clockBar } from "./clock.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { personSwitcher } from "./people.js";
import { changed, store } from "./store.js";

export const topbar = () =>
  h(
    "header",
    { class: "topbar", key: "topbar" },
    h(
      "button",
      {
        type: "button",
        class: "plain-icon only-narrow",
        "aria-label": `Conversations${unreadCount() ? `, ${unreadCount()} unread` : ""}`,
        "aria-expanded": store.drawer,
        "aria-controls": "sidebar",
        onclick: () => changed({ drawer: !store.drawer }),
      },
      icon("menu"),
      unreadCount() > 0 && h("span", { class: "dot", "aria-hidden": "true" }),
    ),
    h(
      "p",
      { class: "world" },
      h("span", { class: "world-mark" }, "Sandbox"),
      h("span", { class: "world-words" }, "Made-up people, on this machine only"),
    ),
    clockBar(),
    personSwitcher(),
    h(
      "button",
      {
        type: "button",
        class: "inspector-switch",
        "aria-pressed": store.inspector,
        title: "What the app and the workspace say to each other",
        onclick: () => changed({ inspector: !store.inspector }),
      },
      icon("pulse"),
      h("span", null, "Inspector"),
    ),
  );

const unreadCount = () => (store.state?.conversations ?? []).reduce((sum, each) => sum + each.unread, 0);
