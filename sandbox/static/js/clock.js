/** The sandbox's clock, and the buttons that move it on. */

import { advance } from "./actions.js";
import { barDay, fullMoment, timeOf, yearOf } from "./dates.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { sandboxNow, store } from "./store.js";

const STEPS = [
  ["+1 day", { days: 1 }],
  ["+1 week", { weeks: 1 }],
  ["+4 weeks", { weeks: 4 }],
];

export function clockBar() {
  const now = sandboxNow();
  const busy = store.advancing !== null;
  return h(
    "div",
    { class: "clock-bar", role: "group", "aria-label": "Workspace clock" },
    icon("clock"),
    h(
      "time",
      { class: "clock-now", datetime: new Date(now * 1000).toISOString(), title: `${fullMoment(now)}, London` },
      h("strong", null, barDay(now), h("span", { class: "clock-year" }, ` ${yearOf(now)}`)),
      h("span", null, timeOf(now)),
      h("small", null, "London"),
    ),
    h(
      "div",
      { class: "clock-buttons" },
      STEPS.map(([face, step]) => stepButton(face, step, busy)),
    ),
    h("span", { class: "sr-only", role: "status" }, busy ? "Moving the clock and waiting for the app" : ""),
  );
}

const stepButton = (face, step, busy) =>
  h(
    "button",
    {
      type: "button",
      class: `clock-step ${store.advancing === step ? "busy" : ""}`,
      "aria-label": `Move the clock on: ${face}`,
      disabled: busy,
      onclick: () => advance(step),
    },
    face,
  );
