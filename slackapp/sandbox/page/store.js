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
  faults: new Map(), // field key → what is wrong with what was typed
  labels: new Map(), // field key and option value → the option's text, for options that the app suggested
  pending: new Set(), // keys of what was pressed and not yet answered
  toasts: [], // {id, text, tone, channel}
  seenTroubles: new Set(), // ids of complaints that were put away
  composers: new Map(), // conversation (and thread) → {text, sent, active}
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

/** Take in a new state of the local Slack, and draw. A message that says what it said before stays the same object. */
export function learn(state) {
  for (const channel of state.channels) {
    const before = new Map(channelOf(channel.id)?.messages.map((message) => [message.ts, message]));
    channel.messages = channel.messages.map((message) => {
      const old = before.get(message.ts);
      return old && JSON.stringify(old) === JSON.stringify(message) ? old : message;
    });
  }
  slack = state;
  change();
}

/** Whether this window holds something about the message or view of this key: a draft, a press under way, an open menu. */
export function touched(key) {
  const kept = [ui.drafts, ui.faults].flatMap((each) => [...each.keys()]);
  return [...kept, ...ui.pending, ui.open ?? ""].some((each) => each.startsWith(key));
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
