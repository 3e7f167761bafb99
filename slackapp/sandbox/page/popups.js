// What opens over the page beside the thing that was pressed: menus, and the lists of pickers.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { change, ui } from "./store.js";

const GAP = 6;
/** Whether the screen is as narrow as a phone's; the style sheet has the same figure. */
export const NARROW = matchMedia("(max-width: 640px)");

/** Open this popup (and close any other), or close it. */
export function toggle(key, picker = null) {
  const opening = ui.open !== key;
  closePopup({ focus: !opening });
  if (opening) change({ open: key, picker });
}

let closing = () => {};

/** What to do with a picker when its list closes. */
export function whenClosed(callback) {
  closing = callback;
}

/** Close whatever is open; the focus goes back to what opened it. */
export function closePopup({ focus = true } = {}) {
  if (!ui.open) return;
  const trigger = document.querySelector("[aria-expanded='true'][data-popup]");
  const after = closing;
  closing = () => {};
  change({ open: null, picker: null });
  after();
  if (focus) queueMicrotask(() => trigger?.focus());
}

/** Close what is open when the person presses anywhere else. */
export function closeOnPressElsewhere() {
  document.addEventListener("pointerdown", (event) => {
    if (ui.open && !event.target.closest?.(".popup-anchor.open")) closePopup({ focus: false });
  });
  const place = () => document.querySelectorAll(".popup").forEach(beside);
  addEventListener("resize", place);
  document.addEventListener("scroll", (event) => event.target.closest?.(".popup") || place(), true);
}

/** Something to press with what it opens: `trigger` and `content` are descriptions, `content` is asked when open. */
export function anchored(key, trigger, content, className = "") {
  const open = ui.open === key;
  return h(
    "span",
    { class: `popup-anchor ${className} ${open ? "open" : ""}`, key: `popup ${key}` },
    trigger,
    open && content(),
  );
}

/** The attributes of what opens a popup. */
export function opener(key, kind) {
  return {
    type: "button",
    "aria-haspopup": kind,
    "aria-expanded": String(ui.open === key),
    "data-popup": true,
  };
}

/** The box that a popup's content stands in. It is in the top layer, so nothing cuts it off. */
export function popup(props, ...children) {
  const shown = (box) => {
    box.showPopover();
    beside(box);
    props.shown?.(box);
  };
  const { shown: _, class: className = "", ...rest } = props;
  const attributes = {
    popover: "manual",
    class: `popup ${className}`,
    mounted: shown,
    drawn: beside,
    onkeydown: escapes,
  };
  return h("div", { ...attributes, ...rest }, ...children);
}

function escapes(event) {
  if (event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  closePopup();
}

/** Put a popup under its trigger, or above it where there is more room. On narrow screens the style sheet does it. */
function beside(box) {
  if (!box.matches(":popover-open")) return;
  if (NARROW.matches) return void box.removeAttribute("style");
  const trigger = box.parentElement.firstElementChild.getBoundingClientRect();
  const below = innerHeight - trigger.bottom - 2 * GAP;
  const above = trigger.top - 2 * GAP;
  const up = below < Math.min(box.scrollHeight, 320) && above > below;
  box.style.maxHeight = `${Math.min(up ? above : below, 640)}px`;
  box.style.minWidth = `${Math.min(trigger.width, 480)}px`;
  const size = box.getBoundingClientRect();
  const within = (place, most) => `${Math.max(GAP, Math.min(place, most - GAP))}px`;
  box.style.left = within(trigger.left, innerWidth - size.width);
  box.style.top = within(
    up ? trigger.top - size.height - GAP : trigger.bottom + GAP,
    innerHeight - size.height,
  );
}

/**
 * A button with a menu.
 * @param items `{label, onclick, detail, face, checked, href, key}`, or `{heading}`; without `onclick` it is there to read
 */
export function menuButton(key, { label, className = "", content, items, busy = false, title = null }) {
  const button = h(
    "button",
    {
      ...opener(key, "menu"),
      class: className,
      "aria-label": label,
      title: title ?? label,
      "aria-busy": busy && "true",
      onclick: () => toggle(key),
    },
    content,
  );
  return anchored(key, button, () => menu(label, items()));
}

function menu(label, items) {
  const focusFirst = (box) => {
    const chosen = box.querySelector("[aria-checked='true']");
    // A menu is read from its top, unless something in it is chosen already.
    (chosen ?? box.querySelector("[role^='menuitem']"))?.focus({ preventScroll: !chosen });
  };
  return popup(
    { class: "menu", role: "menu", "aria-label": label, shown: focusFirst, onkeydown: walks },
    items.map((item) =>
      item.heading ? h("div", { class: "menu-heading", role: "presentation" }, item.heading) : entry(item),
    ),
  );
}

function entry(item) {
  const words = [
    item.face,
    h(
      "span",
      { class: "menu-text" },
      h("span", null, item.label),
      item.detail && h("small", null, item.detail),
    ),
    item.checked && icon("check"),
  ];
  if (!item.onclick) return h("div", { class: "menu-note", role: "presentation" }, words);
  const choose = (event) => {
    if (item.href && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    closePopup();
    item.onclick();
  };
  return h(
    item.href ? "a" : "button",
    {
      key: item.key,
      type: item.href ? null : "button",
      href: item.href,
      role: item.checked === undefined ? "menuitem" : "menuitemradio",
      "aria-checked": item.checked === undefined ? null : String(item.checked),
      class: "menu-item",
      onclick: choose,
    },
    words,
  );
}

/** Arrow keys, Home, End and first letters walk through a menu. */
function walks(event) {
  escapes(event);
  const items = [...event.currentTarget.querySelectorAll("[role^='menuitem']")];
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") closePopup();
  else if (next !== undefined) {
    event.preventDefault();
    items.at(next % items.length)?.focus();
  } else if (/^\p{L}$/u.test(event.key) && !event.ctrlKey && !event.metaKey) {
    const starts = (item) => item.querySelector(".menu-text").textContent.trim().toLowerCase().startsWith(event.key.toLowerCase());
    [...items.slice(at + 1), ...items.slice(0, at + 1)].find(starts)?.focus();
  }
}
