// Faults on a switch: a Slack that is slow or fails, sockets that drop, an app that is killed and started again.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { anchored, opener, popup, toggle } from "./popups.js";
import { isUnderWay, lookBackstage, stage } from "./stage.js";
import { ui } from "./store.js";

/** The button that opens the switches, with how many are on. */
export function faults() {
  const { switches, app } = ui.stage;
  const on = switches.filter((each) => each.on).length;
  const down = app.running === false;
  const label = ["Faults", on && `${on} on`, down && "the app is down"].filter(Boolean).join(", ");
  const button = h(
    "button",
    {
      ...opener("faults", "dialog"),
      class: `stage-button ${on || down ? "alarm" : ""}`,
      "aria-label": label,
      title: label,
      onclick: () => (toggle("faults"), lookBackstage()),
    },
    icon("plug"),
    h("span", { class: "stage-word" }, "Faults"),
    on > 0 && h("span", { class: "stage-count" }, on),
  );
  return anchored("faults", button, () => board(switches, app));
}

function board(switches, app) {
  return popup(
    {
      class: "board",
      role: "dialog",
      "aria-label": "Faults",
      shown: (box) => box.querySelector("button").focus({ preventScroll: true }),
    },
    h("div", { class: "menu-heading" }, "Slack, as the app meets it"),
    switches.map(one),
    h("div", { class: "menu-heading" }, "Its connection"),
    h(
      "div",
      { class: "board-row" },
      app.connections > 0 && [act("drop_sockets", "Drop the socket"), act("refresh_sockets", "Ask it to reconnect")],
      h("small", { role: "status" }, connections(app)),
    ),
    app.can_restart && h("div", { class: "menu-heading" }, "The app"),
    app.can_restart &&
      h(
        "div",
        { class: "board-row" },
        app.running === false
          ? act("start", "Start the app", "primary")
          : act("kill", "Kill the app", "danger"),
        h("small", { role: "status" }, process(app)),
      ),
  );
}

function one({ key, title, text, on, struck }) {
  const hits = struck > 0 ? ` ${struck === 1 ? "1 call" : `${struck} calls`} so far.` : "";
  return h(
    "button",
    {
      type: "button",
      key,
      class: "switch",
      role: "switch",
      "aria-checked": String(on),
      "aria-busy": isUnderWay("switch", key),
      "aria-label": title,
      "aria-describedby": `switch-${key}`,
      onclick: () => stage("switch", { key, on: !on }),
    },
    h("span", { class: "track", "aria-hidden": "true" }),
    h("span", { class: "menu-text" }, h("span", null, title), h("small", { id: `switch-${key}` }, text, hits)),
  );
}

function act(what, words, style = "") {
  return h(
    "button",
    { type: "button", class: `button small ${style}`, "aria-busy": isUnderWay(what), onclick: () => stage(what) },
    words,
  );
}

function connections({ connected, connections: open }) {
  if (!connected) return "The app is not connected.";
  if (!open) return "The app takes requests over HTTP.";
  return open === 1 ? "One connection is open." : `${open} connections are open.`;
}

function process({ running, starts, note }) {
  if (running === false) return note || "It does not run.";
  return starts > 1 ? `It runs, and was started ${starts} times.` : "It runs.";
}
