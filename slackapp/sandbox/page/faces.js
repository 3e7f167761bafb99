// How people look: a face of emoji or initials on a colour, and what is worth knowing beside the name.

import { h } from "./dom.js";

/** A person's face; decorative, as the name always stands beside it. */
export function face(person, className = "") {
  const look = person?.face ?? {};
  const paint = (box) => box.style.setProperty("--face", look.colour ?? "#6b7280");
  const drawn = look.emoji || look.initials || "?";
  return h(
    "span",
    { class: `face ${look.emoji ? "" : "initials"} ${className}`, "aria-hidden": "true", drawn: paint },
    drawn,
  );
}

/** A face for a message that the app posted under another name. */
export function emojiFace(emoji) {
  return h("span", { class: "face", "aria-hidden": "true" }, emoji);
}

/** The name that colleagues read, or null when there is no such person. */
export function personLabel(person) {
  return person ? person.real_name || person.display_name || person.name : null;
}

/** What a conversation is called: `#channel`, or the name of the other person of a direct message. */
export function placeName(channel, known) {
  return channel.kind === "im"
    ? (personLabel(known.person(channel.with)) ?? channel.name)
    : `#${channel.name}`;
}

/** What sets a person apart from a full member: `guest`, `external`, `app`, `deactivated`; or null. */
export function standing(person) {
  if (person.deleted) return "deactivated";
  if (person.is_bot) return "app";
  if (person.is_stranger) return "external";
  return person.is_restricted || person.is_ultra_restricted ? "guest" : null;
}

/** A person's title and standing in one line, each said once. */
export function role(person) {
  const mark = standing(person);
  const said = mark && person.title.toLowerCase().includes(mark);
  return [person.title, !said && mark].filter(Boolean).join(" · ");
}
