// Talks to the local Slack: reads the state, hears of changes, and does what the person does.

import { lookBackstage, lookSoon } from "./stage.js";
import { change, learn, slack, toast, ui } from "./store.js";

let stream = null;
let running = null; // the fetch of the state that is under way
let next = null; // the one that follows it, if anybody asked meanwhile

/** Become this person (an id; null: the first of the cast) and hear of what she sees. Gives when the state is there. */
export async function become(person) {
  stream?.close();
  change({ as: person });
  await refresh();
  if (!ui.as) return;
  stream = new EventSource(`/client/events?as=${encodeURIComponent(ui.as)}`);
  stream.onerror = () => change({ online: false });
  stream.onmessage = (event) => {
    const { changed } = JSON.parse(event.data);
    if (!changed.length || changed.includes("backstage") || changed.includes("app")) lookBackstage();
    else lookSoon();
    // The first event after a break: another process may count its versions anew.
    if (!ui.online || JSON.parse(event.data).version > slack.version) refresh();
  };
}

/** Fetch the state as it is from now on. Any number of calls while a fetch runs lead to one more, and wait for that. */
function refresh() {
  if (running) {
    next ??= running.then(() => {
      next = null;
      return refresh();
    });
    return next;
  }
  running = read().finally(() => {
    running = null;
  });
  return running;
}

async function read({ whole = false } = {}) {
  const asked = ui.as;
  const query = new URLSearchParams(asked ? { as: asked } : {});
  // After a break another process may answer, whose versions say nothing about what is held here.
  if (asked && slack?.me === asked && ui.online && !whole) query.set("since", slack.version);
  try {
    const state = await (await fetch(`/client/state?${query}`)).json();
    if (state.ok === false) throw new Error(state.error);
    if (ui.as !== asked) return;
    ui.as = state.me;
    ui.online = true;
    if (!learn(state)) await read({ whole: true });
  } catch {
    change({ online: false });
  }
}

/**
 * Do something as the person. Gives the answer: `{ok, error, …}`, and `complained` when Slack itself shows a complaint
 * about it; what it led to is in the state by then.
 * @param pending the key under which the page shows that it is under way
 * @param quiet leave it to the caller to show an error
 */
export async function act(name, details = {}, { pending = null, quiet = false } = {}) {
  const complaints = new Set(slack.troubles.map((trouble) => trouble.id));
  if (pending) ui.pending.add(pending);
  change();
  const answer = await acted(name, details);
  await refresh();
  lookSoon();
  if (pending) ui.pending.delete(pending);
  change();
  const complained = slack.troubles.some((trouble) => !complaints.has(trouble.id));
  if (!answer.ok && !complained && !quiet) toast(answer.error);
  return { ...answer, complained };
}

/** Do something of which nothing is awaited but the answer. */
export function acted(name, details) {
  return posted("/client/act", { as: ui.as, act: name, ...details });
}

/** Post JSON to an address of the local Slack; gives its answer, or one like it when there is none. */
export async function posted(address, body) {
  try {
    const headers = { "Content-Type": "application/json" };
    return await (await fetch(address, { method: "POST", headers, body: JSON.stringify(body) })).json();
  } catch {
    return { ok: false, error: "The local Slack does not answer. Is it still running?", reason: "offline" };
  }
}
