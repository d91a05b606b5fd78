/** A scrolling list that stays at its foot while one is there, and says so when something came in below. */

import { h, patch } from "./dom.js";
import { icon } from "./icons.js";

const NEAR = 60;

/** Props: children, newest (a number that rises with each new message), mine (whether the newest is our own). */
export function scroller(first) {
  const node = document.createElement("div");
  node.className = "scroller-frame";
  let props = first;
  let below = false;
  let box = null;

  const atFoot = () => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;

  const toFoot = () => {
    box.scrollTop = box.scrollHeight;
    if (!below) return;
    below = false;
    draw();
  };

  const draw = () => {
    patch(node, [
      h(
        "div",
        {
          class: "scroller",
          key: "box",
          tabindex: "0",
          role: "group",
          "aria-label": props.label,
          onscroll: () => below && atFoot() && toFoot(),
        },
        props.children,
      ),
      below &&
        h(
          "button",
          { type: "button", key: "below", class: "new-below", onclick: toFoot },
          "New messages",
          icon("down"),
        ),
    ]);
    box = node.firstChild;
  };

  draw();
  return {
    node,
    born: toFoot,
    update(next) {
      const stays = atFoot();
      const came = next.newest > props.newest;
      props = next;
      if (came && !stays && !props.mine) below = true;
      draw();
      if (stays || (came && props.mine)) toFoot();
    },
  };
}
