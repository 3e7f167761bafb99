// The messages of a conversation or of a thread.

import { blocks } from "./blocks.js";
import { clock, dayName, fullMoment, isoDay } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { emojiFace, face, placeName, standing } from "./faces.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { menuButton } from "./popups.js";
import { act } from "./server.js";
import { appNow, change, namesVersion, slack, textOf, touchedPlaces, ui } from "./store.js";

const TOGETHER = 300; // seconds within which messages of one author stand under one name
const QUICK = ["white_check_mark", "eyes", "raised_hands", "tada"];
const NO_HOVER = matchMedia("(hover: none)");

/** The messages, oldest first, with lines between days and where the new ones begin. */
export function messageList(channel, messages, known, { newSince = null, inThread = false } = {}) {
  const zone = known.me.tz;
  const rows = [];
  const drawing = { inThread, touched: touchedPlaces(), names: namesVersion(), today: isoDay(appNow(), zone) };
  let before = null;
  for (const message of messages) {
    const newDay = !before || dayOf(message, zone) !== dayOf(before, zone);
    if (newDay && !inThread) rows.push(separator(`day ${dayOf(message, zone)}`, dayName(message.ts, zone)));
    const fresh =
      newSince && message.ts > newSince && !(before && before.ts > newSince) && message.user !== slack.me;
    if (fresh && newSince !== "0") rows.push(separator("new", "New", "new"));
    const together = !newDay && !fresh && before && sameAuthor(before, message);
    rows.push(keptRow(channel, message, known, { ...drawing, together: Boolean(together) }));
    before = message;
  }
  return h(
    "div",
    {
      role: "log",
      "aria-label": `${inThread ? "Thread" : "Messages"} in ${placeName(channel, known)}`,
      onpointerleave: () => ui.hovered && change({ hovered: null }),
    },
    h("ol", { class: "messages" }, rows),
  );
}

const days = new WeakMap(); // message → {zone, day}

function dayOf(message, zone) {
  const last = days.get(message);
  if (last?.zone === zone) return last.day;
  const day = isoDay(new Date(message.ts * 1000), zone);
  days.set(message, { zone, day });
  return day;
}

function separator(key, text, tone = "") {
  return h(
    "li",
    { class: `separator ${tone}`, key },
    h("span", null, text),
  );
}

function sameAuthor(one, other) {
  const same = ["user", "name", "ephemeral", "subtype"].every((key) => one[key] === other[key]);
  // A message of blocks has a beginning of its own: without its line one could not tell where the last one ends.
  return same && !other.pinned && !other.blocks.length && !one.reply_count && other.ts - one.ts < TOGETHER;
}

