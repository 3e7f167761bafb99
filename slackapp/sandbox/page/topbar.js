// The bar across the top: the workspace, the app's global shortcuts, and the person who is acted as.

import { h } from "./dom.js";
import { face, role } from "./faces.js";
import { icon } from "./icons.js";
import { menuButton } from "./popups.js";
import { act } from "./server.js";
import { change, slack, ui } from "./store.js";

/** The top bar; `actAs` changes the person. */
export function topbar(known, actAs) {
  return h(
    "header",
    { class: "topbar" },
    h(
      "button",
      {
        type: "button",
        class: "icon-button drawer-button",
        "aria-label": "Channels",
        "aria-expanded": String(ui.drawer),
        "aria-controls": "sidebar",
        onclick: () => change({ drawer: !ui.drawer }),
      },
      icon("menu"),
    ),
    h("span", { class: "workspace" }, slack.team.name),
    h("span", { class: "grow" }),
    shortcuts(),
    actingAs(known, actAs),
  );
}

function shortcuts() {
  const found = slack.app.shortcuts.filter((shortcut) => shortcut.type === "global");
  if (!found.length) return null;
  const use = (shortcut) => act("shortcut", { callback_id: shortcut.callback_id }, { pending: "shortcuts" });
  const items = () => [
    { heading: `Shortcuts of ${slack.app.name}` },
    ...found.map((shortcut) => ({
      label: shortcut.name,
      detail: shortcut.description,
      face: icon("bolt"),
      onclick: () => use(shortcut),
    })),
  ];
  return menuButton("shortcuts", {
    label: "Shortcuts",
    className: "icon-button",
    content: icon("bolt"),
    items,
    busy: ui.pending.has("shortcuts"),
  });
}

function actingAs(known, actAs) {
  const items = () => [
    { heading: "Act as" },
    ...slack.people
      .filter((person) => person.can_act)
      .map((person) => ({
        key: person.id,
        label: person.real_name,
        detail: role(person),
        face: face(person, "small"),
        checked: person.id === slack.me,
        href: `?as=${encodeURIComponent(person.name)}`,
        onclick: () => actAs(person.id),
      })),
  ];
  const { me } = known;
  const content = [
    face(me, "small"),
    h(
      "span",
      { class: "acting-name" },
      h("small", null, "Acting as"),
      h("span", null, me.real_name),
      me.title && h("small", { class: "acting-role" }, me.title),
    ),
    icon("chevron"),
  ];
  const label = `Acting as ${me.real_name}${me.title ? `, ${me.title}` : ""}`;
  return menuButton("acting-as", {
    label,
    title: "Act as somebody else",
    className: "acting-as",
    content,
    items,
  });
}
