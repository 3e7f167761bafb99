// What goes on behind the local Slack: the app's clock, its process, the faults, the tour. See "Backstage" in the README.

import { posted } from "./server.js";
import { change, slack, toast, ui } from "./store.js";

const SETTLING = 400; // ms after something has happened
const ASKING = 1000; // ms between two looks while the clock runs faster than the machine's

let received = 0; // when the last answer came, on the page's own clock
let asking = null;
let again = null;

/** Fetch how things stand behind the scenes; one fetch at a time. */
export function lookBackstage() {
  asking ??= read().finally(() => {
    asking = null;
  });
  return asking;
}

async function read() {
  try {
    const answer = await fetch("/client/backstage");
    if (!answer.ok) return;
    const stage = await answer.json();
    received = performance.now();
    change({ stage });
  } catch {
    return; // that the local Slack is gone is said elsewhere
  }
  clearTimeout(again);
  if (isMoving() || ui.open === "faults") again = setTimeout(lookBackstage, ASKING);
}

let soon = null;

/** Look again in a moment: something has happened, and a step of the tour may be done by it. */
export function lookSoon() {
  const { tour } = ui.stage ?? {};
  if (!tour?.next || tour.skipped) return;
  clearTimeout(soon);
  soon = setTimeout(lookBackstage, SETTLING);
}

const isMoving = () => ui.stage.clock && (ui.stage.clock.jump || (!ui.stage.clock.paused && ui.stage.clock.rate > 1));

/** The time by which the app goes, as a Date: the machine's where there is no clock to wind. */
export function appTime() {
  const clock = ui.stage?.clock;
  if (!clock) return new Date();
  const shown = Date.parse(clock.shown);
  if (clock.paused || clock.jump) return new Date(shown);
  return new Date(shown + (performance.now() - received) * clock.rate);
}

/** Do something behind the scenes, such as `stage("jump", {to: "finish"})`. True when it was done. */
export async function stage(what, details = {}) {
  const key = `stage/${what}/${details.key ?? details.to ?? details.rate ?? details.step ?? ""}`;
  if (ui.pending.has(key)) return false;
  ui.pending.add(key);
  change();
  const answer = await posted("/client/backstage", { as: slack.me, do: what, ...details });
  await lookBackstage();
  ui.pending.delete(key);
  change();
  if (!answer.ok) toast(answer.error);
  return answer.ok;
}

/** Whether this is under way. */
export const isUnderWay = (what, detail = "") => (ui.pending.has(`stage/${what}/${detail}`) ? "true" : null);
