// What the page knows: `slack` is what the local Slack last told, `ui` what only this window knows.

/** The last answer of `/client/state`, or null before the first. */
export let slack = null;

/** What belongs to this window: where it is, what is open, what is typed and not yet told. */
export const ui = {
  ready: false, // whether it is known who acts, and where
  as: null, // the id of the person who is acted as
  place: null, // {kind: "channel", id} | {kind: "home"}
  thread: null, // the ts of the message whose thread is open
  drawer: false, // whether the sidebar covers a narrow screen
  online: true, // whether the stream of changes is connected
  open: null, // the key of the one open menu or picker
  picker: null, // what is typed and chosen in the open picker
  confirm: null, // {ask, answer}: the confirmation dialog that is open
  drafts: new Map(), // field key → what is filled in and not yet confirmed by the state
  refusals: 0, // how often a window was not submitted for what is wrong in it
  faults: new Map(), // field key → what is wrong with what was typed
  labels: new Map(), // field key and option value → the option's text, for options that the app suggested
  pending: new Set(), // keys of what was pressed and not yet answered
  toasts: [], // {id, text, tone, channel}
  seenTroubles: new Set(), // ids of complaints that were put away
  composers: new Map(), // conversation (and thread) → {text, sent, active}
  stage: null, // what goes on behind the scenes, as it was last told
  stageOpen: false, // whether the whole bar is shown on a narrow screen
  glass: null, // the payloads under the glass, newest first, while the pane is open
  glassOnly: null, // "trouble": only what went wrong
  glassOpen: null, // the number of the entry that is laid open
  away: null, // the conversation whose end is out of sight, as its reader has scrolled up
  seenUpTo: null, // the ts of what was its last message then
  hovered: null, // the message under the pointer, or with the focus in it: its tools are shown
  reach: { place: null, count: 0 }, // how many messages of the open conversation are drawn
  newSince: null, // where the line "New" stands in the open conversation
};

let redraw = () => {};
let drawing = false;

/** Say what draws the page; it runs after every change. */
export function drawnBy(draw) {
  redraw = draw;
}

/** Change what this window knows, and draw. */
export function change(changes = {}) {
  Object.assign(ui, changes);
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    redraw();
  });
}

const written = new WeakMap(); // message → its JSON, so that each is written once

/**
 * Take in a new state of the local Slack, and draw. A message that says what it said before stays the same object, and
 * so does the list of a channel in which nothing happened.
 * Gives false, and takes in nothing, when messages were left out that this window never had.
 */
export function learn(state) {
  const same = slack?.me === state.me;
  for (const channel of state.channels) {
    const old = same ? channelOf(channel.id)?.messages : null;
    if (channel.messages) channel.messages = old ? carriedOver(old, channel.messages) : channel.messages;
    else if (old) channel.messages = old;
    else return false;
  }
  const named = JSON.stringify([state.me, state.people, state.usergroups, state.channels.map(({ name }) => name)]);
  if (named !== names.text) names = { text: named, version: names.version + 1 };
  slack = state;
  change();
  return true;
}

function carriedOver(old, fresh) {
  const before = new Map(old.map((message) => [message.ts, message]));
  return fresh.map((message) => {
    const last = before.get(message.ts);
    return last && textOf(last) === textOf(message) ? last : message;
  });
}

/** Everything that a message says, as one string. */
export function textOf(message) {
  if (!written.has(message)) written.set(message, JSON.stringify(message));
  return written.get(message);
}

/** The time that the app goes by, which can be wound: what "today" means in what it says. */
export function appNow() {
  return time();
}

let time = () => new Date();

/** Say what the app's time is read from. */
export function timeFrom(clock) {
  time = clock;
}

let names = { text: "", version: 0 };

/** A number that changes with anybody's name, group or channel: what was drawn with the old names is out of date. */
export function namesVersion() {
  return names.version;
}

/** What this window holds of messages and views: the beginnings of the keys of drafts, presses under way, open menus. */
export function touchedPlaces() {
  const kept = [ui.drafts, ui.faults].flatMap((each) => [...each.keys()]);
  return new Set([...kept, ...ui.pending, ui.open ?? "", ui.hovered ?? ""].map((key) => key.split(/[\u001f|]/)[0].split("/", 2).join("/")));
}

/** Look-ups in what is known, handed to everything that draws text. */
export function known(open = () => {}) {
  const people = new Map(slack.people.map((person) => [person.id, person]));
  const groups = new Map(slack.usergroups.map((group) => [group.id, group]));
  const channels = new Map(slack.channels.map((channel) => [channel.id, channel]));
  return {
    me: people.get(slack.me),
    person: (id) => people.get(id),
    group: (id) => groups.get(id),
    channel: (id) => channels.get(id),
    open,
  };
}

/** The channel of this id, or undefined. */
export function channelOf(id) {
  return slack?.channels.find((channel) => channel.id === id);
}

/** The direct message with the app, once there is one. */
export function appConversation() {
  return slack.channels.find((channel) => channel.kind === "im" && channel.with === slack.app.bot_user);
}

let lastToast = 0;

/** Show a short notice for some seconds; `channel` makes it a way to that conversation. */
export function toast(text, { tone = "error", channel = null } = {}) {
  lastToast += 1;
  const id = lastToast;
  change({ toasts: [...ui.toasts.slice(-2), { id, text, tone, channel }] });
  setTimeout(() => dismissToast(id), 8000);
}

/** Take a notice away. */
export function dismissToast(id) {
  change({ toasts: ui.toasts.filter((each) => each.id !== id) });
}
