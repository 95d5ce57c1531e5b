// Turns Telegram's HTML into nodes of a short list of elements; whatever is not on the list becomes its text.
import { el } from "./dom.js";

const PLAIN = {
  B: "b",
  STRONG: "b",
  I: "i",
  EM: "i",
  U: "u",
  INS: "u",
  S: "s",
  STRIKE: "s",
  DEL: "s",
  CODE: "code",
  PRE: "pre",
  BLOCKQUOTE: "blockquote",
};
// The place before a line without letters (a bar, a number): it has no direction of its own.
const BEFORE_NEUTRAL_LINE = /(?<=\n)(?=[^\p{L}\n]*[^\s\p{L}][^\p{L}\n]*\n)/gu;
// The place before a line whose first letter stands in an isolate, which gives the line no direction either.
const BEFORE_ISOLATE = /(?<=^|\n)(?=[^\p{L}\n\u200e\u200f]+\u2068)/gu;
const FIRST_LETTER = /\p{L}/u;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;
const SAFE_PROTOCOLS = new Set(["http:", "https:", "mailto:", "tel:"]);
// Isolates (U+2066 to U+2069) stand around typed values and belong to no address.
const LINKS =
  /(https?:\/\/[^\s<>"\u2066-\u2069]*[^\s<>"\u2066-\u2069.,;:!?)\]»])|((?<![\w/.:<>])\/[a-z][a-z0-9_]{0,31}(?:@\w+)?(?![\w/]))/giu;

/** `links`: `start(code)` opens an invitation, `command(text)` sends a command, `bot` is our user name. */
export function telegramHtml(html, links) {
  const source = new DOMParser().parseFromString(html, "text/html").body;
  const toTheLeft = direction(source.textContent) === "rtl";
  return convertChildren(source, { ...links, toTheLeft });
}

/** How a message reads as a whole: as most of its lines begin, so one line in another script turns nothing round. */
export function direction(text) {
  const letters = text
    .split("\n")
    .map((line) => FIRST_LETTER.exec(line)?.[0])
    .filter(Boolean);
  const leftwards = letters.filter((letter) => RIGHT_TO_LEFT.test(letter)).length;
  return leftwards * 2 > letters.length ? "rtl" : "ltr";
}

/** The code in `https://t.me/<bot>?start=<code>`, or null for any other address. */
export function startCode(address, bot) {
  const url = tryUrl(address);
  if (!url || !["t.me", "telegram.me"].includes(url.hostname)) return null;
  if (bot && url.pathname.slice(1).toLowerCase() !== bot.toLowerCase()) return null;
  return url.searchParams.get("start");
}

export function linkNode(address, children, links) {
  const code = startCode(address, links.bot);
  if (code) {
    return el(
      "button",
      { type: "button", class: "link", onclick: () => links.start(code) },
      children,
    );
  }
  const url = tryUrl(address);
  if (!url || !SAFE_PROTOCOLS.has(url.protocol)) return el("span", {}, children);
  return el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, children);
}

function tryUrl(address) {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

function convertChildren(node, links) {
  return [...node.childNodes].flatMap((child) => convert(child, links));
}

function convert(node, links) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (node.parentElement.closest("a, code, pre")) return [node.data];
    return linkified(directed(node.data, links.toTheLeft), links);
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const children = convertChildren(node, links);
  if (PLAIN[node.tagName]) return [el(PLAIN[node.tagName], {}, children)];
  if (node.tagName === "A") return [linkNode(node.getAttribute("href") ?? "", children, links)];
  if (node.tagName === "TG-SPOILER" || node.classList.contains("tg-spoiler"))
    return [spoiler(children)];
  return children;
}

function spoiler(children) {
  return el(
    "button",
    { type: "button", class: "spoiler", onclick: (e) => e.currentTarget.classList.add("shown") },
    children,
  );
}

/** Lines without a direction of their own follow the message. */
function directed(text, toTheLeft) {
  if (!toTheLeft) return text.replace(BEFORE_ISOLATE, "\u200e");
  return text.replace(BEFORE_ISOLATE, "\u200f").replace(BEFORE_NEUTRAL_LINE, "\u200f");
}

function linkified(text, links) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(LINKS)) {
    nodes.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const [whole, , command] = match;
    nodes.push(
      command
        ? el(
            "button",
            { type: "button", class: "link", onclick: () => links.command(command) },
            command,
          )
        : linkNode(whole, [whole], links),
    );
  }
  nodes.push(text.slice(end));
  return nodes;
}
