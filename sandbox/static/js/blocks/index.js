/** Blocks of Block Kit as nodes, for messages, Home and modals alike. */

import { h } from "../dom.js";
import { input } from "./input.js";
import { actions, alert, card, carousel, context, divider, header, imageBlock, section, table } from "./layout.js";
import { markdown } from "./markdown.js";
import { richText } from "./richtext.js";

const BLOCKS = {
  section,
  header,
  divider,
  context,
  actions,
  context_actions: actions,
  image: imageBlock,
  input,
  rich_text: richText,
  markdown,
  card,
  carousel,
  alert,
  table,
  container: (place, block) => h("div", { class: "container" }, drawBlocks(place, block.blocks ?? [])),
};

const notDrawn = (place, block) =>
  h("p", { class: "not-drawn" }, `A block of type “${block.type}” stands here; the sandbox does not draw it.`);

/**
 * Draw blocks at a place {key, where, values?, errors?}.
 * A block keeps its node while its id stays, so that whatever is typed in it stays too.
 */
export const drawBlocks = (place, blocks) =>
  blocks.map((block, index) =>
    h(
      "div",
      {
        class: `block block-${block.type}`,
        key: `${block.type} ${block.block_id ?? index}`,
        "data-block": block.block_id,
      },
      (BLOCKS[block.type] ?? notDrawn)(place, block),
    ),
  );
