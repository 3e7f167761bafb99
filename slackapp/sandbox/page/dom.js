// Draws the page as a function of what is known: `h` describes elements, `draw` makes the document match.
// Elements that stay keep their focus, their scroll position and what is typed into them. A description that is handed
// in a second time, the same object, stands for an element that has not changed and costs nothing.

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "indeterminate", "disabled", "multiple", "files"]);
const described = new WeakMap();
let afterDrawing = [];

/**
 * Describe an element.
 * @param tag its name
 * @param props attributes; `on…` are listeners; `key` tells siblings apart; `mounted(el)` runs once when it is in
 *     the document, `drawn(el)` after every drawing, `leaving(el)` before it goes
 * @param children descriptions, strings, lists of them; null and false are left out
 */
export function h(tag, props, ...children) {
  const { key, mounted, drawn, leaving, ...attributes } = props ?? {};
  return { tag, key, mounted, drawn, leaving, attributes, children: flat(children) };
}

/** Make the children of `parent` match the descriptions. */
export function draw(parent, ...children) {
  reconcile(parent, flat(children), null);
  const callbacks = afterDrawing;
  afterDrawing = [];
  for (const callback of callbacks) callback();
}

function flat(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false && child !== "")
    .map((child) => (typeof child === "number" ? String(child) : child));
}

function reconcile(parent, wanted, namespace) {
  const present = [...parent.childNodes];
  const keyed = new Map();
  const free = [];
  for (const node of present) {
    const key = described.get(node)?.key;
    if (key === undefined) free.push(node);
    else keyed.set(key, node);
  }
  const kept = wanted.map((child) => match(child, keyed, free));
  const staying = new Set(kept);
  for (const node of present) if (!staying.has(node)) remove(node);
  let cursor = parent.firstChild;
  wanted.forEach((child, index) => {
    const node = kept[index] ?? create(child, namespace);
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
    if (typeof child === "string") {
      if (node.data !== child) node.data = child;
    } else if (described.get(node) !== child) {
      update(node, child, namespace);
    }
  });
}

function match(child, keyed, free) {
  if (typeof child !== "string" && child.key !== undefined) {
    const node = keyed.get(child.key);
    if (!node || described.get(node).tag !== child.tag) return null;
    keyed.delete(child.key);
    return node;
  }
  const index = free.findIndex((node) =>
    typeof child === "string" ? node.nodeType === Node.TEXT_NODE : described.get(node)?.tag === child.tag,
  );
  return index < 0 ? null : free.splice(index, 1)[0];
}

function create(child, namespace) {
  if (typeof child === "string") return document.createTextNode(child);
  const space = child.tag === "svg" ? SVG : namespace;
  const node = space ? document.createElementNS(space, child.tag) : document.createElement(child.tag);
  if (child.mounted) afterDrawing.push(() => child.mounted(node));
  return node;
}

function update(node, child, namespace) {
  const before = described.get(node)?.attributes ?? {};
  for (const name of Object.keys(before)) if (!(name in child.attributes)) set(node, name, null);
  reconcile(node, child.children, child.tag === "svg" ? SVG : namespace);
  for (const [name, value] of Object.entries(child.attributes)) {
    if (before[name] !== value || PROPERTIES.has(name)) set(node, name, value);
  }
  described.set(node, child);
  if (child.drawn) afterDrawing.push(() => child.drawn(node));
}

function set(node, name, value) {
  if (name.startsWith("on")) node[name] = value;
  else if (PROPERTIES.has(name)) setProperty(node, name, value ?? "");
  else if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : value);
}

function setProperty(node, name, value) {
  if (node[name] !== value) node[name] = value;
}

function remove(node) {
  for (const each of [node, ...(node.querySelectorAll?.("*") ?? [])]) described.get(each)?.leaving?.(each);
  node.remove();
}
