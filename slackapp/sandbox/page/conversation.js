// One conversation: its header, its messages, the thread beside them, and the composer.

import { composer } from "./composer.js";
import { h } from "./dom.js";
import { face, placeName, role } from "./faces.js";
import { icon } from "./icons.js";
import { messageList, walkMessages } from "./messages.js";
import { link, mrkdwn, withEmoji } from "./mrkdwn.js";
import { menuButton } from "./popups.js";
import { act } from "./server.js";
import { change, channelOf, slack, ui } from "./store.js";

const NEAR = 80; // pixels from the end within which a reader follows what comes

/** The main part of the page for a channel or direct message; `head` stands above a conversation with the app. */
export function conversation(channel, known, head = null) {
  const top = channel.messages.filter((message) => !message.thread_ts || message.thread_ts === message.ts);
  const shown = reached(channel.id, top);
  return [
    h(
      "main",
      { class: "conversation", key: channel.id, "aria-label": placeName(channel, known) },
      head ?? header(channel, known),
      bookmarks(channel),
      scroller(
        channel.id,
        "Messages",
        shown.length === top.length && beginning(channel, known),
        messageList(channel, shown, known, { newSince: ui.newSince }),
      ),
      toNewest(channel, top),
      complaints(channel),
      foot(channel, known),
    ),
    ui.thread && threadPane(channel, known),
  ];
}

