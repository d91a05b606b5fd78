/** The app's Home tab, as the app published it for this person. */

import { drawBlocks } from "./blocks/index.js";
import { h } from "./dom.js";
import { avatar } from "./people.js";
import { personName, store } from "./store.js";

/** The place of Home for its elements. */
const homePlace = () => ({
  key: `home ${store.me}`,
  where: { home: true },
  values: store.state.home.values,
  errors: store.state.home.errors,
  surface: "home",
});

export function homeTab() {
  const blocks = store.state.home?.view?.blocks;
  return h(
    "div",
    { class: "home", key: `home ${store.me}`, role: "tabpanel", "aria-label": "Home" },
    h("div", { class: "home-sheet" }, blocks?.length ? drawBlocks(homePlace(), blocks) : nothingYet()),
  );
}

function nothingYet() {
  const { app, connected } = store.workspace;
  const command = app.commands[0];
  return h(
    "div",
    { class: "empty" },
    avatar(app.bot_user_id, "big"),
    h("p", null, h("strong", null, `${app.name} has not shown ${personName(store.me)} a Home page yet.`)),
    !connected && h("p", null, "The app is not connected. Once it is, its Home appears here."),
    command && h("p", null, "In any conversation, type ", h("code", null, command.command), " to begin."),
  );
}
