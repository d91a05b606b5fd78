/** What the page knows: the workspace, who we are being, what that person sees, and where we look. */

import { get, listen } from "./wire.js";

export const store = {
  workspace: null,
  me: null,
  show: "home",
  thread: null,
  follow: false,
  state: null,
  online: true,
  drawer: false,
  inspector: false,
  advancing: null,
  toasts: [],
};

let redraw = () => {};
let queued = false;
let tick = 0;
let stopListening = () => {};
let fetching = null;
let again = false;

/** A number that only rises; says which of two things happened first. */
export const nextTick = () => ++tick;

export function onChange(draw) {
  redraw = draw;
}

/** Ask for a redraw; many asks in one turn make one redraw. */
export function changed(fields = {}) {
  Object.assign(store, fields);
  if (queued) return;
  queued = true;
  queueMicrotask(() => {
    queued = false;
    redraw();
  });
}

/** Fetch what this person sees. Calls during a fetch share one more fetch after it. */
export async function refresh() {
  if (fetching) {
    again = true;
    return fetching;
  }
  fetching = fetchUntilStill().finally(() => {
    fetching = null;
  });
  return fetching;
}

async function fetchUntilStill() {
  do {
    again = false;
    const me = store.me;
    const started = nextTick();
    const state = await get(`as/${me}`);
    if (me !== store.me) again = true;
    else changed({ state: { ...state, tick: started, at: Date.now() } });
  } while (again);
}

export async function refreshWorkspace() {
  changed({ workspace: await get("workspace") });
}

/** Become another person: everything seen so far is theirs no longer. */
export async function become(user) {
  stopListening();
  changed({ me: user, state: null, thread: null, online: true, toasts: [] });
  stopListening = listen(
    `as/${user}/stream`,
    (message) => {
      changed({ online: true });
      Promise.all([refresh(), touchesWorkspace(message) && refreshWorkspace()]).catch(() => changed({ online: false }));
    },
    () => changed({ online: false }),
  );
  await refresh();
}

const SEEN_BY_PERSON = new Set(["messages", "views", "home", "clock"]);

// A first message (null) follows a gap; any scope beyond a person's own may be members, channels or the app's connection.
const touchesWorkspace = (message) => !message?.scope || message.scope.some((part) => !SEEN_BY_PERSON.has(part));

export const userById = (id) => store.workspace?.users.find((user) => user.id === id);

export const personName = (id) => {
  const user = userById(id);
  if (!user && id === store.workspace?.app.bot_user_id) return store.workspace.app.name;
  return user ? user.real_name || user.name : id;
};

export const isApp = (id) => id === store.workspace?.app.bot_user_id || Boolean(userById(id)?.is_bot);

export const appConversation = () => store.state?.conversations.find((each) => each.kind === "app");

/** The conversation on screen; null on the app's Home tab. */
export const currentConversation = () => store.state?.conversations.find((each) => each.id === store.show) ?? null;

/** Unix seconds on the sandbox's clock, going on between two fetches. */
export function sandboxNow() {
  const clock = store.state?.clock ?? store.workspace?.clock;
  if (!clock) return Date.now() / 1000;
  return clock.unix + (Date.now() - (store.state?.at ?? Date.now())) / 1000;
}
