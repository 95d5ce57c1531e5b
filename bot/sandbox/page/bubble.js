// Draws one message as a list item; it decides nothing about the chat around it.
import { sim } from "./api.js";
import { avatar, el, icon, iconButton, sizeText } from "./dom.js";
import { linkNode, telegramHtml } from "./html.js";
import { words } from "./words.js";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });
const dayKey = (unix) => new Date(unix * 1000).toDateString();

/** Whether `entry` is the first of its day after `previous`. */
export const startsDay = (entry, previous) => !previous || dayKey(entry.date) !== dayKey(previous.date);

/**
 * `around`: {mine, isGroup, newDay, quoted: entry|null, links} and what a person may do with it:
 * {tap(entry, button, node), reply(entry), edit(entry)|null, versions(entry), goTo(messageId)}.
 */
export function messageItem(entry, around) {
  const item = el("li", { class: "row", "data-id": entry.message_id, "data-seq": entry.seq });
  if (around.newDay) item.append(el("p", { class: "day" }, dayText(entry.date)));
  if (entry.service) item.append(el("p", { class: "service", dir: "auto" }, entry.service));
  else item.append(bubbleWithButtons(entry, around));
  return item;
}

function dayText(unix) {
  return dayKey(unix) === new Date().toDateString() ? words.today : calendar.format(new Date(unix * 1000));
}

function bubbleWithButtons(entry, around) {
  const side = around.mine ? "mine" : "theirs";
  const article = el(
    "article",
    { class: `message ${side}`, dir: "auto", tabindex: "-1", "aria-label": labelOf(entry) },
    el("div", { class: "bubble" }, bubbleParts(entry, around), footer(entry, around)),
    entry.buttons?.length ? inlineKeyboard(entry, around) : null,
  );
  article.append(actions(entry, around));
  return around.isGroup && !around.mine
    ? el("div", { class: "with-avatar" }, avatar(entry.from.id, entry.from.name), article)
    : article;
}

const labelOf = (entry) => `${entry.from.name}, ${clock.format(new Date(entry.date * 1000))}`;

function bubbleParts(entry, around) {
  return [
    around.isGroup && !around.mine && author(entry),
    entry.reply_to && around.quoted && quote(around.quoted, around),
    photoOf(entry) && photo(entry),
    entry.document && documentCard(entry.document),
    entry.contact && contactCard(entry.contact),
    (entry.html || entry.text) && el("div", { class: "text" }, telegramHtml(entry.html || "", around.links)),
  ];
}

function author(entry) {
  return el("bdi", { class: "author", "data-hue": Math.abs(entry.from.id) % 8 }, entry.from.name);
}

function quote(quoted, around) {
  return el(
    "button",
    { type: "button", class: "quote", dir: "auto", onclick: () => around.goTo(quoted.message_id) },
    el("bdi", { class: "quote-author" }, quoted.from.name),
    el("span", { class: "quote-text" }, summaryOf(quoted)),
  );
}

/** One line that stands for a message. */
export function summaryOf(entry) {
  const text = entry.text || entry.document?.file_name || (photoOf(entry) ? words.photo : "") || entry.contact?.phone_number;
  return [...(text || words.unknownMessage)].slice(0, 120).join("");
}

function footer(entry, around) {
  const edited = entry.edited
    ? el("button", { type: "button", class: "edited", title: words.editedTitle, onclick: () => around.versions(entry) }, words.edited)
    : null;
  const sent = around.mine ? el("span", { class: "sent", role: "img", "aria-label": words.sent }, icon("check")) : null;
  const at = new Date(entry.date * 1000);
  return el("footer", { class: "meta", dir: "ltr" }, edited, el("time", { datetime: at.toISOString() }, clock.format(at)), sent);
}

function inlineKeyboard(entry, around) {
  return el(
    "div",
    { class: "inline-keyboard", role: "group", "aria-label": words.buttonsOf },
    entry.buttons.map((row) => el("div", { class: "keyboard-row" }, row.map((button) => inlineButton(entry, button, around)))),
  );
}

function inlineButton(entry, button, around) {
  if (button.url) {
    const link = linkNode(button.url, [el("bdi", {}, button.text), " ↗"], around.links);
    link.classList.add("key");
    return link;
  }
  const style = ["primary", "success", "danger"].includes(button.style) ? ` key-${button.style}` : "";
  const onclick = (event) => around.tap(entry, button, event.currentTarget);
  return el("button", { type: "button", class: `key${style}`, dir: "auto", disabled: Boolean(button.disabled), onclick }, button.text);
}

/** Reply and edit: shown on hover and focus; by keyboard R and E on the message do the same. */
function actions(entry, around) {
  const edit = around.edit && iconButton("edit", words.edit, () => around.edit(entry), { tabindex: "-1" });
  const reply = iconButton("reply", words.reply, () => around.reply(entry), { tabindex: "-1" });
  return el("div", { class: "actions", dir: "ltr" }, reply, edit);
}

function photoOf(entry) {
  return Array.isArray(entry.photo) ? entry.photo.at(-1) : entry.photo;
}

function photo(entry) {
  const address = sim.fileUrl(photoOf(entry).file_id);
  const image = el("img", { class: "photo", src: address, alt: words.photo, loading: "lazy" });
  return el("a", { class: "photo-link", href: address, target: "_blank", rel: "noopener" }, image);
}

function documentCard(file) {
  const address = sim.fileUrl(file.file_id);
  const name = file.file_name ?? words.file;
  return el(
    "div",
    { class: "card document", dir: "auto" },
    el("span", { class: "card-icon" }, icon("document")),
    el(
      "div",
      { class: "card-body" },
      el("bdi", { class: "card-title" }, name),
      el("span", { class: "card-note" }, sizeText(file.file_size)),
      el(
        "span",
        { class: "card-actions" },
        el("a", { href: address, target: "_blank", rel: "noopener", "aria-label": words.openNamed(name) }, words.open),
        el("a", { href: address, download: name, "aria-label": words.downloadNamed(name) }, words.download),
      ),
    ),
  );
}

function contactCard(contact) {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
  return el(
    "div",
    { class: "card" },
    el("span", { class: "card-icon" }, icon("person")),
    el("div", { class: "card-body" }, el("bdi", { class: "card-title" }, name), el("bdi", { class: "card-note" }, contact.phone_number)),
  );
}
