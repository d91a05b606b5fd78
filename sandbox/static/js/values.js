/**
 * What stands in a form control right now.
 *
 * The server's value is the truth, but it lags behind the hand by one round trip. So what was chosen here is shown until
 * a state arrives whose fetch began after the server had answered our change.
 */

import { changed, nextTick, store } from "./store.js";

const pending = new Map();
const settingNow = new Map();

export const fieldKey = (place, blockId, actionId) => `${place.key}|${blockId}|${actionId}`;

/** Show `value` for this control at once, while `sent` (the promise of its delivery) is under way. */
export function showMeanwhile(key, value, sent) {
  const entry = { value, settled: Infinity };
  pending.set(key, entry);
  changed();
  return sent.finally(() => {
    entry.settled = nextTick();
    changed();
  });
}

/** The value to draw: ours while the state is older than our change, else what the server says. */
export function shownValue(key, fromServer) {
  const entry = pending.get(key);
  if (!entry) return fromServer;
  if (store.state.tick < entry.settled) return entry.value;
  pending.delete(key);
  return fromServer;
}

const lines = new Map();

/** Send changes of one control one after the other: two requests at once might arrive the wrong way round. */
export function inTurn(key, send) {
  const mine = (lines.get(key) ?? Promise.resolve()).catch(() => {}).then(send);
  lines.set(key, mine);
  return mine.finally(() => lines.get(key) === mine && lines.delete(key));
}

/** Remember a change of value that must have reached the server before a click in the same place may go. */
export function mustArriveFirst(place, promise) {
  const waiting = settingNow.get(place.key) ?? new Set();
  settingNow.set(place.key, waiting);
  waiting.add(promise);
  promise.catch(() => {}).finally(() => waiting.delete(promise));
  return promise;
}

/** Wait until every such change in this place has reached the server. */
export const arrived = (place) => Promise.allSettled([...(settingNow.get(place.key) ?? [])]);

/** The state value of an element as the server holds it, or undefined when it has none. */
export const serverValue = (place, blockId, actionId) => place.values?.[blockId]?.[actionId];
