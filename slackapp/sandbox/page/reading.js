// What this person has read, so that the sidebar can say what is new to her. The local Slack keeps it.

import { acted } from "./server.js";
import { slack } from "./store.js";

const told = new Map(); // person and conversation → the ts up to which it was told to be read

const shelf = (channel) => `${slack.me}/${channel.id}`;

/** The ts up to which a conversation is read; "0" when it never was. */
export function readUpTo(channel) {
  const mine = told.get(shelf(channel)) ?? "0";
  return channel.read && channel.read > mine ? channel.read : mine;
}

/** Everything in this conversation is read. */
export function markRead(channel) {
  const last = channel.messages.at(-1)?.ts;
  if (!last || last <= readUpTo(channel)) return;
  told.set(shelf(channel), last);
  acted("read", { channel: channel.id, ts: last });
}

/** How much is new in a conversation: `{messages, mentions}`. Direct messages all count as mentions. */
export function unread(channel) {
  const since = readUpTo(channel);
  const fresh = channel.messages.filter((message) => message.ts > since && message.user !== slack.me);
  const mentions = slack.notifications.filter((each) => each.channel === channel.id && each.ts > since);
  return { messages: fresh.length, mentions: mentions.length };
}
