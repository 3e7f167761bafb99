// What this person has read in this browser, so that the sidebar can say what is new to her.

import { slack } from "./store.js";

const shelf = () => `local-slack-read ${slack.team.id} ${slack.me}`;

function marks() {
  try {
    return JSON.parse(localStorage.getItem(shelf())) ?? {};
  } catch {
    return {};
  }
}

/** The ts up to which a conversation is read; "0" when it never was. */
export function readUpTo(channel) {
  return marks()[channel.id] ?? "0";
}

/** Everything in this conversation is read. */
export function markRead(channel) {
  const last = channel.messages.at(-1)?.ts;
  if (!last || last <= readUpTo(channel)) return;
  try {
    localStorage.setItem(shelf(), JSON.stringify({ ...marks(), [channel.id]: last }));
  } catch {
    // A browser that keeps nothing shows everything as new: no reason to stop.
  }
}

/** How much is new in a conversation: `{messages, mentions}`. Direct messages all count as mentions. */
export function unread(channel) {
  const since = readUpTo(channel);
  const fresh = channel.messages.filter((message) => message.ts > since && message.user !== slack.me);
  const mentions = slack.notifications.filter((each) => each.channel === channel.id && each.ts > since);
  return { messages: fresh.length, mentions: mentions.length };
}
