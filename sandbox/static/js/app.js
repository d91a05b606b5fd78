/** Puts the page together and draws it anew whenever the store says that something changed. */

import { dismissNotice } from "./actions.js";
import { announce } from "./announcer.js";
import { main, threadPane } from "./conversation.js";
import { h, keepingFocus, patch } from "./dom.js";
import { followBanner, followSpotlight } from "./follow.js";
import { icon } from "./icons.js";
import { inspectorDrawer } from "./inspector.js";
import { syncModal } from "./modal.js";
import { goTo, start } from "./place.js";
import { sidebar } from "./sidebar.js";
import { changed, currentConversation, onChange, refreshWorkspace, store } from "./store.js";
import { notices, notifications, takeNotifications } from "./toasts.js";
import { topbar } from "./topbar.js";
import { WireError } from "./wire.js";

const CLOCK_REDRAW = 10_000;
const root = document.getElementById("app");

function draw() {
  if (!store.workspace || !store.me) return;
  keepingFocus(() => {
    patch(root, [
      topbar(),
      banners(),
      h("div", { class: classes(), key: "columns" }, sidebar(), shade(), main(), threadPane(), inspectorDrawer()),
      foot(),
    ]);
    syncModal();
  });
  document.title = title();
  announce();
  takeNotifications();
  followSpotlight();
}

const classes = () => `columns ${store.thread ? "with-thread" : ""} ${store.inspector ? "with-inspector" : ""}`;

const shade = () =>
  store.drawer && h("div", { class: "shade", key: "shade", onclick: () => changed({ drawer: false }) });

// While a modal is open its own notices are drawn inside it, since the rest of the page is out of reach then.
const modalOpen = () => (store.state?.views.length ?? 0) > 0;

const foot = () => !modalOpen() && [notices(), notifications(goTo)];

function banners() {
  const notice = !modalOpen() && store.state?.notice;
  return h(
    "div",
    { class: "banners", role: "status", key: "banners" },
    !modalOpen() && followBanner(),
    !store.online && h("p", { class: "banner" }, icon("warn"), "The sandbox server does not answer. Trying again…"),
    notice && h("p", { class: "banner" }, icon("warn"), h("span", null, notice.text), dismissal()),
  );
}

const dismissal = () =>
  h(
    "button",
    { type: "button", class: "plain-icon push", "aria-label": "Dismiss notice", onclick: dismissNotice },
    icon("close"),
  );

function title() {
  const unread = (store.state?.conversations ?? []).reduce((sum, each) => sum + each.unread, 0);
  const here = currentConversation()?.name ?? store.workspace.app.name;
  return `${unread ? `(${unread}) ` : ""}${here} · ${store.workspace.team.name}`;
}

async function open() {
  try {
    await refreshWorkspace();
    await start();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    patch(root, h("p", { class: "loading" }, error.message));
  }
}

onChange(draw);
setInterval(changed, CLOCK_REDRAW);
document.addEventListener("visibilitychange", () => changed());
await open();
