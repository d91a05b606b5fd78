/**
 * A very small virtual DOM: `h` describes, `patch` makes the page agree.
 *
 * Nodes are kept whenever key (or place) and tag stay, so focus, caret, scroll and half-typed text survive a redraw.
 * Text is only ever put in as text nodes: nothing here reads HTML.
 */

const SVG = new Set(["svg", "path", "circle", "rect", "line", "polyline"]);
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "readOnly", "indeterminate"]);
const memory = new WeakMap();

/** Describe an element. Children may nest; null, undefined, false and "" are left out. */
export function h(tag, props, ...children) {
  return { tag, props: props ?? {}, children: flatten(children) };
}

/** Describe a part with a life of its own: `factory(props)` gives `{node, update(props), destroy?()}`. */
export function widget(factory, props, key) {
  return { factory, props: { ...props, key } };
}

/** Make the children of `parent` agree with the description. */
export function patch(parent, wanted) {
  const vnodes = flatten([wanted]);
  const kept = claimNodes(parent, vnodes);
  const used = new Set(kept);
  for (const node of [...parent.childNodes]) if (!used.has(node)) forget(node);
  let cursor = parent.firstChild;
  vnodes.forEach((vnode, index) => {
    const node = kept[index] ?? create(vnode);
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
    if (kept[index]) update(node, vnode);
    else whenInPage(node);
  });
}

// A new node may be put into a parent that is itself not in the page yet; by the next microtask all of them are.
function whenInPage(node) {
  const { born } = memory.get(node) ?? {};
  if (born) queueMicrotask(() => node.isConnected && born(node));
}

function flatten(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

const keyOf = (vnode) => vnode.props?.key;

/** For each description the node that may be kept, or undefined. */
function claimNodes(parent, vnodes) {
  const keyed = new Map();
  const loose = [];
  for (const node of parent.childNodes) {
    const key = memory.get(node)?.key;
    if (key === undefined) loose.push(node);
    else keyed.set(key, node);
  }
  let next = 0;
  return vnodes.map((vnode) => {
    const key = keyOf(vnode);
    if (key !== undefined) {
      const node = keyed.get(key);
      keyed.delete(key);
      return node && fits(node, vnode) ? node : undefined;
    }
    const found = loose.findIndex((node, index) => index >= next && fits(node, vnode));
    if (found < 0) return undefined;
    next = found + 1;
    return loose[found];
  });
}

function fits(node, vnode) {
  const known = memory.get(node);
  if (typeof vnode !== "object") return node.nodeType === Node.TEXT_NODE;
  if (vnode.factory) return known?.factory === vnode.factory;
  return known !== undefined && known.tag === vnode.tag;
}

function create(vnode) {
  if (typeof vnode !== "object") return document.createTextNode(String(vnode));
  if (vnode.factory) {
    const part = vnode.factory(vnode.props);
    memory.set(part.node, { factory: vnode.factory, key: keyOf(vnode), part, born: part.born });
    return part.node;
  }
  const node = SVG.has(vnode.tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", vnode.tag)
    : document.createElement(vnode.tag);
  memory.set(node, { tag: vnode.tag, key: keyOf(vnode), props: {}, handlers: {}, born: vnode.props.born });
  update(node, vnode);
  return node;
}

function update(node, vnode) {
  const known = memory.get(node);
  if (typeof vnode !== "object") {
    if (node.data !== String(vnode)) node.data = String(vnode);
  } else if (vnode.factory) {
    known.part.update(vnode.props);
  } else {
    // Children first: the value of a <select> can only be set once its options are there.
    if (!vnode.props.opaque) patch(node, vnode.children);
    for (const name of new Set([...Object.keys(known.props), ...Object.keys(vnode.props)])) {
      setProp(node, known, name, vnode.props[name]);
    }
    known.props = vnode.props;
  }
}

function setProp(node, known, name, value) {
  if (name === "key" || name === "born" || name === "opaque") return;
  if (name.startsWith("on")) {
    listen(node, known, name.slice(2), value);
  } else if (PROPERTIES.has(name)) {
    const wanted = name === "value" ? (value ?? "") : Boolean(value);
    if (node[name] !== wanted) node[name] = wanted;
  } else if (name === "style") {
    setStyle(node, value ?? {});
  } else if (known.props[name] !== value) {
    setAttribute(node, name, value);
  }
}

function listen(node, known, type, handler) {
  if (!(type in known.handlers)) node.addEventListener(type, (event) => known.handlers[type]?.(event));
  known.handlers[type] = handler;
}

// Through the object model, since the page's content policy allows no style attributes.
function setStyle(node, wanted) {
  for (const [property, value] of Object.entries(wanted)) {
    if (node.style.getPropertyValue(property) !== value) node.style.setProperty(property, value);
  }
}

function setAttribute(node, name, value) {
  const spoken = name.startsWith("aria-") && typeof value === "boolean" ? String(value) : value;
  if (spoken === null || spoken === undefined || spoken === false) node.removeAttribute(name);
  else node.setAttribute(name, spoken === true ? "" : String(spoken));
}

/** Take a node away, letting the parts inside it say goodbye. */
function forget(node) {
  if (node.nodeType === Node.ELEMENT_NODE)
    for (const inner of node.querySelectorAll("*")) memory.get(inner)?.part?.destroy?.();
  memory.get(node)?.part?.destroy?.();
  node.remove();
}

/** Run a redraw and give focus and caret back should the redraw have moved or replaced the focused node. */
export function keepingFocus(redraw) {
  const giveBack = rememberFocus();
  redraw();
  giveBack();
}

/** Remember what has the focus; the returned function gives it back if it was lost, and says whether it stands well. */
export function rememberFocus() {
  const before = document.activeElement;
  const caret = "selectionStart" in (before ?? {}) ? [before.selectionStart, before.selectionEnd] : null;
  const twin = twinOf(before);
  return () => {
    if (document.activeElement !== document.body) return true;
    const target = before?.isConnected ? before : twin?.();
    if (!target || target === document.body) return false;
    target.focus({ preventScroll: true });
    if (target === before && caret && caret[0] !== null) before.setSelectionRange(...caret);
    return true;
  };
}

// A block without an id of its own is a new one after each update; its button is still the same to a person.
function twinOf(node) {
  const { actionId } = node?.dataset ?? {};
  if (!actionId) return null;
  const words = node.textContent;
  const around = node.closest("dialog, article, main");
  return () => {
    const place = around?.isConnected ? around : document;
    const alike = [...place.querySelectorAll(`[data-action-id="${CSS.escape(actionId)}"]`)];
    return alike.find((each) => each.textContent === words) ?? alike[0];
  };
}

const ids = new Map();

/** A short id, always the same for the same name: block ids may hold anything, DOM ids should not. */
export function idFor(name) {
  if (!ids.has(name)) ids.set(name, `n${ids.size + 1}`);
  return ids.get(name);
}
