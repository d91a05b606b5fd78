/** The inspector: every call and event between the app and the workspace, newest first. */

import { timeWithSeconds } from "./dates.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { changed, store } from "./store.js";
import { get, listen } from "./wire.js";

const SHOWN = 200;
const KEPT = 1000;

const inspector = {
  entries: [],
  query: "",
  direction: "both",
  errorsOnly: false,
  open: new Set(),
  since: 0,
  stop: null,
};

/** Start or stop listening as the drawer opens and closes. */
function follow() {
  if (store.inspector && !inspector.stop) inspector.stop = listen("traffic/stream", fetchNew);
  if (!store.inspector && inspector.stop) {
    inspector.stop();
    inspector.stop = null;
  }
}

let fetching = false;
let again = false;

async function fetchNew() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  try {
    do {
      again = false;
      const answer = await get(`traffic?since=${inspector.since}&limit=${KEPT}`);
      const fresh = answer.entries;
      for (const entry of fresh) inspector.since = Math.max(inspector.since, entry.seq);
      inspector.entries = [...inspector.entries, ...fresh].slice(-KEPT);
    } while (again);
  } finally {
    fetching = false;
  }
  changed();
}

/** The drawer, or nothing while it is shut. */
export function inspectorDrawer() {
  follow();
  if (!store.inspector) return null;
  const found = inspector.entries.filter(wanted).reverse();
  return h(
    "aside",
    { class: "inspector", "aria-label": "Inspector", key: "inspector" },
    h(
      "header",
      { class: "main-head" },
      h("h2", null, "Inspector"),
      h("span", { class: "head-note" }, `${found.length} of ${inspector.entries.length}`),
      h("button", { type: "button", class: "btn small push", onclick: clear }, "Clear"),
      h(
        "button",
        {
          type: "button",
          class: "plain-icon",
          "aria-label": "Close inspector",
          onclick: () => changed({ inspector: false }),
        },
        icon("close"),
      ),
    ),
    filters(),
    h(
      "ol",
      { class: "traffic", "aria-label": "Traffic, newest first" },
      found.slice(0, SHOWN).map(row),
      found.length === 0 && h("li", { class: "empty", key: "none" }, "Nothing yet that fits."),
    ),
  );
}

function wanted(entry) {
  const words = `${entry.kind} ${entry.error ?? ""}`.toLowerCase();
  return (
    (inspector.direction === "both" || entry.direction === inspector.direction) &&
    (!inspector.errorsOnly || !entry.ok) &&
    inspector.query
      .toLowerCase()
      .split(/\s+/)
      .every((word) => words.includes(word))
  );
}

function set(fields) {
  Object.assign(inspector, fields);
  changed();
}

const clear = () => set({ entries: [], open: new Set() });

const DIRECTIONS = [
  ["both", "Both ways"],
  ["to_bot", "To the app"],
  ["from_bot", "From the app"],
];

const filters = () =>
  h(
    "div",
    { class: "filters" },
    h("input", {
      type: "search",
      class: "field",
      "aria-label": "Filter by kind or error",
      placeholder: "Filter: views.open, event, …",
      value: inspector.query,
      oninput: (event) => set({ query: event.target.value }),
    }),
    h(
      "select",
      {
        class: "field",
        "aria-label": "Direction",
        value: inspector.direction,
        onchange: (event) => set({ direction: event.target.value }),
      },
      DIRECTIONS.map(([value, words]) => h("option", { value }, words)),
    ),
    h(
      "label",
      { class: "errors-only" },
      h("input", {
        type: "checkbox",
        checked: inspector.errorsOnly,
        onchange: (event) => set({ errorsOnly: event.target.checked }),
      }),
      "Errors",
    ),
  );

function toggle(seq) {
  if (!inspector.open.delete(seq)) inspector.open.add(seq);
  changed();
}

const size = (bytes) => (bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`);

const moment = (at) => timeWithSeconds(typeof at === "number" ? at : Date.parse(at) / 1000);

function row(entry) {
  const open = inspector.open.has(entry.seq);
  const toBot = entry.direction === "to_bot";
  return h(
    "li",
    { key: entry.seq, class: entry.ok ? "" : "failed" },
    h(
      "button",
      { type: "button", class: "traffic-row", "aria-expanded": open, onclick: () => toggle(entry.seq) },
      h(
        "span",
        { class: `way ${toBot ? "to" : "from"}`, title: toBot ? "To the app" : "From the app" },
        toBot ? "→" : "←",
        h("span", { class: "sr-only" }, toBot ? "to the app" : "from the app"),
      ),
      h("span", { class: "kind" }, entry.kind),
      h("span", { class: entry.ok ? "verdict ok" : "verdict bad" }, entry.ok ? "ok" : (entry.error ?? "failed")),
      h(
        "span",
        { class: "numbers" },
        `${Math.round(entry.ms ?? 0)} ms · ${size(entry.bytes ?? 0)} · ${moment(entry.at)}`,
      ),
    ),
    open && h("div", { class: "bodies" }, json("Sent", entry.body), json("Answer", entry.answer)),
  );
}

const json = (title, value) =>
  value !== null &&
  value !== undefined && [
    h("h3", null, title),
    h("pre", { tabindex: "0", "aria-label": `${title}, JSON` }, JSON.stringify(value, null, 2)),
  ];
