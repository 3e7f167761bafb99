// Where a person types: messages, slash commands with their hints, and mentions.

import { h } from "./dom.js";
import { face, placeName, role } from "./faces.js";
import { icon } from "./icons.js";
import { NARROW } from "./popups.js";
import { act } from "./server.js";
import { change, slack, ui } from "./store.js";

const EMPTY = { text: "", sent: [], back: 0, active: 0, hushed: false, error: null };
const MOST = 8;

/** The composer of a conversation, or with `thread` of one of its threads. */
export function composer(channel, known, thread = null) {
  const key = [slack.me, channel.id, thread].filter(Boolean).join("/");
  const held = ui.composers.get(key) ?? EMPTY;
  const box = { key, channel, thread, held, known };
  const suggestions = suggested(box);
  const active = Math.min(held.active, suggestions.length - 1);
  const listId = `suggestions-${thread ? "thread" : "channel"}`;
  const name = thread ? "Reply in thread" : `Message ${placeName(channel, known)}`;
  return h(
    "form",
    { class: "composer", key, onsubmit: (event) => (event.preventDefault(), send(box)) },
    suggestions.length > 0 && suggestionList(box, suggestions, active, listId),
    held.error && h("p", { class: "error", role: "alert" }, held.error),
    h(
      "div",
      { class: "composer-box" },
      h("textarea", {
        rows: "1",
        "aria-label": name,
        placeholder: thread || NARROW.matches ? name : `${name}, or / for commands`,
        role: "combobox",
        "aria-autocomplete": "list",
        "aria-expanded": String(suggestions.length > 0),
        "aria-controls": suggestions.length ? listId : null,
        "aria-activedescendant": active >= 0 ? `${listId}-${active}` : null,
        value: held.text,
        oninput: (event) =>
          hold(box, { text: event.target.value, active: 0, hushed: false, error: null, back: 0 }),
        onkeydown: (event) => keys(event, box, suggestions, active),
        drawn: grow,
      }),
      h(
        "button",
        {
          type: "submit",
          class: "send",
          "aria-label": "Send",
          title: "Send",
          disabled: !held.text.trim(),
          "aria-busy": ui.pending.has(`${key}|send`) && "true",
        },
        icon("send"),
      ),
    ),
  );
}

function hold(box, changes) {
  ui.composers.set(box.key, { ...box.held, ...(ui.composers.get(box.key) ?? EMPTY), ...changes });
  change();
}

/** Put words into the composer of a conversation, to be read and sent by the person. */
export function prefill(channel, text) {
  ui.composers.set(`${slack.me}/${channel}`, { ...(ui.composers.get(`${slack.me}/${channel}`) ?? EMPTY), text, hushed: true });
  change();
  setTimeout(() => document.querySelector("main .composer textarea")?.focus());
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, 200)}px`;
}

async function send(box) {
  const text = box.held.text.trim();
  if (!text) return;
  const sent = [...box.held.sent.filter((each) => each !== text), text].slice(-30);
  hold(box, { text: "", sent, back: 0, error: null });
  const details = { channel: box.channel.id, text, ...(box.thread ? { thread_ts: box.thread } : {}) };
  const name = /^\/[^\s/]/.test(text) ? "command" : "say";
  const answer = await act(name, details, { pending: `${box.key}|send`, quiet: true });
  if (answer.ok || answer.complained) return;
  const untouched = !ui.composers.get(box.key)?.text;
  hold(box, { error: answer.error, ...(untouched ? { text, hushed: true } : {}) });
}

/** What could be meant by what is typed so far: commands at its start, people, groups and channels at its end. */
function suggested({ held, known, thread }) {
  if (held.hushed) return [];
  const { text } = held;
  if (text.startsWith("/") && !thread) return commands(text);
  const mention = /(^|\s)([@#])([\w-]*)$/.exec(text);
  if (!mention) return [];
  const [, , sign, typed] = mention;
  const begin = text.slice(0, text.length - typed.length);
  const fits = (...names) =>
    names.some((name) =>
      name
        .toLowerCase()
        .split(" ")
        .some((word) => word.startsWith(typed.toLowerCase())),
    );
  const found = sign === "#" ? channelsFor(fits) : [...peopleFor(fits), ...groupsFor(fits)];
  return found.slice(0, MOST).map((each) => ({ ...each, text: `${begin}${each.insert} `, known }));
}

function commands(text) {
  const typed = text.split(/\s/)[0];
  const exact = slack.app.commands.find((each) => each.command === typed);
  const given = exact && /\s/.test(text);
  const shown = given ? [exact] : slack.app.commands.filter((each) => each.command.startsWith(typed));
  return shown.map(({ command, description, usage_hint }) => ({
    title: command,
    hint: usage_hint,
    detail: description,
    text: given ? null : `${command} `,
  }));
}

function peopleFor(fits) {
  return slack.people
    .filter((person) => !person.deleted && fits(person.name, person.real_name))
    .map((person) => ({
      title: person.real_name,
      detail: role(person),
      insert: person.name,
      face: face(person, "small"),
    }));
}

function groupsFor(fits) {
  return slack.usergroups
    .filter((group) => fits(group.handle, group.name))
    .map((group) => ({
      title: `@${group.handle}`,
      detail: `${group.name}, ${group.users.length} people`,
      insert: group.handle,
    }));
}

function channelsFor(fits) {
  return slack.channels
    .filter((channel) => ["channel", "private"].includes(channel.kind) && fits(channel.name))
    .map((channel) => ({ title: `#${channel.name}`, detail: channel.topic, insert: channel.name }));
}

function suggestionList(box, suggestions, active, id) {
  return h(
    "ul",
    { class: "suggestions", role: "listbox", id, "aria-label": "Suggestions" },
    suggestions.map((each, index) =>
      h(
        "li",
        {
          id: `${id}-${index}`,
          role: "option",
          class: index === active && each.text ? "active" : "",
          "aria-selected": String(index === active),
          onmousedown: (event) => event.preventDefault(),
          onclick: () => take(box, each),
        },
        each.face,
        h(
          "span",
          { class: "menu-text" },
          h(
            "span",
            null,
            h("strong", null, each.title),
            each.hint && h("span", { class: "usage" }, ` ${each.hint}`),
          ),
          each.detail && h("small", null, each.detail),
        ),
      ),
    ),
  );
}

function take(box, suggestion) {
  if (suggestion.text) hold(box, { text: suggestion.text, active: 0 });
}

function keys(event, box, suggestions, active) {
  if (event.isComposing) return;
  const choosing = suggestions.length > 0 && suggestions[active].text;
  const moved = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (choosing && moved) {
    event.preventDefault();
    hold(box, { active: (active + moved + suggestions.length) % suggestions.length });
  } else if (
    choosing &&
    (event.key === "Tab" ||
      (event.key === "Enter" && suggestions[active].text.trim() !== box.held.text.trim()))
  ) {
    event.preventDefault();
    take(box, suggestions[active]);
  } else if (event.key === "Escape" && suggestions.length) {
    event.preventDefault();
    hold(box, { hushed: true });
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send(box);
  } else if (event.key === "ArrowUp" && (!box.held.text || box.held.back)) {
    recall(event, box, 1);
  } else if (event.key === "ArrowDown" && box.held.back) {
    recall(event, box, -1);
  }
}

/** The arrow keys bring back what was sent before. */
function recall(event, box, step) {
  const back = Math.max(0, Math.min(box.held.back + step, box.held.sent.length));
  event.preventDefault();
  hold(box, { back, text: box.held.sent.at(-back) && back ? box.held.sent.at(-back) : "", hushed: true });
}
