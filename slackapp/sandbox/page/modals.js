// Modals, the uppermost of their stack, and the dialogs that ask for a confirmation.

import { blocks } from "./blocks.js";
import { h } from "./dom.js";
import { closeModal, submit } from "./filling.js";
import { icon } from "./icons.js";
import { textObject, withEmoji } from "./mrkdwn.js";
import { slack, ui } from "./store.js";

/** The open modal, if there is one. It is a native dialog: the rest of the page can't be reached meanwhile. */
export function modal(known) {
  const view = slack.modals.at(-1);
  if (!view) return null;
  return h(
    "dialog",
    {
      class: "modal",
      key: "modal",
      "aria-labelledby": "modal-title",
      mounted: (dialog) => dialog.showModal(),
      leaving: (dialog) => dialog.close(),
      drawn: (dialog) => focusWhereNeeded(dialog, view),
      oncancel: (event) => event.preventDefault(),
      onkeydown: (event) => escape(event, () => closeModal(view)),
    },
    h(
      "form",
      {
        method: "dialog",
        novalidate: true,
        onsubmit: (event) => (event.preventDefault(), view.submit && submit(view)),
      },
      head(view),
      body(view, known),
      foot(view),
    ),
  );
}

const FIELD = "input, textarea, .select:not(.chips), .chip-add";

/**
 * Where the focus goes when a view comes up: the field that asks for it, else the first one, else the title.
 * When a submission was refused: the first field that is wrong.
 */
function focusWhereNeeded(dialog, view) {
  const body = dialog.querySelector(".modal-body");
  if (dialog.shown !== view.id) {
    body.scrollTop = 0;
    const field = body.querySelector("[data-focus]") ?? body.querySelector(`.input :is(${FIELD})`);
    (field ?? dialog.querySelector("#modal-title")).focus({ preventScroll: true });
  } else if (ui.refusals !== dialog.refusals) {
    body.querySelector(`.wrong :is(${FIELD})`)?.focus({ preventScroll: true });
    body.querySelector(".wrong")?.scrollIntoView({ block: "nearest" });
  }
  dialog.shown = view.id;
  dialog.refusals = ui.refusals;
}

function escape(event, close) {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  event.preventDefault();
  close();
}

function head(view) {
  const below = slack.modals.at(-2);
  return h(
    "header",
    { class: "modal-head" },
    below &&
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": `Back to ${below.title}`,
          onclick: () => closeModal(view),
        },
        icon("back"),
      ),
    h("h2", { id: "modal-title", tabindex: "-1" }, withEmoji(view.title ?? "")),
    h("span", { class: "grow" }),
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Close the window",
        onclick: () => closeModal(view, Boolean(below)),
      },
      icon("close"),
    ),
  );
}

function body(view, known) {
  const where = { key: view.id, in: { view: view.id }, state: view.state, errors: view.errors, known };
  const troubles = slack.troubles.filter(
    (trouble) => trouble.view === view.id && !ui.seenTroubles.has(trouble.id),
  );
  const last = troubles.at(-1)?.text ?? ui.faults.get(view.id);
  return h(
    "div",
    { class: "modal-body", key: view.id },
    last && h("p", { class: "complaint", role: "alert" }, last),
    blocks(view.blocks, where),
  );
}

function foot(view) {
  const busy = view.waiting || ui.pending.has(`${view.id}|submit`);
  return h(
    "footer",
    { class: "modal-foot" },
    h(
      "button",
      { type: "button", class: "button", onclick: () => closeModal(view) },
      withEmoji(view.close ?? (view.submit ? "Cancel" : "Close")),
    ),
    view.submit &&
      h(
        "button",
        { type: "submit", class: "button primary", "aria-busy": busy && "true" },
        withEmoji(view.submit),
      ),
  );
}

/** The dialog that asks for a confirmation, if one is open. */
export function confirmation(known) {
  if (!ui.confirm) return null;
  const { ask, answer } = ui.confirm;
  return h(
    "dialog",
    {
      class: "modal confirm",
      key: "confirm",
      role: "alertdialog",
      "aria-labelledby": "confirm-title",
      "aria-describedby": "confirm-text",
      mounted: (dialog) => dialog.showModal(),
      leaving: (dialog) => dialog.close(),
      oncancel: (event) => event.preventDefault(),
      onkeydown: (event) => escape(event, () => answer(false)),
    },
    h("header", { class: "modal-head" }, h("h2", { id: "confirm-title" }, withEmoji(ask.title.text))),
    h("div", { class: "modal-body prose", id: "confirm-text" }, textObject(ask.text, known)),
    h(
      "footer",
      { class: "modal-foot" },
      h(
        "button",
        { type: "button", class: "button", autofocus: true, onclick: () => answer(false) },
        withEmoji(ask.deny.text),
      ),
      h(
        "button",
        { type: "button", class: `button ${ask.style ?? "primary"}`, onclick: () => answer(true) },
        withEmoji(ask.confirm.text),
      ),
    ),
  );
}
