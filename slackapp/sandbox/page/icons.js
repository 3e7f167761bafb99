// The page's few pictures, as line drawings on a grid of 20. They say nothing that a label beside them does not say.

import { h } from "./dom.js";

const PATHS = {
  back: "M12 4 6 10l6 6",
  bolt: "M11 2 4 11h5l-1 7 8-10h-5z",
  close: "M5 5l10 10M15 5 5 15",
  chevron: "M5 8l5 5 5-5",
  check: "M4 10.5 8 14.5 16 6",
  dots: "M4 10h.01M10 10h.01M16 10h.01",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  flag: "M5 17V3.5h9.5L12 7l2.5 3.5H5",
  forward: "M3 5l6 5-6 5zM10 5l6 5-6 5zM17.5 5v10",
  glass: "M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.5 13.5 17.5 17.5M6.5 9h5M9 6.5v5",
  hash: "M8 3 6 17M14 3l-2 14M3.5 7.5h13M3 12.5h13",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  menu: "M3 5h14M3 10h14M3 15h14",
  people:
    "M8 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 16.5c.6-2.8 2.7-4 5.5-4s4.9 1.2 5.5 4M13 4.3a3 3 0 0 1 0 5.4M15 12.8c1.5.6 2.3 1.9 2.6 3.7",
  pause: "M7 4v12M13 4v12",
  play: "M6 4l10 6-10 6z",
  plug: "M7 2.5v4M13 2.5v4M4.5 6.5h11V10a5.5 5.5 0 0 1-11 0zM10 15.5v2.5",
  pin: "M7 3h6l-.7 5.5L15 11H5l2.7-2.5zM10 11v6",
  reply: "M4 4h12v9H9l-4 3.5V13H4z",
  send: "M3 4l14 6-14 6 2.5-6zM5.5 10H17",
};

/** The icon of this name, hidden from screen readers. */
export function icon(name) {
  return h(
    "svg",
    { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true" },
    h("path", { d: PATHS[name] }),
  );
}
