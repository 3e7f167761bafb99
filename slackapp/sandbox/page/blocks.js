// Block Kit blocks as elements. `where` says in which message or view they stand and what is filled in there.

import { h } from "./dom.js";
import { element, picture } from "./elements.js";
import { fieldKey } from "./filling.js";
import { link, textObject, unescaped, withEmoji } from "./mrkdwn.js";
import { markdown } from "./markdown.js";
import { richText, table } from "./richtext.js";
import { ui } from "./store.js";

const DRAWN_BY = {
  actions,
  context,
  context_actions: actions,
  divider: () => h("hr"),
  file: (block) => h("p", { class: "muted" }, `File ${block.external_id}`),
  header: ({ text }) => h("h2", { class: "block-header" }, withEmoji(text.text)),
  image,
  input,
  markdown: ({ text }) => markdown(text),
  rich_text: (block, where) => richText(block, where.known),
  section,
  table: (block, where) => table(block, where.known),
  video,
};

/** All blocks of a message or view. */
export function blocks(list, where) {
  return h(
    "div",
    { class: "blocks" },
    list.map((block) => one(block, where)),
  );
}

function one(block, where) {
  const draw = DRAWN_BY[block.type];
  const shown = draw
    ? draw(block, where)
    : h("p", { class: "unknown" }, `A block of type ${block.type} is not shown here.`);
  return h("div", { class: `block block-${block.type}`, key: block.block_id }, shown);
}

function section(block, where) {
  const label = block.text ? firstWords(block.text.text) : "";
  return [
    h(
      "div",
      { class: "section-text" },
      block.text && h("div", { class: "prose" }, textObject(block.text, where.known)),
      block.fields &&
        h(
          "div",
          { class: "fields" },
          block.fields.map((text) => h("div", { class: "prose" }, textObject(text, where.known))),
        ),
    ),
    block.accessory && h("div", { class: "accessory" }, element(where, block, block.accessory, { label })),
    fault(where, block, block.accessory),
  ];
}

/** What a section is about, for the label of the element beside it: its first line without marks. */
function firstWords(text) {
  return unescaped(
    withEmoji(
      text
        .split("\n")[0]
        .replace(/<[^>|]*\|([^>]*)>/g, "$1")
        .replace(/<[^>]*>/g, "")
        .replace(/[*_~`]/g, ""),
    ),
  )
    .trim()
    .slice(0, 80);
}

function actions(block, where) {
  return block.elements.map((each) => [element(where, block, each), fault(where, block, each)]);
}

function context(block, where) {
  return block.elements.map((each) =>
    each.type === "image"
      ? element(where, block, each)
      : h("span", { class: "prose" }, textObject(each, where.known)),
  );
}

function input(block, where) {
  const key = fieldKey(where, block, block.element);
  const label = withEmoji(block.label.text);
  const error = where.errors?.[block.block_id] ?? ui.faults.get(key);
  const id = asId(key);
  const described = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || null;
  const name = block.optional ? `${label} (optional)` : label;
  return h(
    "div",
    { class: `input ${error ? "wrong" : ""}` },
    h(
      "label",
      { class: "input-label", for: id },
      label,
      block.optional && h("span", { class: "muted" }, " (optional)"),
    ),
    element(where, block, block.element, { label: name, described, id }),
    block.hint && h("div", { class: "hint", id: `${id}-hint` }, withEmoji(block.hint.text)),
    error && h("div", { class: "error", role: "alert", id: `${id}-error` }, error),
  );
}

const asId = (text) => text.replace(/[^\w-]/g, "-");

function fault(where, block, drawn) {
  const error = drawn && ui.faults.get(fieldKey(where, block, drawn));
  return error && h("div", { class: "error", role: "alert" }, error);
}

function image(block) {
  return h(
    "figure",
    null,
    block.title && h("figcaption", null, withEmoji(block.title.text)),
    picture(block, ""),
  );
}

function video(block) {
  return h(
    "figure",
    { class: "video" },
    h("figcaption", null, "▶ ", link(block.title_url ?? block.video_url, withEmoji(block.title.text))),
    block.description && h("p", { class: "muted" }, withEmoji(block.description.text)),
    picture({ image_url: block.thumbnail_url, alt_text: block.alt_text }, ""),
  );
}
