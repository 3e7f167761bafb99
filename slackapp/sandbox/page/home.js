// The app's own place: its Home tab, and the way to its messages.

import { blocks } from "./blocks.js";
import { conversation } from "./conversation.js";
import { h } from "./dom.js";
import { face } from "./faces.js";
import { appConversation, slack, ui } from "./store.js";

/** The Home tab, or the direct message with the app, under the app's name and its two tabs. */
export function appPlace(known, go) {
  const head = tabs(known, go);
  if (ui.place.kind !== "home") return conversation(appConversation(), known, head);
  return h(
    "main",
    { class: "conversation", key: "home", "aria-label": `Home of ${slack.app.name}` },
    head,
    h("div", { class: "scroller home" }, homeTab(known)),
  );
}

function tabs(known, go) {
  const tab = (place, name, chosen) =>
    h(
      "button",
      { type: "button", class: "tab", "aria-current": chosen && "page", onclick: () => go(place) },
      name,
    );
  const atHome = ui.place.kind === "home";
  return h(
    "header",
    { class: "place-header app-header" },
    h("h1", null, face(known.person(slack.app.bot_user), "small"), slack.app.name),
    h(
      "nav",
      { class: "tabs", "aria-label": slack.app.name },
      slack.app.home_tab && tab({ kind: "home" }, "Home", atHome),
      tab({ kind: "messages" }, "Messages", !atHome),
    ),
  );
}

function homeTab(known) {
  const view = slack.home;
  if (!view)
    return h(
      "p",
      { class: "beginning", role: "status" },
      `${slack.app.name} has not drawn its Home tab yet.`,
    );
  const where = { key: view.id, in: { view: view.id }, state: view.state, errors: view.errors, known };
  return blocks(view.blocks, where);
}
