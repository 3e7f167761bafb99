// What is typed or picked on a keyboard: text, numbers, addresses, dates, times, files.

import { fromWallClock, toWallClock } from "./dates.js";
import { h } from "./dom.js";
import { fill, flush, heldValue } from "./filling.js";
import { withEmoji } from "./mrkdwn.js";
import { act } from "./server.js";
import { ui } from "./store.js";

const TYPING = 300; // ms without a further key before what is typed is told
const PICKING = 700; // the same for dates and times, which browsers change digit by digit

const INPUT_TYPES = { email_text_input: "email", url_text_input: "url" };

/** A line of text, an address or a number; an area where the text may have several lines. */
export function textInput(field) {
  const { where, block, drawn, key, label, described, id } = field;
  const many = drawn.multiline || drawn.type === "rich_text_input";
  const triggers = drawn.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const told = (value, enter) =>
    fill(where, block, drawn, value || null, { delay: enter ? 0 : TYPING, enter });
  const entered = (event) => {
    if (event.key !== "Enter" || event.isComposing || (many && !event.metaKey && !event.ctrlKey)) return;
    if (!block.dispatch_action || !triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    told(event.target.value, true);
  };
  const attributes = {
    id,
    class: "field",
    "aria-label": label,
    "aria-describedby": described,
    "aria-required": block.optional ? null : "true",
    placeholder: drawn.placeholder ? withEmoji(drawn.placeholder.text) : null,
    maxlength: drawn.max_length,
    autocomplete: "off",
    "data-focus": drawn.focus_on_load,
    value: heldValue(where, block, drawn) ?? "",
    oninput: (event) => told(event.target.value, false),
    onblur: () => flush(key),
    onkeydown: entered,
  };
  if (many) return h("textarea", { ...attributes, rows: "4" });
  // A browser's own field for numbers keeps to itself what is none, so that nothing could say that it is wrong.
  const mode = drawn.type === "number_input" ? "decimal" : null;
  return h("input", { type: INPUT_TYPES[drawn.type] ?? "text", inputmode: mode, ...attributes });
}

const DATE_NAMES = { datepicker: "Date", timepicker: "Time", datetimepicker: "Date and time" };
const DATE_TYPES = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };

/** A date, a time, or both in the zone of the person. */
export function dateInput({ where, block, drawn, key, label, described, id }) {
  const zone = where.known.me.tz;
  const moment = drawn.type === "datetimepicker";
  const held = heldValue(where, block, drawn);
  const shown = held === null ? "" : moment ? toWallClock(held, zone) : held;
  const value = (text) => (moment && text ? fromWallClock(text.slice(0, 16), zone) : text || null);
  const changed = (event) => {
    // A year is typed digit by digit; 0002 is not meant.
    if (/^0/.test(event.target.value) && drawn.type !== "timepicker") return;
    fill(where, block, drawn, value(event.target.value), { delay: PICKING });
  };
  const zoneName = drawn.timezone ?? (moment ? zone : null);
  return h(
    "span",
    { class: "row" },
    h("input", {
      id,
      type: DATE_TYPES[drawn.type],
      class: "field date",
      "aria-label": label || drawn.placeholder?.text || DATE_NAMES[drawn.type],
      "aria-describedby": described,
      "aria-busy": ui.pending.has(`${key}|told`) && "true",
      value: shown,
      oninput: changed,
      onblur: () => flush(key),
    }),
    zoneName && h("small", null, zoneName.replaceAll("_", " ")),
  );
}

function inBase64(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.replace(/^[^,]*,?/, ""));
    reader.readAsDataURL(file);
  });
}

/** A choice of files; they are stored at once, and named in the state. */
export function fileInput({ where, block, drawn, key, label, described, id }) {
  const held = where.state?.[block.block_id]?.[drawn.action_id]?.files ?? [];
  const chosen = async (event) => {
    const ids = [];
    for (const file of event.target.files) {
      const answer = await act(
        "upload",
        { name: file.name, base64: await inBase64(file) },
        { pending: `${key}|told` },
      );
      if (answer.ok) ids.push(answer.file);
    }
    if (ids.length) fill(where, block, drawn, ids);
  };
  const accept = drawn.filetypes?.map((type) => `.${type}`).join(",");
  return h(
    "span",
    { class: "row" },
    h("input", {
      id,
      type: "file",
      "aria-label": label,
      "aria-describedby": described,
      accept,
      multiple: (drawn.max_files ?? 10) > 1,
      onchange: chosen,
    }),
    held.map((file) => h("span", { class: "chip" }, file.name)),
  );
}
