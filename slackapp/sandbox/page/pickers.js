// Selects: a button (or chips) that shows what is chosen, and a list to search in.

import { h } from "./dom.js";
import { fieldKey, fill, heldValue } from "./filling.js";
import { icon } from "./icons.js";
import { withEmoji } from "./mrkdwn.js";
import { chosenText, isExternal, matching } from "./options.js";
import { anchored, closePopup, opener, popup, toggle, whenClosed } from "./popups.js";
import { act } from "./server.js";
import { change, ui } from "./store.js";

const TYPING = 250; // ms without a further key before the app is asked for options

/** Any of the selects: static, external, users, conversations, channels; one value or several. */
export function picker(where, block, element, { label = "", described = null, id = null } = {}) {
  const several = element.type.startsWith("multi_");
  const field = {
    where,
    block,
    element,
    several,
    label,
    described,
    id,
    key: fieldKey(where, block, element),
  };
  field.held = ui.open === field.key && several ? ui.picker.chosen : heldValue(where, block, element);
  return anchored(field.key, several ? chips(field) : single(field), () => list(field), "picker");
}

function open(field) {
  const before = field.several ? [...(field.held ?? [])] : [];
  const chosen = [...before];
  toggle(field.key, { query: "", active: 0, chosen, groups: null, loading: false });
  if (ui.open !== field.key) return;
  if (field.several) {
    whenClosed(() => {
      if (chosen.join("\n") !== before.join("\n")) fill(field.where, field.block, field.element, chosen);
    });
  }
  if (isExternal(field)) ask(field, "");
}

function single(field) {
  const chosen = field.held === null || field.held === undefined ? null : chosenText(field, field.held);
  return h(
    "button",
    {
      ...opener(field.key, "listbox"),
      id: field.id,
      "aria-describedby": field.described,
      class: `select ${chosen ? "" : "empty"}`,
      "aria-label": `${field.label || placeholder(field)}${chosen ? `: ${plain(chosen)}` : ""}`,
      "aria-busy": busy(field),
      onclick: () => open(field),
    },
    h("span", { class: "select-text" }, chosen ?? placeholder(field)),
    icon("chevron"),
  );
}

function chips(field) {
  const held = field.held ?? [];
  const remove = (value) =>
    fill(
      field.where,
      field.block,
      field.element,
      held.filter((each) => each !== value),
    );
  const chip = (value) =>
    h(
      "span",
      { class: "chip", key: value },
      chosenText(field, value),
      h(
        "button",
        {
          type: "button",
          "aria-label": `Remove ${plain(chosenText(field, value))}`,
          onclick: () => remove(value),
        },
        icon("close"),
      ),
    );
  return h(
    "span",
    { class: "select chips", "aria-busy": busy(field) },
    held.map(chip),
    h(
      "button",
      {
        ...opener(field.key, "listbox"),
        id: field.id,
        "aria-describedby": field.described,
        class: "chip-add",
        "aria-label": field.label || placeholder(field),
        onclick: () => open(field),
      },
      held.length ? "Add" : placeholder(field),
      icon("chevron"),
    ),
  );
}

const busy = (field) => (ui.pending.has(`${field.key}|told`) ? "true" : null);

function placeholder(field) {
  return withEmoji(field.element.placeholder?.text ?? "Choose");
}

/** The words of a description, for labels. */
function plain(shown) {
  if (Array.isArray(shown)) return shown.map(plain).join("");
  return typeof shown === "object" && shown !== null ? plain(shown.children) : String(shown ?? "");
}

let asking = 0;

async function ask(field, query) {
  asking += 1;
  const mine = asking;
  const least = field.element.min_query_length ?? 3;
  if (query.length < least) return change({ picker: { ...ui.picker, groups: null, loading: false } });
  change({ picker: { ...ui.picker, loading: true } });
  const { where, block, element } = field;
  const details = { in: where.in, block_id: block.block_id, action_id: element.action_id, value: query };
  const answer = await act("options", details, { quiet: true });
  if (mine !== asking || ui.open !== field.key) return undefined;
  return change({
    picker: {
      ...ui.picker,
      groups: answer.ok ? answer : null,
      fault: answer.ok ? null : answer.error,
      loading: false,
      active: 0,
    },
  });
}

