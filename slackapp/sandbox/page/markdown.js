// The `markdown` block: standard Markdown as elements, as far as Slack shows it. Text stays text.

import { h } from "./dom.js";
import { withEmoji, link } from "./mrkdwn.js";

const FENCE = /^```/;
const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;
const ROW = /^\s*\|.*\|\s*$/;
const RULE = /^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/;
const INLINE =
  /(`+)([^`].*?)\1|!?\[([^\]]*)\]\(([^)\s]+)\)|(\*\*|__)(?=\S)(.+?)\5|(~~)(?=\S)(.+?)~~|([*_])(?=\S)(.+?\S|\S)\9|(https?:\/\/[^\s<>]*[^\s<>.,;:!?)])/;

/** A whole Markdown text as elements. */
export function markdown(text) {
  const lines = text.split("\n");
  const shown = [];
  while (lines.length) shown.push(part(lines));
  return h("div", { class: "markdown" }, shown);
}

/** Take one part (a heading, a list, a paragraph …) off the front of the lines. */
function part(lines) {
  const line = lines[0];
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (!line.trim()) return lines.shift() && null;
  if (FENCE.test(line)) return fenced(lines);
  if (heading) return lines.shift() && h(`h${Math.min(heading[1].length + 2, 6)}`, null, inline(heading[2]));
  if (RULE.test(line)) return lines.shift() && h("hr");
  if (line.startsWith(">")) return quote(lines);
  if (ITEM.test(line)) return list(lines);
  if (ROW.test(line) && /^[\s|:-]+$/.test(lines[1] ?? "")) return table(lines);
  return paragraph(lines);
}

function takeWhile(lines, test) {
  const end = lines.findIndex((line) => !test(line));
  return lines.splice(0, end < 0 ? lines.length : end);
}

function fenced(lines) {
  lines.shift();
  const code = takeWhile(lines, (line) => !FENCE.test(line));
  lines.shift();
  return h("pre", null, code.join("\n"));
}

function quote(lines) {
  const quoted = takeWhile(lines, (line) => line.startsWith(">")).map((line) => line.replace(/^> ?/, ""));
  const inner = [];
  while (quoted.length) inner.push(part(quoted));
  return h("blockquote", null, inner);
}

function list(lines) {
  const items = takeWhile(lines, (line) => ITEM.test(line)).map((line) => ITEM.exec(line));
  return nested(items, items[0][1].length);
}

function nested(items, indent) {
  const ordered = /\d/.test(items[0][2]);
  const shown = [];
  while (items.length && items[0][1].length >= indent) {
    const [, , , ticked, text] = items.shift();
    const deeper = items.length && items[0][1].length > indent ? nested(items, items[0][1].length) : null;
    const box = ticked === undefined ? null : h("span", { class: "task" }, ticked === " " ? "☐ " : "☑ ");
    shown.push(h("li", null, box, inline(text), deeper));
  }
  return ordered ? h("ol", null, shown) : h("ul", null, shown);
}

function table(lines) {
  const rows = takeWhile(lines, (line) => ROW.test(line)).map((row) =>
    row
      .trim()
      .slice(1, -1)
      .split(/(?<!\\)\|/),
  );
  const [head, , ...body] = rows;
  const cells = (row, tag) =>
    h(
      "tr",
      null,
      row.map((cell) => h(tag, null, inline(cell.trim().replaceAll("\\|", "|")))),
    );
  return h(
    "div",
    { class: "table", tabindex: "0", role: "group", "aria-label": "Table" },
    h(
      "table",
      null,
      h("thead", null, cells(head, "th")),
      h(
        "tbody",
        null,
        body.map((row) => cells(row, "td")),
      ),
    ),
  );
}

function paragraph(lines) {
  const first = lines.shift();
  const plain = (line) =>
    line.trim() && !FENCE.test(line) && !/^#{1,6}\s/.test(line) && !/^>/.test(line) && !ITEM.test(line);
  const rest = takeWhile(lines, plain);
  return h(
    "p",
    null,
    [first, ...rest].flatMap((line, index) => (index ? [h("br"), inline(line)] : inline(line))),
  );
}

function inline(text) {
  const found = INLINE.exec(text);
  if (!found) return [withEmoji(text)];
  const [whole, ticks, code, label, url, strong, bold, , struck, emphasis, italic, address] = found;
  return [withEmoji(text.slice(0, found.index)), one(), ...inline(text.slice(found.index + whole.length))];

  function one() {
    if (ticks) return h("code", null, code);
    if (url) return link(url, label || url);
    if (strong) return h("strong", null, inline(bold));
    if (struck) return h("s", null, inline(struck));
    if (emphasis) return h("em", null, inline(italic));
    return link(address, address);
  }
}