function header(channel, known) {
  const pinned = channel.messages.filter((message) => message.pinned);
  return h(
    "header",
    { class: "place-header" },
    h(
      "h1",
      null,
      channel.kind === "im"
        ? face(known.person(channel.with), "small")
        : icon(channel.kind === "private" ? "lock" : "hash"),
      placeName(channel, known).replace(/^#/, ""),
    ),
    channel.topic && h("p", { class: "topic" }, mrkdwn(channel.topic, known)),
    h("span", { class: "grow" }),
    pinned.length > 0 && pins(channel, pinned),
    channel.kind !== "im" && members(channel, known),
  );
}

function pins(channel, pinned) {
  const items = () =>
    pinned.map((message) => ({
      label: message.text.split("\n")[0].slice(0, 80) || "Message",
      onclick: () => show(channel, message),
    }));
  return menuButton(`${channel.id}/pins`, {
    label: `${pinned.length} pinned`,
    className: "plain",
    content: [icon("pin"), pinned.length],
    items,
  });
}

/** Lead to a message, wherever it stands. */
function show(channel, { ts, thread_ts }) {
  const thread = thread_ts && thread_ts !== ts ? thread_ts : ui.thread;
  change({ reach: { place: channel.id, count: Infinity }, thread });
  setTimeout(() => {
    const row = document.querySelector(`[data-ts="${ts}"]`);
    row?.closest(".scroller").dispatchEvent(new Event("scroll"));
    row?.scrollIntoView({ block: "center" });
    row?.focus({ preventScroll: true });
    row?.animate([{ backgroundColor: "var(--mark)" }, { backgroundColor: "transparent" }], { duration: 1600 });
  });
}

function members(channel, known) {
  const people = channel.members.map((id) => known.person(id)).filter(Boolean);
  people.sort((one, other) => one.real_name.localeCompare(other.real_name));
  const invite = () => act("invite", { channel: channel.id, user: slack.app.bot_user });
  const items = () => [
    ...(channel.app_is_member || !channel.is_member
      ? []
      : [{ label: `Add ${slack.app.name} to this channel`, onclick: invite }]),
    { heading: "Members" },
    ...people.map((person) => ({
      label: person.real_name,
      detail: role(person),
      face: face(person, "small"),
    })),
    ...(channel.is_member
      ? [{ label: "Leave this channel", onclick: () => act("leave", { channel: channel.id }) }]
      : []),
  ];
  const label = `${people.length} members${channel.app_is_member ? "" : `, ${slack.app.name} is not among them`}`;
  return menuButton(`${channel.id}/members`, {
    label,
    className: "plain",
    content: [icon("people"), people.length],
    items,
  });
}

function bookmarks(channel) {
  if (!channel.bookmarks.length) return null;
  return h(
    "nav",
    { class: "bookmarks", "aria-label": "Bookmarks" },
    channel.bookmarks.map((each) =>
      h(
        "span",
        { key: each.id },
        each.emoji ? `${withEmoji(each.emoji)} ` : "🔖 ",
        link(each.link, each.title),
      ),
    ),
  );
}

function beginning(channel, known) {
  const name = placeName(channel, known);
  const person = known.person(channel.with);
  const words = person
    ? `This is the start of your conversation with ${name}${person.title ? `, ${person.title}` : ""}.`
    : `This is the very beginning of ${name}.`;
  return h(
    "div",
    { class: "beginning", key: "beginning" },
    person ? face(person, "large") : h("span", { class: "face large plain-face" }, icon(channel.kind === "private" ? "lock" : "hash")),
    h("strong", null, name.replace(/^#/, "")),
    h("p", null, words, channel.messages.length ? null : " Nobody has said anything yet."),
  );
}

const FIRST = 60; // messages that are drawn at once
const MORE = 40; // messages that are added at a time while the browser has nothing else to do

/** The newest messages first, the older ones while nothing else is to be done: a long conversation opens at once. */
function reached(key, messages) {
  if (ui.reach.place !== key) ui.reach = { place: key, count: FIRST };
  const { count } = ui.reach;
  if (count < messages.length)
    soon(() => {
      if (ui.reach.place === key && ui.reach.count === count) held(() => change({ reach: { place: key, count: count + MORE } }));
    });
  return count < messages.length ? messages.slice(-count) : messages;
}

/** Let something be drawn above what is read without moving it: a browser does so by itself, but not always. */
function held(work) {
  const box = document.querySelector("main .scroller");
  const follows = box && stillFollows(box);
  work();
  if (!box || follows) return;
  const top = box.getBoundingClientRect().top;
  const row = [...box.querySelectorAll("[data-ts]")].find((each) => each.getBoundingClientRect().bottom > top);
  const before = row?.getBoundingClientRect().top;
  queueMicrotask(() => {
    if (row?.isConnected && !box.follows) box.scrollTop += row.getBoundingClientRect().top - before;
  });
}

const soon = (work) =>
  globalThis.requestIdleCallback ? requestIdleCallback(work, { timeout: 100 }) : setTimeout(work, 30);

const isAtEnd = (box) => box.scrollTop + box.clientHeight > box.scrollHeight - NEAR;

/** Whether a reader follows: they may have scrolled up a moment ago, and the browser not have told of it yet. */
function stillFollows(box) {
  if (box.scrollTop < box.put && !isAtEnd(box)) box.follows = false;
  return box.follows;
}

/** A box that scrolls, and follows new messages for a reader who is at its end. */
function scroller(key, name, ...children) {
  const toEnd = (box) => {
    if (stillFollows(box)) box.scrollTop = box.scrollHeight;
    box.put = box.scrollTop;
  };
  const watch = (box) => {
    const list = box.lastElementChild;
    if (box.watched !== list) {
      // What stands above is measured when it comes into view, so the height changes after a drawing, too.
      box.observer?.disconnect();
      box.observer = new ResizeObserver(() => toEnd(box));
      box.observer.observe(list);
      box.watched = list;
    }
    toEnd(box);
  };
  const scrolled = ({ currentTarget: box }) => {
    // What has just come may have grown before this was told: whoever follows leaves the end only upwards.
    box.follows = isAtEnd(box) || (box.follows && box.scrollTop >= box.put);
    box.put = box.scrollTop;
    const away = box.follows ? null : key;
    if (away !== ui.away && (away || ui.away === key))
      change({ away, seenUpTo: away && channelOf(away)?.messages.at(-1)?.ts });
  };
  return h(
    "div",
    {
      class: "scroller",
      key: `scroller ${key}`,
      mounted: (box) => {
        box.follows = true;
        watch(box);
      },
      drawn: watch,
      leaving: (box) => box.observer?.disconnect(),
      onscroll: scrolled,
      onkeydown: walkMessages,
      tabindex: "0",
      role: "region",
      "aria-label": name,
    },
    ...children,
  );
}

/** The way back down for a reader who has scrolled up, with how much has come meanwhile. */
function toNewest(channel, top) {
  if (ui.away !== channel.id) return null;
  const unseen = top.filter((message) => message.ts > (ui.seenUpTo ?? "0")).length;
  const leave = (event) => {
    const box = event.currentTarget.parentElement.querySelector(".scroller");
    box.scrollTop = box.scrollHeight;
    box.focus({ preventScroll: true });
  };
  return h(
    "button",
    { type: "button", class: `to-newest ${unseen ? "fresh" : ""}`, onclick: leave },
    unseen ? `${unseen} new ${unseen === 1 ? "message" : "messages"}` : "Newest messages",
    icon("chevron"),
  );
}

/** What Slack itself complains of here, such as a command that the app did not answer in time. */
function complaints(channel) {
  return slack.troubles
    .filter((trouble) => trouble.channel === channel.id && !trouble.view && !ui.seenTroubles.has(trouble.id))
    .map((trouble) =>
      h(
        "div",
        { class: "complaint", key: `trouble ${trouble.id}`, role: "alert" },
        h("span", null, h("strong", null, "Slackbot"), " (only visible to you): ", trouble.text),
        h(
          "button",
          {
            type: "button",
            class: "icon-button",
            "aria-label": "Put away",
            onclick: () => change({ seenTroubles: ui.seenTroubles.add(trouble.id) }),
          },
          icon("close"),
        ),
      ),
    );
}

function foot(channel, known) {
  if (channel.is_archived) return h("p", { class: "foot-note" }, "This channel is archived.");
  if (channel.is_member) return composer(channel, known);
  const join = () => act("join", { channel: channel.id }, { pending: `${channel.id}/join` });
  return h(
    "p",
    { class: "foot-note" },
    `You are looking at #${channel.name}. `,
    h(
      "button",
      {
        type: "button",
        class: "button primary",
        "aria-busy": ui.pending.has(`${channel.id}/join`) && "true",
        onclick: join,
      },
      "Join channel",
    ),
  );
}

function threadPane(channel, known) {
  const messages = channel.messages.filter(
    (message) => message.ts === ui.thread || message.thread_ts === ui.thread,
  );
  const close = () => change({ thread: null });
  return h(
    "aside",
    { class: "thread", key: `thread ${ui.thread}`, "aria-label": "Thread" },
    h(
      "header",
      { class: "place-header" },
      h("h2", null, "Thread"),
      h("span", { class: "grow" }),
      h(
        "button",
        { type: "button", class: "icon-button", "aria-label": "Close thread", onclick: close },
        icon("close"),
      ),
    ),
    scroller(`thread ${ui.thread}`, "Thread messages", messageList(channel, messages, known, { inThread: true })),
    channel.is_member && !channel.is_archived && composer(channel, known, ui.thread),
  );
}
