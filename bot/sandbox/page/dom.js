// Builds elements and icons as nodes; it must never take markup as text, so nothing typed can become HTML.
import { words } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  send: "M4 12 3.5 5.2c-.1-1 .9-1.7 1.8-1.3l15 7.2c.9.4.9 1.6 0 2l-15 7.2c-.9.4-1.9-.3-1.8-1.3L4 12zm0 0h8",
  attach:
    "M20 11.5 12.2 19.3a5 5 0 0 1-7-7l8.3-8.3a3.3 3.3 0 0 1 4.7 4.7L10 16.9a1.6 1.6 0 0 1-2.3-2.3l7.3-7.3",
  back: "M15 5l-7 7 7 7",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  close: "M6 6l12 12M18 6 6 18",
  reply: "M10 8V4.5L3.5 11l6.5 6.5V14c5 0 8 1.5 10.5 5-.5-6-4-10.5-10.5-11z",
  edit: "M4 20h4L19 9l-4-4L4 16v4zM13.5 6.5l4 4",
  check: "M5 12.5l4.5 4.5L19 7.5",
  down: "M6 9l6 6 6-6",
  keyboard: "M3.5 6.5h17v11h-17zM7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M8 14h8",
  envelope: "M3.5 6h17v12h-17zM4 6.5l8 6.5 8-6.5",
  gear: "M4 7h9M17 7h3M4 17h3M11 17h9M13 4.5v5M7 14.5v5",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
  play: "M8 5.5v13l10.5-6.5z",
  document: "M6.5 3.5h7l4 4v13h-11zM13.5 3.5v4h4",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-4 3.8-6 7.5-6s6.7 2 7.5 6",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9h.01",
  swap: "M7 8h12l-3.5-3.5M17 16H5l3.5 3.5",
  block: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM6 6l12 12",
  group:
    "M9 11.5a3.3 3.3 0 1 0 0-6.5 3.3 3.3 0 0 0 0 6.5zM3 19c.5-3.5 3-5.3 6-5.3s5.5 1.8 6 5.3M15.5 5.3a3.2 3.2 0 0 1 0 6M17.5 14.2c2 .7 3.2 2.4 3.5 4.8",
};

/** An element with attributes, listeners (`onclick: f`) and children; null and false are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

export function append(node, children) {
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, onclick, extra = {}) {
  return el(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...extra },
    icon(name),
  );
}

const SMALL_WORDS = new Set(["mission", "of", "the", "permanent", "to", "de", "and"]);

export const BOT_HUE = 4;

/** A small flag-like tile with the initials of a name; its colours follow from the id. */
export function avatar(id, name, kind = "person") {
  const all = name.split(/[\s,]+/u).filter((word) => /^\p{L}/u.test(word));
  const significant = all.filter((word) => !SMALL_WORDS.has(word.toLowerCase()));
  const [first = "?", second] = significant.length ? significant : all;
  const letters = second ? [...first][0] + [...second][0] : [...first].slice(0, 2).join("");
  const hue = Math.abs(Number(id)) % 8;
  return el(
    "span",
    { class: `avatar avatar-${kind}`, "data-hue": hue, "aria-hidden": "true" },
    letters.toUpperCase(),
  );
}

export function sizeText(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

const toasts = () => document.getElementById("toasts");

export function toast(text, kind = "plain") {
  const node = el("p", { class: `toast toast-${kind}`, dir: "auto" }, text);
  toasts().append(node);
  setTimeout(() => node.remove(), Math.min(10000, 3000 + text.length * 50));
}

/** Waits for `promise` and says on the page what went wrong; resolves with null then. */
export async function attempt(promise) {
  try {
    return await promise;
  } catch (error) {
    toast(words.failed(error.message), "error");
    return null;
  }
}
