// Under the glass: each payload that went either way, how fast it was answered, and the rules of Slack's that it breaks.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { written } from "./json.js";
import { change, ui } from "./store.js";

const MOST = 300; // entries that are kept on the page

let stream = null;

/** The pane, while it is open. It hears of what passes only then. */
export function glass(known) {
  if (!ui.glass) return null;
  const troubled = ui.glass.filter((entry) => sign(entry).tone !== "fine");
  const shown = ui.glassOnly === "trouble" ? troubled : ui.glass;
  return h(
    "aside",
    { class: "glass", key: "glass", "aria-label": "Under the glass", mounted: listen, leaving: stop },
    h(
      "header",
      { class: "place-header" },
      h("h2", null, "Under the glass"),
      h("span", { class: "grow" }),
      h(
        "div",
        { class: "chooser", role: "group", "aria-label": "Which payloads" },
        only(null, `All ${ui.glass.length}`),
        only("trouble", `Trouble ${troubled.length}`),
      ),
      h(
        "button",
        { type: "button", class: "icon-button", "aria-label": "Close the glass", onclick: () => change({ glass: null }) },
        icon("close"),
      ),
    ),
    shown.length
      ? h("ol", { class: "entries", "aria-label": "Payloads, newest first", tabindex: "0" }, shown.map((entry) => one(entry, known)))
      : h("p", { class: "beginning" }, ui.glassOnly ? "Nothing has gone wrong." : "Nothing has passed yet. Press something."),
  );
}

function only(what, words) {
  const chosen = (ui.glassOnly ?? null) === what;
  return h(
    "button",
    { type: "button", class: "choose", "aria-pressed": String(chosen), onclick: () => change({ glassOnly: what }) },
    words,
  );
}

function listen() {
  stop();
  stream = new EventSource("/client/glass/events?after=0");
  stream.onmessage = (event) => {
    const entry = JSON.parse(event.data);
    if (!ui.glass || ui.glass.some(({ n }) => n === entry.n)) return;
    change({ glass: [entry, ...ui.glass].slice(0, MOST) });
  };
}

function stop() {
  stream?.close();
  stream = null;
}

const drawn = new WeakMap(); // entry → {open, row}: what has passed does not change

function one(entry, known) {
  const open = ui.glassOpen === entry.n;
  const last = drawn.get(entry);
  if (last?.open === open) return last.row;
  const row = h(
    "li",
    { class: `entry ${entry.direction}`, key: entry.n },
    h(
      "button",
      {
        type: "button",
        class: "entry-head",
        "aria-expanded": String(open),
        onclick: () => change({ glassOpen: open ? null : entry.n }),
      },
      h("span", { class: "arrow", role: "img", "aria-label": entry.direction === "to_app" ? "to the app" : "from the app" }, entry.direction === "to_app" ? "→" : "←"),
      h("span", { class: "entry-name" }, entry.name, who(entry, known)),
      pill(entry),
      h("span", { class: `ms ${entry.ms > 1000 ? "slow" : ""}` }, `${entry.ms < 10 ? entry.ms : Math.round(entry.ms)} ms`),
    ),
    entry.problems.length > 0 && h("ul", { class: "problems" }, entry.problems.map(problem)),
    open && payloads(entry),
  );
  drawn.set(entry, { open, row });
  return row;
}

function who(entry, known) {
  const person = entry.user && known.person(entry.user);
  return person ? h("small", null, entry.direction === "to_app" ? `by ${person.display_name}` : `for ${person.display_name}`) : null;
}

const FAILURES = {
  timeout: "no answer in time",
  unreachable: "not reached",
  refused: "refused",
  lost: "lost",
};

/** What became of an entry, in a word. */
function sign(entry) {
  if (entry.problems.length) return { tone: "bad", words: entry.problems.length === 1 ? "1 rule broken" : `${entry.problems.length} rules broken` };
  if (entry.failure) return { tone: "bad", words: FAILURES[entry.failure] ?? entry.failure };
  if (entry.fault) return { tone: "warn", words: entry.fault.replaceAll("_", " ") };
  if (!entry.ok) return { tone: "warn", words: entry.answer?.error ?? String(entry.status) };
  return { tone: "fine", words: entry.direction === "to_app" ? "ack" : "ok" };
}

function pill(entry) {
  const { tone, words } = sign(entry);
  return h("span", { class: `pill ${tone}` }, words);
}

function problem({ part, place, rule, sentence, limit, source }) {
  return h(
    "li",
    { title: source },
    h("code", null, place || part),
    ` ${sentence}`,
    h("small", null, [rule, limit !== null && `limit ${limit}`, source].filter(Boolean).join(" · ")),
  );
}

function payloads(entry) {
  const [sent, answered] = entry.direction === "to_app" ? ["Sent to the app", "Acknowledged with"] : ["The app called with", "Slack answered"];
  const part = (title, name) =>
    h(
      "section",
      { class: "payload" },
      h(
        "h3",
        null,
        title,
        h("button", { type: "button", class: "plain", "aria-label": `Copy: ${title}`, onclick: () => navigator.clipboard.writeText(JSON.stringify(entry[name], null, 2)) }, "Copy"),
      ),
      h(
        "pre",
        { tabindex: "0", "aria-label": title },
        entry[name] === null ? "nothing" : written(entry[name], entry.problems.filter((each) => each.part === name)),
      ),
    );
  return [part(sent, "body"), part(answered, "answer")];
}
