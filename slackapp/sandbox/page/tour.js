// The guided tour: the step that comes next, the way to where it takes place, and all steps in a list.

import { h } from "./dom.js";
import { personLabel } from "./faces.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { menuButton } from "./popups.js";
import { isUnderWay, stage } from "./stage.js";
import { appConversation, slack, ui } from "./store.js";

/** The strip above the workspace; `take` leads a person to a step: `{as, in, types}`. */
export function tour(known, take) {
  const shown = ui.stage?.tour;
  if (!shown || shown.skipped) return null;
  const step = shown.steps.find((each) => each.key === shown.next);
  return h(
    "section",
    { class: "tour", "aria-label": "Guided tour" },
    steps(shown, take),
    h(
      "div",
      { class: "tour-words", "aria-live": "polite", key: step?.key ?? "end" },
      h("strong", null, step?.title ?? "That was the tour"),
      h("span", { class: "prose" }, mrkdwn(step?.text ?? "Everything here is yours to try now: act as anybody, wind the clock, switch a fault on.", known)),
    ),
    h(
      "div",
      { class: "tour-ways" },
      step && way(step, known, take),
      step?.help &&
        h(
          "button",
          { type: "button", class: "button small", "aria-busy": isUnderWay("help", step.key), onclick: () => stage("help", { step: step.key }) },
          step.help,
        ),
      h(
        "button",
        { type: "button", class: "plain", onclick: () => stage("skip_tour") },
        step ? "Skip the tour" : "Close",
      ),
    ),
  );
}

function way(step, known, take) {
  const label = wayName(step, known);
  if (!label) return null;
  return h("button", { type: "button", class: "button small primary", onclick: () => take(step) }, label);
}

/** What the button to a step says: the first thing that is to be done on the way; null when the person is there. */
function wayName(step, known) {
  if (step.as && step.as !== slack.me) return `Act as ${personLabel(known.person(step.as))}`;
  if (step.in === "home" && ui.place.kind !== "home") return `Open ${slack.app.name}'s Home`;
  if (step.in === "messages" && ui.place.id !== appConversation()?.id) return step.types ? "Type it for me" : `Open ${slack.app.name}'s messages`;
  const channel = step.in && step.in !== "home" && known.channel(step.in);
  if (channel && ui.place.id !== channel.id) return `Go to #${channel.name}`;
  return step.types ? "Type it for me" : null;
}

function steps(shown, take) {
  const done = shown.steps.filter((step) => step.done).length;
  const items = () => [
    { heading: shown.title },
    ...(shown.text ? [{ key: "text", label: shown.text }] : []),
    ...shown.steps.map((step) => ({
      key: step.key,
      label: step.title,
      face: h("span", { class: `tick ${step.done ? "done" : ""}`, "aria-label": step.done ? "done" : "to do", role: "img" }, step.done && icon("check")),
      onclick: () => take(step),
    })),
  ];
  return menuButton("tour-steps", {
    label: `${done} of ${shown.steps.length} steps done`,
    title: "All steps of the tour",
    className: "tour-count",
    content: [h("span", { "aria-hidden": "true" }, `${done}/${shown.steps.length}`), icon("chevron")],
    items,
  });
}
