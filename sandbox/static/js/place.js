/** Where we are, kept in the address: `/?as=U0PRIYA&show=home`, so that two windows can be two people. */

import { lookAt, tellApp } from "./actions.js";
import { appConversation, become, changed, store } from "./store.js";

function write({ replace = false } = {}) {
  const address = new URLSearchParams({ as: store.me, show: store.show, ...(store.follow && { follow: "1" }) });
  const method = replace ? "replaceState" : "pushState";
  if (`?${address}` !== location.search) history[method](null, "", `?${address}`);
}

const readable = (show) => show === "home" || store.state.conversations.some((each) => each.id === show);

// Someone else is not in every channel we see, and their conversation with the app has an id of its own.
function landing(show, wasApp) {
  if (wasApp) return appConversation().id;
  return readable(show) ? show : "home";
}

async function arrive(user, show, wasApp = false) {
  await become(user);
  changed({ show: landing(show, wasApp), drawer: false });
  write({ replace: true });
  await tellApp(store.show);
}

/** Start where the address says, or as the first person on the app's Home tab. */
export async function start() {
  const address = new URLSearchParams(location.search);
  const people = store.workspace.users.filter((user) => !user.is_bot && !user.deleted);
  const asked = store.workspace.users.find((user) => user.id === address.get("as"));
  changed({ follow: address.get("follow") === "1" });
  window.addEventListener("popstate", () => {
    const back = new URLSearchParams(location.search);
    if (back.get("as") === store.me) lookAt(back.get("show"));
    else arrive(back.get("as"), back.get("show"));
  });
  await arrive((asked ?? people[0]).id, address.get("show") ?? "home");
}

/** Be another person, looking at the same place if they can. */
export async function be(user) {
  const wasApp = store.show === appConversation()?.id;
  const { show } = store;
  changed({ me: user });
  write();
  await arrive(user, show, wasApp);
}

/** Be this person at this place, in step with a tour: what was only watched is not gone back to. */
export async function standAt(user, show) {
  if (user !== store.me) return arrive(user, show);
  const going = lookAt(show);
  write({ replace: true });
  return going;
}

/** Follow a tour, or stop following it; the address says which. */
export function follow(wanted) {
  changed({ follow: wanted });
  write({ replace: true });
}

/** Go to a conversation, or "home". */
export async function goTo(show, options) {
  const going = lookAt(show, options);
  write();
  await going;
}
