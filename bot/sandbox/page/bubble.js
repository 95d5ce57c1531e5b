// Draws one message as a list item; it decides nothing about the chat around it.
import { sim } from "./api.js";
import { attempt, avatar, BOT_HUE, el, icon, iconButton, sizeText } from "./dom.js";
import { direction, linkNode, telegramHtml } from "./html.js";
import { words } from "./words.js";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
});
// What a browser shows without running anything in it.
const OPENED_HERE = new Set([
  "application/pdf",
  "image/jpeg",
  "image/png",
  "image/gif",
  "image/webp",
  "text/plain",
]);
const dayKey = (unix) => new Date(unix * 1000).toDateString();

/** Whether `entry` is the first of its day after `previous`. */
export const startsDay = (entry, previous) =>
  !previous || dayKey(entry.date) !== dayKey(previous.date);

/**
 * `around`: {mine, isGroup, newDay, quoted: entry|null, links, nameOf(from)} and what a person may do with it:
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
  return dayKey(unix) === new Date().toDateString()
    ? words.today
    : calendar.format(new Date(unix * 1000));
}

function bubbleWithButtons(entry, around) {
  const side = around.mine ? "mine" : "theirs";
  const article = el(
    "article",
    {
      class: `message ${side}`,
      dir: entry.text ? direction(entry.text) : "auto",
      tabindex: "-1",
      "aria-label": labelOf(entry, around),
    },
    el("div", { class: "bubble" }, bubbleParts(entry, around), footer(entry, around)),
    entry.buttons?.length ? inlineKeyboard(entry, around) : null,
  );
  article.append(actions(entry, around));
  return around.isGroup && !around.mine
    ? el(
        "div",
        { class: "with-avatar" },
        avatar(entry.from.is_bot ? BOT_HUE : entry.from.id, around.nameOf(entry.from)),
        article,
      )
    : article;
}

const labelOf = (entry, around) =>
  `${around.nameOf(entry.from)}, ${clock.format(new Date(entry.date * 1000))}`;

function bubbleParts(entry, around) {
  return [
    around.isGroup && !around.mine && author(entry.from, around),
    entry.forward_from &&
      el("p", { class: "forwarded" }, words.forwardedFrom, el("bdi", {}, entry.forward_from)),
    entry.reply_to && around.quoted && quote(around.quoted, around),
    entry.photo && photo(entry.photo),
    entry.document && documentCard(entry.document),
    entry.contact && contactCard(entry.contact),
    (entry.media || entry.location) && mediaCard(entry.media ?? words.location),
    entry.html && el("div", { class: "text" }, telegramHtml(entry.html, around.links)),
  ];
}

function author(from, around) {
  return el(
    "bdi",
    { class: "author", "data-hue": Math.abs(from.id) % 8 },
    around.nameOf(from),
  );
}

function quote(quoted, around) {
  return el(
    "button",
    { type: "button", class: "quote", dir: "auto", onclick: () => around.goTo(quoted.message_id) },
    el("bdi", { class: "quote-author" }, around.nameOf(quoted.from)),
    el("span", { class: "quote-text" }, summaryOf(quoted)),
  );
}

/** One line that stands for a message. */
export function summaryOf(entry) {
  const text =
    entry.text ||
    entry.document?.file_name ||
    (entry.photo ? words.photo : "") ||
    entry.contact?.phone_number ||
    entry.media;
  return [...(text || words.unknownMessage)].slice(0, 120).join("");
}

function footer(entry, around) {
  const edited = entry.edited
    ? el(
        "button",
        {
          type: "button",
          class: "edited",
          title: words.editedTitle,
          onclick: () => around.versions(entry),
        },
        words.edited,
      )
    : null;
  const sent = around.mine
    ? el("span", { class: "sent", role: "img", "aria-label": words.sent }, icon("check"))
    : null;
  const at = new Date(entry.date * 1000);
  return el(
    "footer",
    { class: "meta", dir: "ltr" },
    edited,
    el("time", { datetime: at.toISOString() }, clock.format(at)),
    sent,
  );
}

function inlineKeyboard(entry, around) {
  return el(
    "div",
    { class: "inline-keyboard", role: "group", "aria-label": words.buttonsOf },
    entry.buttons.map((row) =>
      el(
        "div",
        { class: "keyboard-row" },
        row.map((button) => inlineButton(entry, button, around)),
      ),
    ),
  );
}

function inlineButton(entry, button, around) {
  if (button.url) {
    const link = linkNode(button.url, [el("bdi", {}, button.text), " ↗"], around.links);
    link.classList.add("key");
    return link;
  }
  const style = ["primary", "success", "danger"].includes(button.style)
    ? ` key-${button.style}`
    : "";
  const onclick = (event) => around.tap(entry, button, event.currentTarget);
  return el(
    "button",
    {
      type: "button",
      class: `key${style}`,
      dir: "auto",
      disabled: Boolean(button.disabled),
      onclick,
    },
    button.text,
  );
}

/** Reply and edit: shown on hover and focus; by keyboard R and E on the message do the same. */
function actions(entry, around) {
  const edit =
    around.edit && iconButton("edit", words.edit, () => around.edit(entry), { tabindex: "-1" });
  const reply = iconButton("reply", words.reply, () => around.reply(entry), { tabindex: "-1" });
  return el("div", { class: "actions", dir: "ltr" }, reply, edit);
}

function photo({ file_id: id, width, height }) {
  const image = el("img", {
    class: "photo",
    src: sim.fileUrl(id),
    alt: words.photo,
    width,
    height,
    loading: "lazy",
  });
  const open = () => attempt(openFile(id, "image/jpeg"));
  return el(
    "button",
    { type: "button", class: "photo-button", title: words.open, onclick: open },
    image,
  );
}

function mediaCard(name) {
  return el(
    "div",
    { class: "card" },
    el("span", { class: "card-icon" }, icon("image")),
    el("span", { class: "card-title" }, name),
  );
}

/** Shows a file in a tab of its own; the server offers files for saving only. */
async function openFile(id, type) {
  const response = await fetch(sim.fileUrl(id));
  if (!response.ok) throw new Error(String(response.status));
  const address = URL.createObjectURL(new Blob([await response.arrayBuffer()], { type }));
  window.open(address, "_blank", "noopener");
  setTimeout(() => URL.revokeObjectURL(address), 60000); // the tab has long read it
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
        OPENED_HERE.has(file.mime_type) && openButton(file, name),
        el(
          "a",
          { href: address, download: name, "aria-label": words.downloadNamed(name) },
          words.download,
        ),
      ),
    ),
  );
}

function openButton(file, name) {
  const open = () => attempt(openFile(file.file_id, file.mime_type));
  return el(
    "button",
    { type: "button", class: "link", "aria-label": words.openNamed(name), onclick: open },
    words.open,
  );
}

function contactCard(contact) {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
  return el(
    "div",
    { class: "card" },
    el("span", { class: "card-icon" }, icon("person")),
    el(
      "div",
      { class: "card-body" },
      el("bdi", { class: "card-title" }, name),
      el("bdi", { class: "card-note" }, contact.phone_number),
    ),
  );
}
