/** A button with a menu behind it: arrows move, Escape and a click elsewhere close, focus comes back. */

import { h, patch } from "./dom.js";

/**
 * Props: face and classes and attributes of the button, items [{key, face, pick(), role?, checked?, attributes?}],
 * heading?, opened?() when the menu opens.
 */
export function menuButton(first) {
  const node = document.createElement("div");
  node.className = "menu-anchor";
  let props = first;
  let open = false;

  const items = () => [...node.querySelectorAll('[role^="menuitem"]')];

  const close = (refocus = true) => {
    if (!open) return;
    open = false;
    draw();
    if (refocus) node.firstChild.focus();
  };

  const show = () => {
    open = true;
    props.opened?.();
    draw();
    node.lastChild.scrollIntoView({ block: "nearest" });
    (items().find((item) => item.getAttribute("aria-checked") === "true") ?? items()[0])?.focus();
  };

  const move = (step) => {
    const all = items();
    const from = all.indexOf(document.activeElement);
    all[(from + step + all.length) % all.length]?.focus();
  };

  const onkeydown = (event) => {
    const keys = {
      ArrowDown: () => (open ? move(1) : show()),
      ArrowUp: () => (open ? move(-1) : show()),
      Home: () => items()[0]?.focus(),
      End: () => items().at(-1)?.focus(),
      Escape: () => close(),
    };
    if (!keys[event.key] || (!open && !event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  };

  const draw = () => {
    patch(node, [
      h(
        "button",
        {
          type: "button",
          class: props.classes,
          ...props.attributes,
          "aria-haspopup": "menu",
          "aria-expanded": open,
          onclick: () => (open ? close() : show()),
        },
        props.face,
      ),
      open && h("div", { class: "menu", role: "menu" }, props.heading, props.items.map(item)),
    ]);
  };

  const item = (each) =>
    h(
      "button",
      {
        type: "button",
        key: each.key,
        role: each.role ?? "menuitem",
        "aria-checked": each.checked,
        tabindex: "-1",
        ...each.attributes,
        onclick: () => {
          close();
          each.pick();
        },
      },
      each.face,
    );

  node.addEventListener("keydown", onkeydown);
  node.addEventListener("focusout", (event) => {
    if (open && !node.contains(event.relatedTarget)) close(false);
  });
  draw();
  return {
    node,
    update(next) {
      props = next;
      draw();
    },
  };
}
