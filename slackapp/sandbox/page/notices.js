// What the page says by itself: what popped up for the person, what went wrong, and that something isn't there.

import { h } from "./dom.js";
import { placeName } from "./faces.js";
import { icon } from "./icons.js";
import { unescaped } from "./mrkdwn.js";
import { channelOf, dismissToast, known, slack, toast, ui } from "./store.js";

const MARKS = /(^|[\s(])([*_~`])(\S|\S.*?\S)\2(?=[\s).,:;!?]|$)/gm; // around words, as mrkdwn has them

let told = null; // what this person was told of already

/** Notices for what popped up since the last look, and for complaints that have no place of their own. */
export function notify() {
  const first = told?.person !== slack.me;
  const fresh = slack.notifications.filter((each) => first || !told.popped.has(`${each.channel}/${each.ts}`));
  const complaints = slack.troubles.filter((each) => first || !told.complaints.has(each.id));
  told = {
    person: slack.me,
    popped: new Set(slack.notifications.map((each) => `${each.channel}/${each.ts}`)),
    complaints: new Set(slack.troubles.map((each) => each.id)),
  };
  if (first) {
    ui.seenTroubles = new Set(told.complaints);
    return;
  }
  for (const each of fresh) {
    const here = ui.place.kind === "channel" && ui.place.id === each.channel && !document.hidden;
    if (!here) toast(unescaped(each.text).replace(MARKS, "$1$3"), { tone: "news", channel: each.channel });
  }
  const open = new Set(slack.modals.map((view) => view.id));
  for (const each of complaints) if (!each.channel && !open.has(each.view)) toast(each.text);
}

/** The line under the bar when the local Slack or the app isn't there. */
export function banner() {
  if (!ui.online)
    return h("p", { class: "banner", role: "alert" }, "The local Slack does not answer. Trying again …");
  if (!slack.app.connected) {
    return h(
      "p",
      { class: "banner", role: "status" },
      `${slack.app.name} is not connected: start it, and what you do here reaches it.`,
    );
  }
  return null;
}

/** The short notices; `go` leads to the conversation of one. */
export function toasts(go) {
  const card = ({ id, text, tone, channel }) =>
    h(
      "div",
      { class: `toast ${tone}`, key: id },
      channel
        ? h(
            "button",
            {
              type: "button",
              class: "toast-text",
              onclick: () => (dismissToast(id), go({ kind: "channel", id: channel })),
            },
            h("strong", null, whence(channel)),
            " ",
            text,
          )
        : h("span", { class: "toast-text" }, text),
      h(
        "button",
        { type: "button", class: "icon-button", "aria-label": "Put away", onclick: () => dismissToast(id) },
        icon("close"),
      ),
    );
  return h("div", { class: "toasts", role: "status", "aria-live": "polite" }, ui.toasts.map(card));
}

function whence(id) {
  const channel = channelOf(id);
  return channel ? placeName(channel, known()) : "";
}
