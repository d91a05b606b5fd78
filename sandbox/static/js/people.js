/** Faces of the made-up people, and the switcher that says who we are being. */

import { h, widget } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menu.js";
import { be } from "./place.js";
import { changed, isApp, personName, store, userById } from "./store.js";
import { get } from "./wire.js";

// Each is dark enough for white letters (4.5 : 1 or better).
const COLOURS = [
  "#9b2c5a",
  "#6b3fa0",
  "#2f5fb3",
  "#0b6e63",
  "#8a4b08",
  "#3f6212",
  "#a13a1f",
  "#115e79",
  "#5b4b8a",
  "#7a3e48",
];

const hash = (text) => [...text].reduce((sum, char) => (sum * 31 + char.codePointAt(0)) >>> 0, 7);

const initials = (name) =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => [...word][0])
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join("")
    .toUpperCase();

/** A coloured square with initials; the app has its own. */
export function avatar(id, size = "") {
  if (isApp(id)) return h("span", { class: `avatar app ${size}`, "aria-hidden": "true" }, icon("reply"));
  const colour = userById(id)?.colour || COLOURS[hash(id) % COLOURS.length];
  const style = { "background-color": colour.startsWith("#") ? colour : `#${colour}` };
  return h("span", { class: `avatar ${size}`, style, "aria-hidden": "true" }, initials(personName(id)));
}

const NOTES = [
  ["deleted", "deactivated"],
  ["stranger", "external"],
  ["guest", "guest"],
];

const noteOf = (user) =>
  NOTES.filter(([mark]) => user[mark])
    .map(([, word]) => word)
    .join(", ");

let waiting = {};

// What waits for the others is only looked up when the list opens.
async function countWaiting() {
  const people = store.workspace.users.filter((user) => !user.is_bot && !user.deleted);
  const counts = await Promise.all(
    people.map(async ({ id }) => {
      const { conversations } = await get(`as/${id}`);
      return [id, conversations.reduce((sum, each) => sum + each.unread, 0)];
    }),
  );
  waiting = Object.fromEntries(counts);
  changed();
}

const person = (user) => ({
  key: user.id,
  role: "menuitemradio",
  checked: user.id === store.me,
  attributes: { "data-user": user.id },
  pick: () => be(user.id),
  face: [
    avatar(user.id, "small"),
    h(
      "span",
      { class: "person-words" },
      h("span", { class: "person-name" }, user.real_name || user.name),
      h("small", null, [user.title, noteOf(user)].filter(Boolean).join(" · ")),
    ),
    waiting[user.id] > 0 && h("span", { class: "badge", "aria-label": `${waiting[user.id]} unread` }, waiting[user.id]),
  ],
});

/** "You are Priya Nair ▾" */
export const personSwitcher = () =>
  widget(
    menuButton,
    {
      classes: "person-button",
      attributes: { "aria-label": `You are ${personName(store.me)}. Be someone else` },
      face: [
        avatar(store.me, "small"),
        h(
          "span",
          { class: "person-words" },
          h("small", null, "You are"),
          h("span", { class: "person-name" }, personName(store.me)),
        ),
        icon("down"),
      ],
      heading: h("p", { class: "menu-heading", key: "heading" }, "Be one of these made-up people"),
      items: store.workspace.users.filter((user) => !user.is_bot).map(person),
      opened: () => countWaiting().catch(() => {}),
    },
    "person",
  );
