/** Everything a person can do, as one function each. Each fetches anew what the person then sees. */

import { confirmDialog } from "./confirm.js";
import { flushTyping, stuckField } from "./typing.js";
import { notify } from "./toasts.js";
import { appConversation, changed, refresh, refreshWorkspace, store } from "./store.js";
import { arrived, fieldKey, inTurn, mustArriveFirst, showMeanwhile } from "./values.js";
import { post, WireError } from "./wire.js";

const mine = (path) => `as/${store.me}/${path}`;

/** Send, look again, and turn a refusal into a sentence on the screen. Answers null when refused. */
async function attempt(path, body) {
  let answer = null;
  try {
    answer = await post(path, body);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    notify(error.message);
  }
  await refresh().catch((error) => notify(error.message));
  return answer;
}

// ── Conversations ──

export const sendMessage = (channel, text, threadTs) =>
  attempt(mine("message"), threadTs ? { channel, text, thread_ts: threadTs } : { channel, text });

export const runCommand = (channel, text) => attempt(mine("command"), { channel, text });

export const runShortcut = (callbackId) => attempt(mine("shortcut"), { callback_id: callbackId });

/** Add my reaction, or take it away if it is there. */
export function toggleReaction(channel, message, name) {
  const there = message.reactions?.find((each) => each.name === name);
  const remove = Boolean(there?.users.includes(store.me));
  return attempt(mine("reaction"), { channel, ts: message.ts, name, remove });
}

/** Take away what the server has to say to us. */
export const dismissNotice = () => attempt(mine("dismiss"), {});

export async function markRead(channel) {
  try {
    await post(mine("read"), { channel });
    await refresh();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
}

/** Put a conversation, or the app's "home", on screen; the app is told of either tab being opened. */
export function lookAt(show, { thread = null } = {}) {
  const before = store.show;
  changed({ show, thread, drawer: false, toasts: store.toasts.filter((toast) => toast.channel !== show) });
  if (show === before) return Promise.resolve();
  return tellApp(show);
}

/** Slack tells the app each time a person enters its Home or its Messages tab. */
export function tellApp(show) {
  if (show === "home") return attempt(mine("home"), {});
  if (show === appConversation()?.id) return attempt(mine("messages_tab"), {});
  return Promise.resolve();
}

// ── Elements of blocks. A place is {key, where, …}: a view, the Home tab or a message. ──

const busyViews = new Map();

/** Whether an interaction of this place is under way. */
export const isBusy = (place) => (busyViews.get(place.key) ?? 0) > 0;

async function whileBusy(place, work) {
  const step = (by) => {
    busyViews.set(place.key, (busyViews.get(place.key) ?? 0) + by);
    changed();
  };
  step(1);
  try {
    return await work();
  } finally {
    step(-1);
  }
}

/**
 * Send what is typed here and wait for what is being set. False, with the field in focus, if some text cannot get to the
 * server: nothing may then be sent as if it had.
 */
async function everythingArrived(place) {
  await Promise.all([flushTyping(place), arrived(place)]);
  const stuck = stuckField(place);
  stuck?.focus();
  return !stuck;
}

async function confirmed(element) {
  return !element.confirm || (await confirmDialog(element.confirm));
}

/** Press a button, or choose from an overflow menu. */
export async function press(place, blockId, element, extra = {}) {
  if (!(await confirmed(element))) return null;
  return whileBusy(place, async () => {
    if (!(await everythingArrived(place))) return null;
    const body = { where: place.where, block_id: blockId, action_id: element.action_id, ...extra };
    return attempt(mine("click"), element.confirm ? { ...body, confirmed: true } : body);
  });
}

/** Choose a value in a select, picker, radio or checkbox group. `shown` is the state value as Slack spells it. */
export async function choose(place, blockId, element, { value, shown, dispatches }) {
  if (!(await confirmed(element))) return changed();
  const key = fieldKey(place, blockId, element.action_id);
  const body = { where: place.where, block_id: blockId, action_id: element.action_id, value };
  const send = async () => {
    if (dispatches) await flushTyping(place);
    return attempt(mine("click"), element.confirm ? { ...body, confirmed: true } : body);
  };
  const sent = showMeanwhile(key, shown, inTurn(key, dispatches ? () => whileBusy(place, send) : send));
  // What only sets a value must be there before the next click; what asks the bot would hold that click up.
  return dispatches ? sent : mustArriveFirst(place, sent);
}

/** Ask the bot for the options of an external select. */
export async function findOptions(place, blockId, element, query) {
  try {
    return await post(mine("options"), { where: place.where, block_id: blockId, action_id: element.action_id, query });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { options: [], error: error.message };
  }
}

// ── Views ──

export function submitView(place) {
  if (isBusy(place)) return Promise.resolve(null);
  return whileBusy(place, async () => {
    if (!(await everythingArrived(place))) return null;
    return attempt(mine(`view/${place.where.view_id}/submit`), {});
  });
}

/** Close one view (Cancel), or the whole stack (X). What was typed and not sent is gone, as in Slack. */
export const closeView = (viewId, all) => attempt(mine(`view/${viewId}/close`), all ? { all: true } : {});

// ── The clock ──

/** Move the sandbox's clock and wait until the app has done what fell due. */
export async function advance(step) {
  changed({ advancing: step });
  try {
    await post("clock/advance", step);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    notify(error.message);
  } finally {
    changed({ advancing: null });
  }
  await Promise.all([refresh(), refreshWorkspace()]).catch((error) => notify(error.message));
}
