// Puts the page together: where the person is, who she is, and what is drawn.

import { prefill } from "./composer.js";
import { conversation } from "./conversation.js";
import { draw, h } from "./dom.js";
import { placeName } from "./faces.js";
import { forgetDrafts } from "./filling.js";
import { glass } from "./glass.js";
import { appPlace } from "./home.js";
import { confirmation, modal } from "./modals.js";
import { banner, notify, toasts } from "./notices.js";
import { closeOnPressElsewhere, closePopup } from "./popups.js";
import { markRead, readUpTo, unread } from "./reading.js";
import { act, become } from "./server.js";
import { sidebar } from "./sidebar.js";
import { appTime, lookBackstage } from "./stage.js";
import { stageBar } from "./stagebar.js";
import { appConversation, change, channelOf, drawnBy, known, slack, timeFrom, ui } from "./store.js";
import { topbar } from "./topbar.js";
import { tour } from "./tour.js";

const root = document.getElementById("page");

drawnBy(() => {
  if (!ui.ready) return draw(root, loading());
  if (!ui.place) ui.place = firstPlace();
  notify();
  const names = known((id) => go({ kind: "channel", id }));
  const place = currentPlace(names);
  draw(
    root,
    topbar(names, actAs),
    banner(),
    tour(names, take),
    h(
      "div",
      { class: `columns ${ui.thread ? "with-thread" : ""} ${ui.glass ? "with-glass" : ""}` },
      sidebar(names, go),
      ui.drawer && shade(),
      place,
      glass(names),
    ),
    stageBar(names),
    toasts(go),
    modal(names),
    confirmation(names),
  );
  return afterDrawing();
});

function loading() {
  const words = ui.online ? "Opening the local Slack …" : "The local Slack does not answer. Is it running?";
  return h("p", { class: "loading", role: "status" }, words);
}

function currentPlace(names) {
  if (ui.place.kind === "home") return appPlace(names, go);
  const channel = channelOf(ui.place.id);
  if (!channel) {
    ui.place = firstPlace();
    return currentPlace(names);
  }
  if (channel.id === appConversation()?.id) return appPlace(names, go);
  return conversation(channel, names);
}

/** Where a page without an address opens: where the tour begins for this person, else in the general channel. */
function firstPlace() {
  const toured = ui.stage?.tour?.steps.map((step) => channelOf(step.in)) ?? [];
  const channel =
    toured.find((each) => each?.is_member) ??
    slack.channels.find((each) => each.is_general && each.is_member) ??
    slack.channels.find((each) => each.is_member) ??
    slack.channels[0];
  ui.newSince = channel ? readUpTo(channel) : null;
  return channel ? { kind: "channel", id: channel.id } : { kind: "home" };
}

/** Lead to a place: `{kind: "channel", id}`, `{kind: "home"}`, or `{kind: "messages"}` (the app's). */
async function go(place, { remember = true } = {}) {
  closePopup({ focus: false });
  change({ drawer: false, thread: null, away: null });
  if (place.kind === "messages") {
    const answer = await act("messages_tab");
    if (!answer.ok) return;
    place = { kind: "channel", id: answer.channel };
  }
  const channel = channelOf(place.id);
  change({ place, newSince: channel ? readUpTo(channel) : null });
  if (remember) history.pushState(null, "", address());
  if (place.kind === "home") await act("home");
}

/** The page's address for where the person is: it can be opened again, or sent to a second window. */
function address() {
  const person = slack.people.find((each) => each.id === slack.me).name;
  const channel = channelOf(ui.place.id);
  const place = channel?.kind === "im" ? channel.id : (channel?.name ?? "home");
  return `?${new URLSearchParams({ as: person, in: place })}`;
}

function placeIn(query) {
  const wanted = query.get("in");
  if (wanted === "home" && slack.app.home_tab) return { kind: "home" };
  const channel = slack.channels.find(
    (each) => each.id === wanted || (each.kind !== "im" && each.name === wanted),
  );
  return channel ? { kind: "channel", id: channel.id } : firstPlace();
}

async function actAs(person) {
  if (person === slack.me) return;
  forgetDrafts();
  const atHome = ui.place.kind === "home";
  const talk = ui.place.id === appConversation()?.id;
  await become(person);
  change({ toasts: [], pending: new Set(), confirm: null });
  await go(
    atHome
      ? { kind: "home" }
      : talk
        ? { kind: "messages" }
        : channelOf(ui.place.id)
          ? ui.place
          : firstPlace(),
  );
}

/** Lead to a step of the tour: become the person, go to the place, put into the composer what is to be typed. */
async function take(step) {
  if (step.as && step.as !== slack.me) await actAs(step.as);
  const place = ["home", "messages"].includes(step.in) ? { kind: step.in } : { kind: "channel", id: step.in };
  if (step.in && (place.kind !== "channel" || channelOf(step.in))) await go(place);
  if (step.types && ui.place.kind === "channel") prefill(ui.place.id, step.types);
}

function afterDrawing() {
  const channel = ui.place.kind === "channel" && channelOf(ui.place.id);
  if (channel && !document.hidden) markRead(channel);
  const me = slack.people.find((person) => person.id === slack.me);
  const place = ui.place.kind === "home" ? slack.app.name : placeName(channel, known());
  const news = slack.channels.some((each) => each.is_member && unread(each).mentions) ? "● " : "";
  document.title = `${news}${place} · ${me.display_name} · ${slack.team.name}`;
}

function shade() {
  return h("div", { class: "shade", onclick: () => change({ drawer: false }) });
}

addEventListener("popstate", () => {
  if (ui.ready) go(placeIn(new URLSearchParams(location.search)), { remember: false });
});
addEventListener("visibilitychange", () => change());
setInterval(change, 60_000); // "today" and "5 minutes ago" do not stay true
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (ui.drawer) change({ drawer: false });
  else if (ui.thread) change({ thread: null });
});
closeOnPressElsewhere();
timeFrom(appTime);

async function start() {
  const query = new URLSearchParams(location.search);
  await become(null);
  if (!slack) return void setTimeout(start, 2000);
  await lookBackstage();
  const wanted = slack.people.find((person) => person.name === query.get("as") && person.can_act);
  if (wanted && wanted.id !== slack.me) await become(wanted.id);
  ui.ready = true;
  await go(placeIn(query), { remember: false });
  history.replaceState(null, "", address());
}

change();
start();
