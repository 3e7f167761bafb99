// The interactive elements of Block Kit, in messages, modals and on the Home tab.

import { h } from "./dom.js";
import { fieldKey, fill, heldValue, press } from "./filling.js";
import { dateInput, fileInput, textInput } from "./inputs.js";
import { textObject, unescaped, withEmoji } from "./mrkdwn.js";
import { picker } from "./pickers.js";
import { menuButton } from "./popups.js";
import { ui } from "./store.js";

const DRAWN_BY = {
  button,
  overflow,
  checkboxes,
  radio_buttons: radioButtons,
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  rich_text_input: textInput,
  datepicker: dateInput,
  timepicker: dateInput,
  datetimepicker: dateInput,
  file_input: fileInput,
  image: ({ drawn }) => picture(drawn),
  icon_button: iconButton,
  feedback_buttons: feedbackButtons,
};

/**
 * One element.
 * @param where `{key, in, state, known}`: the message or view that it stands in
 * @param about `{label, described, id}`: the words that it answers to, where the element has none of its own; the ids
 *     of the hint and the error that belong to it; its own id
 */
export function element(where, block, drawn, about = {}) {
  const field = {
    where,
    block,
    drawn,
    label: "",
    described: null,
    id: null,
    ...about,
    key: fieldKey(where, block, drawn),
  };
  if (drawn.type.endsWith("_select")) return picker(where, block, drawn, about);
  return DRAWN_BY[drawn.type]?.(field) ?? h("span", { class: "unknown" }, `(${drawn.type})`);
}

function button({ where, block, drawn, key }) {
  const busy = ui.pending.has(key);
  const opens = drawn.url && !drawn.confirm;
  const attributes = {
    class: `button ${drawn.style ?? ""}`,
    "aria-label": drawn.accessibility_label,
    "aria-busy": busy && "true",
    onclick: () =>
      press(where, block, drawn).then(() => drawn.url && !opens && open(drawn.url, "_blank", "noopener")),
  };
  const text = textObject(drawn.text, where.known);
  if (opens)
    return h(
      "a",
      { ...attributes, href: safe(drawn.url), target: "_blank", rel: "noopener noreferrer" },
      text,
    );
  return h("button", { type: "button", ...attributes }, text);
}

function safe(url) {
  return /^(https?:|mailto:)/i.test(url) ? url : null;
}

function iconButton({ where, block, drawn, key }) {
  if (drawn.visible_to_user_ids && !drawn.visible_to_user_ids.includes(where.known.me.id)) return null;
  const text = withEmoji(drawn.text.text);
  const attributes = {
    type: "button",
    class: "button small",
    title: text,
    "aria-busy": ui.pending.has(key) && "true",
  };
  return h(
    "button",
    { ...attributes, onclick: () => press(where, block, drawn) },
    drawn.icon === "trash" ? "🗑️ " : "",
    text,
  );
}

function feedbackButtons({ where, block, drawn, key }) {
  const one = (name) =>
    h(
      "button",
      {
        type: "button",
        class: "button small",
        "aria-label": drawn[name].accessibility_label,
        "aria-busy": ui.pending.has(key) && "true",
        onclick: () => press(where, block, drawn, drawn[name].value),
      },
      textObject(drawn[name].text, where.known),
    );
  return h("span", { class: "row" }, one("positive_button"), one("negative_button"));
}

function overflow({ where, block, drawn, key, label }) {
  const items = () =>
    drawn.options.map((option, position) => ({
      label: textObject(option.text, where.known),
      detail: option.description && textObject(option.description, where.known),
      onclick: () => {
        if (safe(option.url ?? "")) open(option.url, "_blank", "noopener");
        press(where, block, drawn, position);
      },
    }));
  const name = drawn.accessibility_label ?? (label ? `More: ${label}` : "More");
  return menuButton(key, {
    label: name,
    title: "More",
    className: "button overflow",
    content: "⋯",
    items,
    busy: ui.pending.has(`${key}|menu`),
  });
}

function checkboxes(field) {
  const held = heldValue(field.where, field.block, field.drawn) ?? [];
  return choices(
    field,
    "checkbox",
    (value) => held.includes(value),
    (value, ticked) => (ticked ? [...held, value] : held.filter((each) => each !== value)),
  );
}

function radioButtons(field) {
  const held = heldValue(field.where, field.block, field.drawn);
  return choices(
    field,
    "radio",
    (value) => held === value,
    (value) => value,
  );
}

function choices({ where, block, drawn, key, label, described }, type, chosen, changed) {
  const row = (option) =>
    h(
      "label",
      { class: "choice", key: option.value },
      h("input", {
        type,
        name: key,
        checked: chosen(option.value),
        onchange: (event) => fill(where, block, drawn, changed(option.value, event.target.checked)),
      }),
      h(
        "span",
        null,
        h("span", { class: "choice-text" }, textObject(option.text, where.known)),
        option.description && h("small", null, textObject(option.description, where.known)),
      ),
    );
  const role = type === "radio" ? "radiogroup" : "group";
  const busy = ui.pending.has(`${key}|told`) && "true";
  return h(
    "div",
    {
      class: "choices",
      role,
      "aria-label": label || "Choices",
      "aria-describedby": described,
      "aria-busy": busy,
    },
    drawn.options.map(row),
  );
}

/** An image, or what it shows in words where there is no picture to load. */
export function picture({ image_url, alt_text }, className = "element-image") {
  const alt = unescaped(alt_text ?? "");
  return image_url
    ? h("img", { class: className, src: image_url, alt, loading: "lazy" })
    : h("span", { class: "unknown" }, alt);
}
