// `rich_text` blocks and the cells of tables: text that comes already taken apart.

import { dateText } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelMention, groupMention, link, personMention } from "./mrkdwn.js";
import { appNow } from "./store.js";

/** A `rich_text` block as elements. */
export function richText(block, known) {
  return h(
    "div",
    { class: "rich-text" },
    block.elements.map((element) => part(element, known)),
  );
}

function part(element, known) {
  switch (element.type) {
    case "rich_text_list":
      return list(element, known);
    case "rich_text_preformatted":
      return h("pre", null, inline(element.elements, known));
    case "rich_text_quote":
      return h("blockquote", null, inline(element.elements, known));
    default:
      return h("p", null, inline(element.elements, known));
  }
}

function list(element, known) {
  const items = element.elements.map((item) => h("li", null, inline(item.elements, known)));
  const level = `indent-${Math.min(element.indent ?? 0, 8)}`;
  if (element.style === "ordered") return h("ol", { class: level, start: (element.offset ?? 0) + 1 }, items);
  return h("ul", { class: level }, items);
}

function inline(elements, known) {
  return elements.map((element) => dressed(piece(element, known), element.style));
}

function dressed(shown, style) {
  const tags = [
    ["bold", "strong"],
    ["italic", "em"],
    ["strike", "s"],
    ["underline", "u"],
    ["code", "code"],
  ];
  return tags.reduce((inner, [name, tag]) => (style?.[name] ? h(tag, null, inner) : inner), shown);
}

function piece(element, known) {
  switch (element.type) {
    case "text":
      return element.text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
    case "link":
      return link(element.url, element.text || element.url);
    case "user":
      return personMention(element.user_id, known);
    case "usergroup":
      return groupMention(element.usergroup_id, known);
    case "channel":
      return channelMention(element.channel_id, known);
    case "broadcast":
      return h("span", { class: "mention mention-loud" }, `@${element.range}`);
    case "emoji":
      return emoji(element.name) ?? `:${element.name}:`;
    case "date":
      return h("time", null, dateText(element.timestamp, element.format, known.me.tz, appNow()));
    case "color":
      return swatch(element.value);
    default:
      return element.text ?? element.fallback ?? "";
  }
}

function swatch(value) {
  const paint = (box) => box.style.setProperty("background-color", value);
  return [h("span", { class: "swatch", drawn: paint }), value];
}

/** A `table` block; what does not fit scrolls sideways. */
export function table(block, known) {
  const [head, ...body] = block.rows;
  const settings = block.column_settings ?? [];
  const row = (cells, tag) =>
    h(
      "tr",
      null,
      cells.map((cell, column) => h(tag, { class: dress(settings[column]) }, cellText(cell, known))),
    );
  return h(
    "div",
    { class: "table", tabindex: "0", role: "group", "aria-label": "Table" },
    h(
      "table",
      null,
      h("thead", null, row(head, "th")),
      h(
        "tbody",
        null,
        body.map((cells) => row(cells, "td")),
      ),
    ),
  );
}

function dress(setting) {
  return `align-${setting?.align ?? "left"}${setting?.is_wrapped ? " wraps" : ""}`;
}

function cellText(cell, known) {
  return cell.type === "rich_text"
    ? cell.elements.map((element) => part(element, known))
    : String(cell.text ?? "");
}
