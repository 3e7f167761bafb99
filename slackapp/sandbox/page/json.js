// JSON to read: one value a line, with the lines marked at which a rule is broken.

import { h } from "./dom.js";

/** A value written out; `problems` have a `place` (a JSON pointer) and a `sentence`. */
export function written(value, problems = []) {
  const lines = [];
  write(value, "", "", "", lines);
  const marked = new Map(problems.map((each) => [each.place, each.sentence]));
  return lines.map(({ text, pointer }) => {
    const sentence = marked.get(pointer);
    return sentence ? [h("mark", { title: sentence }, text), "\n"] : `${text}\n`;
  });
}

function write(value, pointer, before, after, lines) {
  const indent = "  ".repeat(pointer.split("/").length - 1);
  if (value === null || typeof value !== "object" || !Object.keys(value).length) {
    lines.push({ pointer, text: `${indent}${before}${JSON.stringify(value)}${after}` });
    return;
  }
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  lines.push({ pointer, text: `${indent}${before}${open}` });
  const names = Object.keys(value);
  names.forEach((name, index) => {
    const path = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const label = Array.isArray(value) ? "" : `${JSON.stringify(name)}: `;
    write(value[name], path, label, index < names.length - 1 ? "," : "", lines);
  });
  lines.push({ text: `${indent}${close}${after}` });
}