/** The arrow keys lead from the box of messages into them, and from one to the next; Tab leads into one. */
export function walkMessages(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const { target, currentTarget: box } = event;
  if (!step || (target !== box && !target.matches("[data-ts]"))) return;
  const rows = [...box.querySelectorAll("[data-ts]")];
  const next = target === box ? step < 0 && rows.at(-1) : rows[rows.indexOf(target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

const kept = { list: new WeakMap(), thread: new WeakMap() };

/** A row, taken from the last drawing when nothing that it shows has changed: a long conversation is drawn once. */
function keptRow(channel, message, known, how) {
  const shelf = kept[how.inThread ? "thread" : "list"];
  const busy = how.touched.has(`${channel.id}/${message.ts}`);
  const stamp = [known.me.id, how.names, how.together, busy, moment(message, how.today)].join();
  const last = shelf.get(message);
  if (last?.stamp === stamp && !busy) return last.drawn;
  const drawn = row(channel, message, known, how);
  shelf.set(message, { stamp, drawn });
  return drawn;
}

/** When a message that speaks of dates says something else: "today" tomorrow, "5 minutes ago" in a minute. */
function moment(message, today) {
  const text = textOf(message);
  if (!/!date\^|"type":"date"/.test(text)) return "";
  return text.includes("{ago}") ? Math.floor(appNow() / 60_000) : today;
}

function row(channel, message, known, { together, inThread, touched }) {
  const author = known.person(message.user);
  if (message.subtype === "channel_join" || message.subtype === "channel_leave")
    return joined(message, known);
  const name = message.name ?? author?.real_name ?? "Unknown";
  const marks = [
    message.ephemeral && "only visible to you",
    message.pinned && "pinned",
    message.edited && "edited",
  ];
  const said = [name, clock(message.ts, known.me.tz), ...marks].filter(Boolean).join(", ");
  return h(
    "li",
    {
      class: `message ${together ? "together" : ""} ${message.ephemeral ? "ephemeral" : ""} ${message.pinned ? "pinned" : ""}`,
      key: message.ts,
      "aria-label": said,
      "data-ts": message.ts,
      tabindex: "-1",
      onpointerenter: () => hover(channel, message),
      onfocus: () => hover(channel, message),
    },
    message.pinned && h("div", { class: "note" }, icon("pin"), "Pinned"),
    message.ephemeral && !together && h("div", { class: "note" }, icon("eye"), "Only visible to you"),
    h("div", { class: "gutter" }, together ? stamp(message, known, "small") : picture(message, author)),
    h(
      "div",
      { class: "message-body" },
      !together && byline(message, author, name, known),
      content(channel, message, known, inThread),
      message.files.map((file) =>
        h("p", { class: "attached" }, "📄 ", h("a", { href: file.url, download: file.name }, file.title || file.name)),
      ),
      reactions(channel, message, known),
      message.reply_count > 0 && !inThread && replies(channel, message, known),
    ),
    !message.ephemeral &&
      (NO_HOVER.matches || touched.has(`${channel.id}/${message.ts}`)) &&
      tools(channel, message, inThread),
  );
}

function hover(channel, message) {
  const key = `${channel.id}/${message.ts}`;
  if (ui.hovered !== key) change({ hovered: key });
}

function joined(message, known) {
  return h(
    "li",
    { class: "message quiet", key: message.ts },
    h("div", { class: "gutter" }),
    h("div", { class: "prose" }, mrkdwn(message.text, known)),
  );
}

function picture(message, author) {
  const own = message.emoji && emoji(message.emoji.replaceAll(":", ""));
  return own ? emojiFace(own) : face(author);
}

function stamp(message, known, className = "") {
  const full = fullMoment(message.ts, known.me.tz);
  return h(
    "time",
    { class: className, datetime: new Date(message.ts * 1000).toISOString(), title: full },
    clock(message.ts, known.me.tz),
  );
}

function byline(message, author, name, known) {
  const mark = author && standing(author);
  return h(
    "div",
    { class: "byline", key: "byline" },
    h("strong", null, name),
    mark && h("span", { class: "badge" }, mark.toUpperCase()),
    stamp(message, known),
  );
}

function content(channel, message, known, inThread) {
  const where = {
    key: `${channel.id}/${message.ts}${inThread ? "/thread" : ""}`,
    in: { channel: channel.id, ts: message.ts },
    state: message.state,
    known,
  };
  const edited = message.edited && h("span", { class: "edited" }, "(edited)");
  if (message.blocks.length) return [blocks(message.blocks, where), edited];
  return h("div", { class: "prose" }, mrkdwn(message.text, known), edited && [" ", edited]);
}

function reactions(channel, message, known) {
  if (!message.reactions.length) return null;
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map(({ name, users }) =>
      h(
        "button",
        {
          type: "button",
          class: "reaction",
          key: name,
          "aria-pressed": String(users.includes(slack.me)),
          "aria-label": `${name}, ${users.length}`,
          title: users.map((id) => known.person(id)?.real_name).join(", "),
          onclick: () => react(channel, message, name),
        },
        `${emoji(name) ?? `:${name}:`} ${users.length}`,
      ),
    ),
  );
}

function react(channel, message, name) {
  return act("react", { channel: channel.id, ts: message.ts, name });
}

function replies(channel, message, known) {
  const words = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  const answers = channel.messages.filter((each) => each.thread_ts === message.ts && each.ts !== message.ts);
  const people = [...new Set(answers.map((each) => each.user))].slice(0, 4);
  return h(
    "button",
    { type: "button", class: "replies", onclick: () => change({ thread: message.ts }) },
    people.map((id) => face(known.person(id), "small")),
    h("span", null, words),
    answers.length > 0 &&
      h("small", null, `last ${dayName(answers.at(-1).ts, known.me.tz).toLowerCase()} at `, clock(answers.at(-1).ts, known.me.tz)),
  );
}

/** What can be done with a message: react, answer in a thread, use the app's shortcuts on it. */
function tools(channel, message, inThread) {
  const key = `${channel.id}/${message.ts}${inThread ? "/thread" : ""}/tools`;
  const shortcuts = slack.app.shortcuts.filter((shortcut) => shortcut.type === "message");
  const use = (shortcut) =>
    act(
      "message_shortcut",
      { callback_id: shortcut.callback_id, channel: channel.id, ts: message.ts },
      { pending: key },
    );
  const thread = () => change({ thread: message.thread_ts ?? message.ts });
  const items = () => [
    ...QUICK.map((name) => ({
      label: `React with ${emoji(name)}`,
      onclick: () => react(channel, message, name),
    })),
    ...(inThread ? [] : [{ label: "Reply in thread", onclick: thread }]),
    ...(shortcuts.length ? [{ heading: `Shortcuts of ${slack.app.name}` }] : []),
    ...shortcuts.map((shortcut) => ({
      label: shortcut.name,
      detail: shortcut.description,
      onclick: () => use(shortcut),
    })),
  ];
  const quick = (label, content, onclick) =>
    h("button", { type: "button", class: "icon-button", tabindex: "-1", title: label, "aria-label": label, onclick }, content);
  return h(
    "div",
    { class: "tools" },
    // The same things stand in the menu: one stop for the Tab key is enough.
    !NO_HOVER.matches && [
      QUICK.slice(0, 3).map((name) => quick(`React with ${name.replaceAll("_", " ")}`, emoji(name), () => react(channel, message, name))),
      !inThread && quick("Reply in thread", icon("reply"), thread),
    ],
    menuButton(key, {
      label: "More actions",
      className: "icon-button",
      content: icon("dots"),
      items,
      busy: ui.pending.has(key),
    }),
  );
}
