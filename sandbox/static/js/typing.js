/**
 * Typed text on its way to the server: sent ~150 ms after the last key, one request per field at a time, the newest text
 * next, and at once when something in the same place is about to be pressed.
 */

import { changed, nextTick, refresh, store } from "./store.js";
import { count, post, WireError } from "./wire.js";

const PAUSE = 150;
const AGAIN = 2000;
const fields = new Map();

/** Registers a field; the returned hand has `typed(text)`, `entered()`, `flush()`, `accepts()`, `leave()`. */
export function typingField(key, place, target, { limit, focus }) {
  const field = new TypingField(key, place, target, limit, focus);
  fields.set(key, field);
  return field;
}

const inPlace = (place) => [...fields.values()].filter((field) => field.place.key === place.key);

/** Send everything typed in this place that has not been sent. */
export const flushTyping = (place) => Promise.all(inPlace(place).map((field) => field.flush()));

/** The first field of this place whose text cannot get to the server: too long, refused, or no answer. */
export const stuckField = (place) =>
  inPlace(place).find((field) => field.excess() > 0 || (field.dirty() && field.error));

/** What is wrong with this field by the page's own knowledge or the server's refusal; null if nothing. */
export const typingError = (key) => fields.get(key)?.error ?? null;

class TypingField {
  constructor(key, place, target, limit, focus) {
    Object.assign(this, { key, place, target, limit, focus });
    this.text = null;
    this.sent = null;
    this.settled = 0;
    this.timer = 0;
    this.underway = null;
    this.error = null;
    this.refused = false;
    this.counted = false;
    this.left = false;
  }

  excess() {
    return this.text === null ? 0 : Math.max(0, [...this.text].length - this.limit);
  }

  dirty() {
    return this.text !== null && this.text !== this.sent;
  }

  /** Whether the server's text may be put into the box: nothing of ours is waiting, and the state is newer. */
  accepts() {
    return !this.dirty() && !this.underway && store.state.tick >= this.settled;
  }

  typed(text) {
    this.text = text;
    this.refused = false;
    clearTimeout(this.timer);
    const excess = this.excess();
    this.count();
    this.setError(
      excess ? `At most ${this.limit} characters: ${excess} too many. Nothing more is saved until it fits.` : null,
    );
    if (!excess) this.timer = setTimeout(() => this.flush(), PAUSE);
  }

  /** Text that waits for its turn counts as being on its way. */
  count(waits = this.dirty() && !this.excess() && !this.refused && !this.left) {
    if (waits !== this.counted) count(waits ? 1 : -1);
    this.counted = waits;
  }

  setError(error) {
    if (error === this.error) return;
    this.error = error;
    changed();
  }

  flush() {
    clearTimeout(this.timer);
    this.underway ??= this.sendUntilStill().finally(() => {
      this.underway = null;
    });
    return this.underway;
  }

  async sendUntilStill() {
    let sentAny = false;
    while (this.dirty() && !this.excess()) {
      const text = this.text;
      if (!(await this.send({ value: text }))) break;
      this.sent = text;
      sentAny = true;
    }
    this.count();
    if (sentAny) this.settled = nextTick();
  }

  /** Enter was pressed in a field that reports it. */
  async entered() {
    await this.flush();
    await this.send({ value: this.text ?? "", enter: true });
    await refresh();
  }

  /** Whether the server has it now. What it refused stays as it is on the screen; without an answer we try again. */
  async send(fieldsOfBody) {
    try {
      await post(`as/${store.me}/type`, { ...this.target, ...fieldsOfBody });
      this.setError(null);
      return true;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.refused = error.status !== 0;
      this.setError(error.message);
      if (!this.refused && !this.left) this.timer = setTimeout(() => this.flush(), AGAIN);
      return false;
    }
  }

  leave() {
    clearTimeout(this.timer);
    this.left = true;
    this.count(false);
    if (fields.get(this.key) === this) fields.delete(this.key);
  }
}