let typing = null;

function typed(field, query) {
  change({ picker: { ...ui.picker, query, active: 0 } });
  if (!isExternal(field)) return;
  clearTimeout(typing);
  typing = setTimeout(() => ui.open === field.key && ask(field, query), TYPING);
}

function choose(field, option) {
  ui.labels.set(`${field.key}|${option.value}`, option.label);
  if (!field.several) {
    closePopup();
    fill(field.where, field.block, field.element, option.value);
    return;
  }
  const { chosen } = ui.picker;
  const at = chosen.indexOf(option.value);
  if (at >= 0) chosen.splice(at, 1);
  else if (chosen.length < (field.element.max_selected_items ?? Infinity)) chosen.push(option.value);
  change();
}

function list(field) {
  const groups = matching(field);
  const options = groups.flatMap((group) => group.options);
  const id = (index) => `option-${index}`;
  const active = Math.min(ui.picker.active, options.length - 1);
  let index = -1;
  const row = (option) => {
    index += 1;
    return optionRow(field, option, { id: id(index), active: index === active });
  };
  return popup(
    { class: "picker-list", shown: (box) => box.querySelector("input").focus() },
    h("input", {
      type: "text",
      class: "picker-search",
      role: "combobox",
      "aria-label": `Search: ${field.label || placeholder(field)}`,
      "aria-expanded": "true",
      "aria-controls": "picker-options",
      "aria-autocomplete": "list",
      "aria-activedescendant": active >= 0 ? id(active) : null,
      placeholder: field.label || placeholder(field),
      autocomplete: "off",
      value: ui.picker.query,
      oninput: (event) => typed(field, event.target.value),
      onkeydown: (event) => keys(event, field, options, active),
    }),
    h(
      "div",
      {
        class: "options",
        role: "listbox",
        id: "picker-options",
        "aria-label": field.label || placeholder(field),
        "aria-multiselectable": field.several && "true",
        drawn: showActive,
      },
      groups.map((group) => [
        group.label && h("div", { class: "menu-heading" }, group.label),
        group.options.map(row),
      ]),
      !options.length && h("p", { class: "picker-note", role: "status" }, note(field)),
    ),
    h(
      "div",
      { class: "picker-foot" },
      clearing(field),
      field.several &&
        h("button", { type: "button", class: "button small", onclick: () => closePopup() }, "Done"),
    ),
  );
}

function note(field) {
  const least = field.element.min_query_length ?? 3;
  if (ui.picker.loading) return "Looking …";
  if (ui.picker.fault) return ui.picker.fault;
  if (isExternal(field) && ui.picker.query.length < least)
    return `Type at least ${least} ${least === 1 ? "character" : "characters"}.`;
  return "Nothing found.";
}

function optionRow(field, option, { id, active }) {
  const chosen = field.several ? ui.picker.chosen.includes(option.value) : field.held === option.value;
  return h(
    "div",
    {
      id,
      class: `option ${active ? "active" : ""}`,
      role: "option",
      "aria-selected": String(chosen),
      onmousedown: (event) => event.preventDefault(),
      onclick: () => choose(field, option),
    },
    option.face,
    h(
      "span",
      { class: "menu-text" },
      h("span", null, option.label),
      option.detail && h("small", null, option.detail),
    ),
    chosen && icon("check"),
  );
}

function clearing(field) {
  if (field.several || !field.block.optional || field.held === null || field.held === undefined) return null;
  const clear = () => {
    closePopup();
    fill(field.where, field.block, field.element, null);
  };
  return h("button", { type: "button", class: "plain", onclick: clear }, "Clear");
}

function showActive(box) {
  box.querySelector(".option.active")?.scrollIntoView({ block: "nearest" });
}

function keys(event, field, options, active) {
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (move) {
    event.preventDefault();
    change({
      picker: { ...ui.picker, active: (active + move + options.length) % Math.max(options.length, 1) },
    });
  } else if (event.key === "Enter") {
    event.preventDefault();
    event.stopPropagation();
    if (options[active]) choose(field, options[active]);
  } else if (event.key === "Tab") {
    closePopup();
  }
}
