/** Every kind of select, single and multi, on one combobox. */

import { choose, findOptions } from "../actions.js";
import { combobox } from "../combobox.js";
import { widget } from "../dom.js";
import { personName, store } from "../store.js";
import { ariaOf, spelled, valueOf } from "./spot.js";
import { wordsOf } from "./text.js";

const SLACKS_MIN_QUERY = 3;

const asChoice = (option) => ({
  value: option.value,
  text: wordsOf(option.text),
  more: wordsOf(option.description),
  option,
});

const asGroups = ({ options, option_groups: groups }) =>
  groups
    ? groups.map((group) => ({ label: wordsOf(group.label), choices: group.options.map(asChoice) }))
    : [{ label: "", choices: (options ?? []).map(asChoice) }];

const people = () =>
  store.workspace.users
    .filter((user) => !user.deleted && !user.is_bot)
    .map((user) => ({ value: user.id, text: user.real_name || user.name, more: user.title ?? "", option: user.id }));

const conversationName = (id) => {
  const known =
    store.state.conversations.find((each) => each.id === id) ?? store.workspace.channels.find((each) => each.id === id);
  return known?.name ?? id;
};

const conversations = (kinds) =>
  store.state.conversations
    .filter((each) => kinds.includes(each.kind))
    .map((each) => ({
      value: each.id,
      text: each.kind === "channel" ? `#${each.name}` : each.name,
      more: "",
      option: each.id,
    }));

/** Where the choices of each type come from, and how a chosen value reads. */
const SOURCES = {
  static_select: { groups: asGroups, read: asChoice },
  external_select: { external: true, read: asChoice },
  users_select: {
    groups: () => [{ label: "", choices: people() }],
    read: (id) => ({ value: id, text: personName(id), option: id }),
  },
  conversations_select: {
    groups: () => [{ label: "", choices: conversations(["channel", "dm", "app"]) }],
    read: (id) => ({ value: id, text: conversationName(id), option: id }),
  },
  channels_select: {
    groups: () => [{ label: "", choices: conversations(["channel"]) }],
    read: (id) => ({ value: id, text: `#${conversationName(id)}`, option: id }),
  },
};

/** The element as a combobox; `multi_` types take any number up to max_selected_items. */
export function select(spot) {
  const { element, place, block } = spot;
  const multi = element.type.startsWith("multi_");
  const source = SOURCES[element.type.replace("multi_", "")];
  const held = valueOf(spot);
  const chosen = (multi ? (held ?? []) : held === null ? [] : [held]).map(source.read);

  const pick = (choices) => {
    const options = choices.map((each) => each.option);
    // Only the app knows what an external option says, so the whole of it is sent back.
    const values = source.external ? options : choices.map((each) => each.value);
    choose(place, block.block_id, element, {
      value: multi ? values : (values[0] ?? null),
      shown: spelled(spot, multi ? options : (options[0] ?? null)),
      dispatches: spot.dispatches,
    });
  };

  return widget(
    combobox,
    {
      id: spot.id,
      multi,
      chosen,
      pick,
      placeholder: wordsOf(element.placeholder) || (multi ? "Select options" : "Select an option"),
      most: element.max_selected_items ?? Infinity,
      groups: source.external ? null : source.groups(element),
      find: source.external ? async (query) => found(await findOptions(place, block.block_id, element, query)) : null,
      minQuery: element.min_query_length ?? SLACKS_MIN_QUERY,
      attributes: { ...spot.data, ...ariaOf(spot) },
      autofocus: element.focus_on_load === true,
    },
    spot.key,
  );
}

const found = (answer) => ({ groups: asGroups(answer), error: answer.error ?? null });
