// Slack's own markup (`mrkdwn`) as elements. Whatever a person wrote stays text: nothing here makes HTML of it.

import { dateText, fullMoment } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { appNow } from "./store.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const TOKEN =
  /<([^<>\n]+)>|`([^`\n]+)`|:([a-z0-9_+'-]+(?:::skin-tone-\d)?):|(https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)\]'"])/g;
const STYLES = [
  ["*", "strong"],
  ["_", "em"],
  ["~", "s"],
].map(([mark, tag]) => [
  new RegExp(
    `(^|[^\\p{L}\\p{N}${mark}])[${mark}](?=\\S)([^${mark}]*?\\S)[${mark}](?![\\p{L}\\p{N}${mark}])`,
    "u",
  ),
  tag,
]);

/** The text with Slack's three entities undone. */
export function unescaped(text) {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);
}

/** Plain text whose `:short_names:` become emoji. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/g, (whole, name) => emoji(name) ?? whole);
}

/** A text object of Block Kit as elements. `known` looks people, groups and channels up. */
export function textObject(text, known) {
  if (!text) return null;
  if (text.type === "mrkdwn") return mrkdwn(text.text, known);
  return lines(text.emoji === false ? text.text : withEmoji(text.text));
}

/** Markup as elements: code blocks, quotes, line breaks and everything inside a line. */
export function mrkdwn(text, known) {
  const pieces = text.split(/\n?```([\s\S]*?)```\n?/);
  return pieces.map((piece, index) =>
    index % 2 ? h("pre", null, unescaped(piece.replace(/^\n|\n$/g, ""))) : quotedAndPlain(piece, known),
  );
}

function quotedAndPlain(text, known) {
  if (!text) return [];
  const shown = [];
  let quote = [];
  const closeQuote = () => {
    if (quote.length) shown.push(h("blockquote", null, joined(quote.map((line) => inline(line, known)))));
    quote = [];
  };
  let plain = [];
  const closePlain = () => {
    if (plain.length) shown.push(joined(plain.map((line) => inline(line, known))));
    plain = [];
  };
  for (const line of text.split("\n")) {
    const quoted = /^(?:>|&gt;) ?(.*)$/.exec(line);
    if (quoted) {
      closePlain();
      quote.push(quoted[1]);
    } else {
      closeQuote();
      plain.push(line);
    }
  }
  closeQuote();
  closePlain();
  return shown;
}

function joined(parts) {
  return parts.flatMap((part, index) => (index ? [h("br"), part] : [part]));
}

function lines(text) {
  return joined(text.split("\n"));
}

/** One line of markup. Entities and code are set aside first, so that no style begins or ends inside them. */
function inline(line, known) {
  const aside = [];
  const marked = line.replace(TOKEN, (whole, entity, code, name, url) => {
    const shown = token(whole, { entity, code, name, url }, known);
    if (shown === null) return whole;
    aside.push(shown);
    return `\u0000${aside.length - 1}\u0001`;
  });
  return styled(marked, aside);
}

function token(whole, { entity, code, name, url }, known) {
  if (entity !== undefined) return special(entity, known);
  if (code !== undefined) return h("code", null, unescaped(code));
  if (name !== undefined)
    return emoji(name) ? h("span", { class: "emoji", title: `:${name}:` }, emoji(name)) : null;
  return link(unescaped(url), unescaped(url));
}

function styled(text, aside) {
  for (const [pattern, tag] of STYLES) {
    const found = pattern.exec(text);
    if (found) {
      const start = found.index + found[1].length;
      const end = found.index + found[0].length;
      return [
        styled(text.slice(0, start), aside),
        h(tag, null, styled(found[2], aside)),
        styled(text.slice(end), aside),
      ];
    }
  }
  return text
    .split(/\u0000(\d+)\u0001/)
    .map((piece, index) => (index % 2 ? aside[Number(piece)] : unescaped(piece)));
}

function special(entity, known) {
  const [target, ...rest] = entity.split("|");
  const label = rest.length ? unescaped(rest.join("|")) : null;
  if (target.startsWith("@")) return personMention(target.slice(1), known, label);
  if (target.startsWith("#")) return channelMention(target.slice(1), known, label);
  if (target.startsWith("!subteam^")) return groupMention(target.slice(9), known, label);
  if (target.startsWith("!date^")) return date(target, known, label);
  if (target.startsWith("!")) return h("span", { class: "mention mention-loud" }, `@${target.slice(1)}`);
  return link(unescaped(target), label ? withEmoji(label) : unescaped(target));
}

/** A link that opens beside the page; anything but the web and mail stays text. */
export function link(url, label) {
  if (!/^(https?:|mailto:)/i.test(url)) return label;
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** `@Name` for a person's id. */
export function personMention(id, known, label = null) {
  const person = known.person(id);
  const name = person ? person.display_name || person.real_name : (label ?? id);
  const mine = id === known.me.id || known.group(id)?.users.includes(known.me.id);
  const title = person ? `${person.real_name}${person.title ? `, ${person.title}` : ""}` : null;
  return h("span", { class: mine ? "mention mention-me" : "mention", title }, `@${name}`);
}

/** `@handle` for a user group's id. */
export function groupMention(id, known, label = null) {
  const group = known.group(id);
  const mine = group?.users.includes(known.me.id);
  const name = group ? `@${group.handle}` : (label ?? `@${id}`);
  return h("span", { class: mine ? "mention mention-me" : "mention", title: group?.name }, name);
}

/** `#channel` for an id: a way into it where this person may see it. */
export function channelMention(id, known, label = null) {
  const channel = known.channel(id);
  if (!channel) return h("span", { class: "mention" }, `#${label ?? "private channel"}`);
  return h(
    "button",
    { type: "button", class: "mention mention-link", onclick: () => known.open(id) },
    `#${channel.name}`,
  );
}

function date(target, known, fallback) {
  const [, seconds, format, url] = target.split("^");
  const moment = Number(seconds);
  if (!Number.isFinite(moment) || !format) return fallback ?? "";
  const text = dateText(moment, unescaped(format), known.me.tz, appNow());
  const stamp = { datetime: new Date(moment * 1000).toISOString(), title: fullMoment(moment, known.me.tz) };
  return h("time", stamp, url ? link(unescaped(url), text) : text);
}
