// Pressing and filling in: what a person does to an element, with the confirmation that the app asked for.

import { act } from "./server.js";
import { change, channelOf, slack, toast, ui } from "./store.js";

const BETWEEN = "\u001f"; // stands between the parts of a key, as ids may hold any sign that a person types

/** The key of an element, unique on the page. `where` says in which message or view it stands. */
export function fieldKey(where, block, element) {
  return [where.key, block.block_id, element.action_id].join(BETWEEN);
}

/** Ask the person what the app wants to have asked; true when she agrees, or when there is nothing to ask. */
function agreed(ask) {
  if (!ask) return Promise.resolve(true);
  return new Promise((resolve) => {
    const answer = (yes) => {
      change({ confirm: null });
      resolve(yes);
    };
    change({ confirm: { ask, answer } });
  });
}

/** Press a button, or an option of an overflow menu. */
export async function press(where, block, element, option) {
  const key =
    option === undefined ? fieldKey(where, block, element) : `${fieldKey(where, block, element)}|menu`;
  if (ui.pending.has(key) || !(await agreed(element.confirm))) return;
  ui.pending.add(key);
  putAwayTroubles(where);
  await settled(where);
  const details = { in: where.in, block_id: block.block_id, action_id: element.action_id };
  if (option !== undefined) details.option = option;
  const answer = await act("press", details, { pending: key, quiet: true });
  if (answer.ok || answer.complained) return;
  const now = answer.reason === "gone" && redrawn(where, element);
  if (now) await act("press", { ...details, block_id: now }, { pending: key });
  else toast(answer.error);
}

/**
 * The block in which the same button stands by now, or undefined. A message that is drawn anew while somebody presses
 * gets new block ids; the press means the button all the same, as its action and its value say what it does.
 */
function redrawn(where, { type, action_id, value }) {
  const { view, channel, ts } = where.in;
  const place = view
    ? [...slack.modals, slack.home].find((each) => each?.id === view)
    : channelOf(channel)?.messages.find((each) => each.ts === ts);
  const is = (each) => each?.type === type && each.action_id === action_id && each.value === value;
  const found = (place?.blocks ?? []).filter((block) => is(block.accessory) || block.elements?.some(is));
  return found.length === 1 ? found[0].block_id : undefined;
}

const NOTHING_YET = { timer: null, run: null };
const waiting = new Map(); // field key → what is to be told when the person pauses
const telling = new Map(); // field key → what is being told

/** When everything that is filled in there is told: a press takes it along. */
function settled(where) {
  for (const key of [...waiting.keys()].filter((each) => each.startsWith(where.key))) flush(key);
  return Promise.all([...telling].filter(([key]) => key.startsWith(where.key)).map(([, told]) => told));
}

/**
 * Fill an element in: shown at once, told after `delay` milliseconds without a further change.
 * `enter` says that the person pressed Enter.
 */
export function fill(where, block, element, value, { delay = 0, enter = false } = {}) {
  const key = fieldKey(where, block, element);
  ui.drafts.set(key, value);
  ui.faults.delete(key);
  change();
  clearTimeout((waiting.get(key) ?? NOTHING_YET).timer);
  const run = () => told(where, block, element, key, enter);
  if (delay) waiting.set(key, { timer: setTimeout(() => flush(key), delay), run });
  else flush(key, run);
}

/** Tell at once what waits to be told of this element. */
export function flush(key, run = waiting.get(key)?.run) {
  clearTimeout((waiting.get(key) ?? NOTHING_YET).timer);
  waiting.delete(key);
  if (!run) return;
  const work = run().finally(() => telling.get(key) === work && telling.delete(key));
  telling.set(key, work);
}

async function told(where, block, element, key, enter) {
  const value = ui.drafts.get(key);
  if (!(await agreed(element.confirm))) return dropDraft(key, value);
  putAwayTroubles(where);
  const details = { in: where.in, block_id: block.block_id, action_id: element.action_id, value };
  const answer = await act("fill", enter ? { ...details, enter } : details, {
    pending: `${key}|told`,
    quiet: true,
  });
  if (!answer.ok && !answer.complained && ui.drafts.has(key)) ui.faults.set(key, answer.error);
  else dropDraft(key, value);
  return change();
}

function dropDraft(key, value) {
  if (!waiting.has(key) && ui.drafts.get(key) === value) ui.drafts.delete(key);
  change();
}

/** Forget what is filled in and not told: a window was closed, or (without `key`) somebody else acts now. */
export function forgetDrafts(key = "") {
  for (const kept of [waiting, ui.drafts, ui.faults, ui.labels]) {
    for (const each of [...kept.keys()].filter((name) => name.startsWith(key))) {
      clearTimeout(kept.get(each)?.timer);
      kept.delete(each);
    }
  }
}

/** Submit a modal with everything that is filled in, unless something in it can't be so. */
export async function submit(view) {
  const key = `${view.id}|submit`;
  if (ui.pending.has(key)) return;
  ui.pending.add(key);
  putAwayTroubles({ in: { view: view.id } });
  change();
  const beginning = view.id + BETWEEN;
  await settled({ key: beginning });
  if ([...ui.faults.keys()].some((each) => each.startsWith(beginning))) {
    ui.pending.delete(key);
    return change({ refusals: ui.refusals + 1 });
  }
  const answer = await act("submit", { view: view.id }, { pending: key, quiet: true });
  if (!answer.ok && !answer.errors && !answer.complained) ui.faults.set(view.id, answer.error);
  return change(answer.ok ? {} : { refusals: ui.refusals + 1 });
}

/** Close the uppermost modal, or with `all` the whole stack. */
export async function closeModal(view, all = false) {
  const answer = await act("close", all ? { view: view.id, all } : { view: view.id }, {
    pending: `${view.id}|close`,
  });
  if (answer.ok) forgetDrafts(view.id);
}

/** Complaints about this message or view are of yesterday as soon as the person tries again. */
function putAwayTroubles(where) {
  const about = (trouble) =>
    trouble.view === (where.in.view ?? null) && trouble.channel === (where.in.channel ?? null);
  for (const trouble of slack.troubles.filter(about)) ui.seenTroubles.add(trouble.id);
  if (where.in.view) ui.faults.delete(where.in.view);
}

/** What an element holds, in the form in which it is filled in: the draft, or what the state says. */
export function heldValue(where, block, element) {
  const key = fieldKey(where, block, element);
  return ui.drafts.has(key)
    ? ui.drafts.get(key)
    : plainValue(where.state?.[block.block_id]?.[element.action_id]);
}

function plainValue(state) {
  if (!state) return null;
  switch (state.type) {
    case "checkboxes":
    case "multi_static_select":
    case "multi_external_select":
      return (state.selected_options ?? []).map((option) => option.value);
    case "radio_buttons":
    case "static_select":
    case "external_select":
      return state.selected_option?.value ?? null;
    case "rich_text_input":
      return writtenOut(state.rich_text_value);
    case "file_input":
      return (state.files ?? []).map((file) => file.id);
    default:
      return (
        Object.entries(state).find(([name]) => name === "value" || name.startsWith("selected_"))?.[1] ?? null
      );
  }
}

function writtenOut(element) {
  if (!element) return null;
  if (typeof element.text === "string") return element.text;
  return (element.elements ?? []).map((each) => writtenOut(each) ?? "").join("");
}
