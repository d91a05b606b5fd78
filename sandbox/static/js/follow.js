/** `?follow=1`: the page becomes whoever the spotlight is on and goes where they act, so that a tour can be watched. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { follow, standAt } from "./place.js";
import { personName, store } from "./store.js";
import { WireError } from "./wire.js";

let place = "";
let spot = "";
let going = Promise.resolve();

const light = () => (store.follow ? store.workspace.spotlight : null);

/** After each redraw: go where the light has moved to. Whoever watches may look around until it moves again. */
export function followSpotlight() {
  const now = light();
  const wanted = now ? `${now.user} ${now.show}` : "";
  if (wanted !== place) {
    place = wanted;
    if (now) going = going.then(() => wanted === place && go(now));
  }
  pointAt(now);
}

async function go({ user, show }) {
  try {
    await standAt(user, show);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    place = "";
  }
}

/** Bring the block that is about to be touched into view, once, and mark it. */
function pointAt(now) {
  const lit = now?.at && now.user === store.me ? `[data-block="${CSS.escape(now.at)}"]` : null;
  const block = lit && ([...document.querySelectorAll(lit)].at(-1) ?? null);
  for (const marked of document.querySelectorAll(".lit")) if (marked !== block) marked.classList.remove("lit");
  block?.classList.add("lit");
  if (!block) spot = "";
  else if (spot !== `${place} ${now.at}`) {
    spot = `${place} ${now.at}`;
    block.scrollIntoView({ block: "nearest" });
  }
}

/** Who is being followed and what they do, with the way to stop; in a modal while one is open. */
export function followBanner() {
  if (!store.follow) return null;
  const now = light();
  const words = now
    ? [h("strong", null, `Following the tour: ${personName(now.user)}`), now.words]
    : ["No tour is being played."];
  return h(
    "p",
    { class: "banner following", key: "following" },
    icon("eye"),
    h(
      "span",
      null,
      words.flatMap((word) => [word, " "]),
    ),
    h("button", { type: "button", class: "btn small push", onclick: () => follow(false) }, "Stop following"),
  );
}
