// The bar along the foot of the window: the app's clock, faults to switch on, the glass and the tour.

import { longTime, wallTime } from "./dates.js";
import { h } from "./dom.js";
import { faults } from "./faults.js";
import { icon } from "./icons.js";
import { menuButton } from "./popups.js";
import { appTime, isUnderWay, stage } from "./stage.js";
import { change, ui } from "./store.js";

const SHOWN = 200; // ms between two drawings of the time

/** The bar, once it is known what there is to show. */
export function stageBar(known) {
  if (!ui.stage) return null;
  const { clock, tour } = ui.stage;
  return h(
    "footer",
    { class: `stage ${ui.stageOpen ? "open" : ""}`, "aria-label": "Behind the scenes" },
    clock && time(clock, known),
    clock && speeds(clock),
    clock && jumps(clock, known),
    h("span", { class: "grow" }),
    faults(),
    toggle("glass", "Under the glass", ui.glass !== null, () => change({ glass: ui.glass ? null : [] })),
    tour && tourButton(tour),
    clock &&
      h(
        "button",
        {
          type: "button",
          class: "stage-button stage-more",
          "aria-expanded": String(ui.stageOpen),
          "aria-label": "Speed and jumps",
          onclick: () => change({ stageOpen: !ui.stageOpen }),
        },
        icon("chevron"),
      ),
  );
}

function toggle(sign, label, on, onclick) {
  return h(
    "button",
    { type: "button", class: "stage-button", "aria-pressed": String(on), title: label, "aria-label": label, onclick },
    icon(sign),
    h("span", { class: "stage-word", "aria-hidden": "true" }, label),
  );
}

function time(clock, known) {
  const stands = clock.paused && !clock.jump;
  const what = clock.jump ? "stop_jump" : stands ? "resume" : "pause";
  const label = { stop_jump: "Stop winding", resume: "Let the clock run", pause: "Pause the clock" }[what];
  const zone = known.me.tz;
  const show = (box) => {
    box.zone = zone;
    box.show ??= () => {
      const text = wallTime(appTime(), box.zone, ui.stage?.clock?.rate ?? 1);
      if (box.firstChild && box.firstChild.data !== text) box.firstChild.data = text;
    };
    box.timer ??= setInterval(box.show, SHOWN);
  };
  return h(
    "div",
    { class: "stage-clock" },
    h(
      "button",
      { type: "button", class: "stage-button play", title: label, "aria-label": label, "aria-busy": isUnderWay(what), onclick: () => stage(what) },
      icon(stands ? "play" : "pause"),
    ),
    h(
      "div",
      { class: "stage-time" },
      h("small", { title: words(clock) }, words(clock)),
      h(
        "time",
        {
          "aria-label": "The app's time",
          role: "timer",
          "aria-live": "off",
          drawn: show,
          leaving: (box) => clearInterval(box.timer),
        },
        wallTime(appTime(), zone, clock.rate),
      ),
    ),
  );
}

function words(clock) {
  if (clock.jump) {
    const { title, passed } = clock.jump;
    return `Winding to: ${title}${passed ? ` · ${passed} due ${passed === 1 ? "moment" : "moments"} so far` : ""}`;
  }
  if (clock.note) return clock.note;
  return clock.paused ? "The app's clock stands still" : "The app's time";
}

const rateName = (rate) => `${rate.toLocaleString("en-GB")}×`;

function speeds(clock) {
  return h(
    "div",
    { class: "stage-speeds", role: "group", "aria-label": "Speed of the clock" },
    clock.rates.map((rate) =>
      h(
        "button",
        {
          type: "button",
          key: rate,
          class: "stage-button",
          "aria-pressed": String(rate === clock.rate && !clock.paused),
          "aria-busy": isUnderWay("rate", rate),
          onclick: () => stage("rate", { rate }).then((done) => done && ui.stage.clock?.paused && stage("resume")),
        },
        rateName(rate),
      ),
    ),
  );
}

function jumps(clock, known) {
  const items = () => [
    { heading: "Wind the app's clock, through all that comes due" },
    ...clock.moments.map(({ key, title, at, note }) => ({
      key,
      label: title,
      detail: at ? longTime(new Date(at), known.me.tz) : note || "Not now",
      onclick: at ? () => stage("jump", { to: key }) : null,
    })),
    { heading: "Or by" },
    ...[
      ["An hour", 3600],
      ["A day", 86_400],
      ["A week", 604_800],
    ].map(([label, seconds]) => ({ key: label, label, onclick: () => stage("wind", { seconds }) })),
  ];
  return h(
    "div",
    { class: "stage-jump" },
    menuButton("stage-jump", {
      label: "Jump to",
      className: "stage-button",
      content: [icon("forward"), h("span", null, "Jump to")],
      items,
      busy: clock.moments.some(({ key }) => isUnderWay("jump", key)) || isUnderWay("wind") === "true",
    }),
  );
}

function tourButton(tour) {
  const done = tour.steps.filter((step) => step.done).length;
  const label = tour.skipped ? "Resume the tour" : "Put the tour aside";
  return h(
    "button",
    {
      type: "button",
      class: "stage-button",
      "aria-pressed": String(!tour.skipped),
      "aria-label": `${label}: ${done} of ${tour.steps.length} done`,
      title: label,
      onclick: () => stage(tour.skipped ? "resume_tour" : "skip_tour"),
    },
    icon("flag"),
    h("span", { class: "stage-word" }, "Tour "),
    h("span", { class: "stage-count" }, `${done}/${tour.steps.length}`),
  );
}
