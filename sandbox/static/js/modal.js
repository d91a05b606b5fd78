/** Modals: the top view of the stack in a dialog, kept as it is while the same view is only updated. */

import { closeView, isBusy, submitView } from "./actions.js";
import { drawBlocks } from "./blocks/index.js";
import { wordsOf } from "./blocks/text.js";
import { h, patch, rememberFocus } from "./dom.js";
import { followBanner } from "./follow.js";
import { icon } from "./icons.js";
import { isAnotherStep } from "./steps.js";
import { store } from "./store.js";
import { notices } from "./toasts.js";

let dialog = null;
let opener = null;
let drawn = null;
const scrolls = new Map();

/** Make the dialog agree with the stack of views of the state. */
export function syncModal() {
  const views = store.state?.views ?? [];
  if (!views.length) return dismantle();
  if (!dialog) erect();
  const top = views.at(-1);
  const before = drawn;
  const same = before?.id === top.id && !isAnotherStep(before.view.blocks, top.view.blocks);
  if (before && before.id !== top.id) scrolls.set(before.id, body().scrollTop);
  const stayInPlace = same && holdStill(body());
  patch(dialog, parts(top, views));
  drawn = top;
  if (!dialog.open) dialog.showModal();
  if (same) stayInPlace();
  else arriveAt(top, before);
  if (newErrors(before, top)) firstWrong()?.focus();
  return undefined;
}

/**
 * Remember where what is being looked at stands, to put it there again when blocks came or went above it.
 * At the very top nothing is held: what appears there is meant to be seen.
 */
function holdStill(box) {
  const scrolled = box.scrollTop;
  const top = box.getBoundingClientRect().top;
  const blocks = [...box.children].filter((each) => each.getBoundingClientRect().bottom > top);
  const anchor = blocks.find((each) => each.contains(document.activeElement)) ?? blocks[0];
  const stood = anchor?.getBoundingClientRect().top;
  const giveFocusBack = rememberFocus();
  return () => {
    const moved = scrolled && anchor?.isConnected ? anchor.getBoundingClientRect().top - stood : 0;
    box.scrollTop = scrolled + moved;
    if (!giveFocusBack()) title().focus({ preventScroll: true });
  };
}

const body = () => dialog?.querySelector(".modal-body");
const title = () => dialog.querySelector(".modal-title");
const firstWrong = () => dialog.querySelector('[aria-invalid="true"] input, [aria-invalid="true"]');

function erect() {
  opener = document.activeElement;
  dialog = document.createElement("dialog");
  dialog.className = "modal";
  dialog.setAttribute("aria-labelledby", "modal-title");
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented && drawn.view.submit)
      submitView(placeOf(drawn));
  });
  document.body.append(dialog);
}

function dismantle() {
  if (!dialog) return;
  patch(dialog, []);
  dialog.close();
  dialog.remove();
  dialog = null;
  drawn = null;
  scrolls.clear();
  if (opener?.isConnected) opener.focus({ preventScroll: true });
}

/** A view seen for the first time, come back to, or turned into another step. */
function arriveAt(top, before) {
  const returning = before && before.id !== top.id && scrolls.has(top.id);
  body().scrollTop = returning ? scrolls.get(top.id) : 0;
  const wanted = dialog.querySelector("[autofocus]:not(.modal-title)");
  (returning ? title() : (wanted ?? title())).focus({ preventScroll: !wanted });
}

const newErrors = (before, top) =>
  Object.keys(top.errors ?? {}).length > 0 && JSON.stringify(before?.errors ?? {}) !== JSON.stringify(top.errors);

const placeOf = ({ id, values, errors }) => ({
  key: `view ${id}`,
  where: { view_id: id },
  values,
  errors,
  surface: "modal",
});

// Escape and X leave the whole stack, Cancel only the view on top: as in Slack.
const close = () => closeView(drawn.id, true);

function parts(top, views) {
  const { view } = top;
  const place = placeOf(top);
  const busy = isBusy(place) || top.busy;
  return [
    head(view, top.id, views.length),
    followBanner(),
    notice(),
    notices(),
    h(
      "div",
      {
        class: "modal-body",
        key: `body ${top.id}`,
        "data-view-id": top.id,
        "data-callback-id": view.callback_id,
        "data-hash": top.hash,
      },
      drawBlocks(place, view.blocks),
    ),
    foot(view, top.id, place, busy),
  ];
}

const head = (view, id, depth) =>
  h(
    "header",
    { class: "modal-head", key: "head" },
    depth > 1 &&
      h(
        "button",
        {
          type: "button",
          class: "plain-icon",
          "aria-label": "Back to the view before",
          onclick: () => closeView(id, false),
        },
        icon("back"),
      ),
    h("h2", { class: "modal-title", id: "modal-title", tabindex: "-1", autofocus: true }, wordsOf(view.title)),
    h(
      "button",
      { type: "button", class: "plain-icon push", "aria-label": "Close", title: "Close (Esc)", onclick: close },
      icon("close"),
    ),
  );

const notice = () =>
  h(
    "div",
    { class: "modal-notice", role: "alert", key: "notice" },
    store.state.notice && h("p", null, icon("warn"), store.state.notice.text),
  );

function foot(view, id, place, busy) {
  const cancel = wordsOf(view.close) || (view.submit ? "Cancel" : "Close");
  return h(
    "footer",
    { class: "modal-foot", key: "foot" },
    h("span", { class: `busy-note ${busy ? "on" : ""}`, role: "status" }, busy ? "Saving…" : ""),
    h("button", { type: "button", class: "btn", "data-role": "cancel", onclick: () => closeView(id, false) }, cancel),
    view.submit &&
      h(
        "button",
        {
          type: "button",
          class: "btn primary",
          "data-role": "submit",
          disabled: busy,
          onclick: () => submitView(place),
        },
        wordsOf(view.submit),
      ),
  );
}
