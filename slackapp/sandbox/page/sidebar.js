// The sidebar: the app, the channels and the direct messages, with marks for what is new.

import { h } from "./dom.js";
import { face, placeName } from "./faces.js";
import { icon } from "./icons.js";
import { unread } from "./reading.js";
import { appConversation, slack, ui } from "./store.js";

/** The sidebar; `go` leads to a place. */
export function sidebar(known, go) {
  const inside = slack.channels.filter((channel) => channel.is_member && !channel.is_archived);
  const channels = slack.channels.filter((channel) => ["channel", "private"].includes(channel.kind));
  const mine = channels.filter((channel) => inside.includes(channel)).sort(byName);
  const others = channels.filter((channel) => !inside.includes(channel)).sort(byName);
  const talks = slack.channels.filter(
    (channel) => ["im", "mpim"].includes(channel.kind) && channel.with !== slack.app.bot_user,
  );
  return h(
    "nav",
    {
      class: `sidebar ${ui.drawer ? "open" : ""}`,
      "aria-label": "Channels and direct messages",
      id: "sidebar",
    },
    section("App", [appEntry(known, go)]),
    section(
      "Channels",
      mine.map((channel) => entry(channel, known, go)),
    ),
    section(
      "Direct messages",
      talks.map((channel) => entry(channel, known, go)),
    ),
    section(
      "More channels",
      others.map((channel) => entry(channel, known, go)),
    ),
    h("p", { class: "sidebar-note" }, "A local Slack for trying the app. Nothing here leaves this computer."),
  );
}

function byName(one, other) {
  return Number(other.is_general) - Number(one.is_general) || one.name.localeCompare(other.name);
}

function section(title, entries) {
  if (!entries.length) return null;
  return h("section", { key: title }, h("h2", null, title), h("ul", null, entries));
}

function appEntry(known, go) {
  const talk = appConversation();
  const current = ui.place.kind === "home" || (ui.place.kind === "channel" && ui.place.id === talk?.id);
  const fresh = talk ? unread(talk) : { messages: 0, mentions: 0 };
  const place = fresh.messages || !slack.app.home_tab ? { kind: "messages" } : { kind: "home" };
  const status = slack.app.connected ? null : h("small", { class: "muted" }, "offline");
  return line(
    "app",
    { current, fresh, onclick: () => go(place) },
    face(known.person(slack.app.bot_user), "small"),
    slack.app.name,
    status,
  );
}

function entry(channel, known, go) {
  const current = ui.place.kind === "channel" && ui.place.id === channel.id;
  const fresh = channel.is_member ? unread(channel) : { messages: 0, mentions: 0 };
  const sign =
    channel.kind === "im"
      ? face(known.person(channel.with), "small")
      : icon(channel.kind === "private" ? "lock" : "hash");
  const note = channel.is_archived ? h("small", { class: "muted" }, "archived") : null;
  const name = placeName(channel, known).replace(/^#/, "");
  return line(
    channel.id,
    { current, fresh, onclick: () => go({ kind: "channel", id: channel.id }) },
    sign,
    name,
    note,
  );
}

function line(key, { current, fresh, onclick }, sign, name, note) {
  const news = fresh.messages ? `, ${fresh.messages} unread` : "";
  return h(
    "li",
    { key },
    h(
      "button",
      {
        type: "button",
        class: `side-entry ${fresh.messages && !current ? "fresh" : ""}`,
        "aria-current": current ? "page" : null,
        "aria-label": `${name}${current ? "" : news}`,
        onclick,
      },
      sign,
      h("span", { class: "side-name" }, name),
      note,
      fresh.mentions > 0 && !current && h("span", { class: "count", "aria-hidden": "true" }, fresh.mentions),
    ),
  );
}
