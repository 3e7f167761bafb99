// What a select offers and what is chosen in it: its own options, the app's suggestions, people, channels.

import { face, personLabel, placeName, role } from "./faces.js";
import { textObject } from "./mrkdwn.js";
import { slack, ui } from "./store.js";

/** Whether the app is asked for the options. */
export const isExternal = (field) => field.element.type.endsWith("external_select");

/** What stands on the page for a chosen value. */
export function chosenText(field, value) {
  const { where, block, element } = field;
  if (element.type.endsWith("users_select")) return personLabel(where.known.person(value)) ?? value;
  if (/(conversations|channels)_select$/.test(element.type))
    return channelLabel(where.known.channel(value), where.known) ?? value;
  const state = where.state?.[block.block_id]?.[element.action_id];
  const stated = [...(state?.selected_options ?? []), state?.selected_option].find(
    (option) => option?.value === value,
  );
  const listed = groupsOf(field)
    .flatMap((group) => group.options)
    .find((option) => option.value === value);
  const text = listed?.label ?? (stated && textObject(stated.text, where.known));
  return text ?? ui.labels.get(`${field.key}|${value}`) ?? value;
}

function channelLabel(channel, known) {
  if (!channel) return null;
  return channel.kind === "private" ? `🔒 ${channel.name}` : placeName(channel, known);
}

/** The options as groups of `{value, label, detail, face, search}`. */
function groupsOf(field) {
  const { element, where } = field;
  if (element.type.endsWith("users_select"))
    return [{ options: slack.people.filter((each) => !each.deleted).map(personOption) }];
  if (/(conversations|channels)_select$/.test(element.type)) return [{ options: channelOptions(field) }];
  const source = isExternal(field) ? (ui.open === field.key && ui.picker?.groups) || {} : element;
  const groups = source.option_groups ?? [{ options: source.options ?? [] }];
  return groups.map((group) => ({
    label: group.label && textObject(group.label, where.known),
    options: group.options.map((option) => ({
      value: option.value,
      label: textObject(option.text, where.known),
      detail: option.description && textObject(option.description, where.known),
      search: `${option.text.text} ${option.description?.text ?? ""}`,
    })),
  }));
}

function personOption(person) {
  const detail = role(person);
  return {
    value: person.id,
    label: person.real_name,
    detail,
    face: face(person, "small"),
    search: `${person.real_name} ${person.name} ${detail}`,
  };
}

function channelOptions({ element, where }) {
  const kinds = { channel: "public", private: "private", im: "im", mpim: "mpim" };
  const include = element.type.endsWith("channels_select") ? ["public"] : element.filter?.include;
  const bots = element.filter?.exclude_bot_users;
  return slack.channels
    .filter((channel) => !channel.is_archived && (!include || include.includes(kinds[channel.kind])))
    .filter((channel) => !(bots && channel.kind === "im" && where.known.person(channel.with)?.is_bot))
    .map((channel) => ({
      value: channel.id,
      label: channelLabel(channel, where.known),
      search: channel.name,
    }));
}

/** The options that fit what is typed into the open list, in their groups. */
export function matching(field) {
  const words = ui.picker.query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (option) =>
    isExternal(field) || words.every((word) => option.search.toLowerCase().includes(word));
  return groupsOf(field)
    .map((group) => ({ ...group, options: group.options.filter(fits) }))
    .filter((group) => group.options.length);
}
