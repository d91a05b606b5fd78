/** Whether an updated view is the same step or another one: decides if it is shown from its top. */

const inputs = (blocks) => blocks.filter((block) => block.type === "input").map((block) => block.block_id);

const controls = (block) => [block.accessory, ...(block.elements ?? [])].filter((each) => each?.action_id);

// A block without an id of its own gets another one at each update, so it is known by its controls or by what it says.
function signature(block) {
  const actions = controls(block).map((each) => each.action_id);
  return actions.length ? `${block.type} ${actions.join()}` : JSON.stringify({ ...block, block_id: undefined });
}

function mostlyTheSame(before, after) {
  const old = new Set(before.map(signature));
  const shared = after.filter((block) => old.has(signature(block))).length;
  return shared * 2 >= Math.max(before.length, after.length);
}

/** With inputs, a step is the same while at least one of them stays; without, while half of what it shows stays. */
export function isAnotherStep(before, after) {
  const old = new Set(inputs(before));
  const now = inputs(after);
  if (old.size || now.length) return !now.some((id) => old.has(id));
  return !mostlyTheSame(before, after);
}
