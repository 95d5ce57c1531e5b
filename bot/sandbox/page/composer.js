// Where one writes: text, commands, files, contacts, edits and replies; it must not draw messages.
import { sim } from "./api.js";
import { append, attempt, el, iconButton } from "./dom.js";
import { summaryOf } from "./bubble.js";
import { askFields, menuButton, moveFocus } from "./menu.js";
import { words } from "./words.js";

export class Composer {
  #host;
  #drafts = new Map();
  #context = null; // {kind: "reply" | "edit", entry}
  #commands = null;
  #keyboardHidden = false;

  /** `host`: {chatId, speaker: user, isGroup, lastOwn(): entry|null, invitationCode(): string|null}. */
  constructor(name, host) {
    this.#host = host;
    this.input = el("textarea", {
      id: `${name}-input`,
      rows: "1",
      dir: "auto",
      placeholder: words.write,
      "aria-label": words.write,
      autocomplete: "off",
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
    });
    this.#build(name);
  }

  #build(name) {
    this.picker = el("input", { type: "file", hidden: true, onchange: () => this.#picked() });
    this.contextBar = el("div", { class: "context", hidden: true });
    this.suggestions = el("div", {
      class: "suggestions",
      role: "menu",
      "aria-label": words.commands,
      hidden: true,
    });
    this.suggestions.addEventListener("keydown", (event) => this.#suggestionKey(event));
    this.keyboard = el("div", {
      class: "reply-keyboard",
      role: "group",
      "aria-label": words.replyKeyboard,
      hidden: true,
    });
    this.keyboardToggle = iconButton(
      "keyboard",
      words.keyboardToggle,
      () => this.#toggleKeyboard(),
      { hidden: true },
    );
    this.sendButton = iconButton("send", words.send, () => this.send(), {
      class: "icon-button send",
    });
    this.commandsButton = el(
      "button",
      {
        type: "button",
        class: "icon-button slash",
        "aria-label": words.commands,
        title: words.commands,
        onclick: () => this.#showCommands(),
      },
      "/",
    );
    this.startButton = el(
      "button",
      { type: "button", class: "start", onclick: () => this.start() },
      words.start,
    );
    const attach = menuButton("attach", words.attach, () => this.#attachments(), { side: "above" });
    this.row = el(
      "div",
      { class: "composer-row" },
      this.commandsButton,
      attach,
      this.input,
      this.keyboardToggle,
      this.sendButton,
    );
    this.root = el(
      "div",
      { class: "composer", id: `${name}-composer` },
      this.contextBar,
      this.suggestions,
      this.startButton,
      this.row,
      this.keyboard,
      this.picker,
    );
  }

  show() {
    this.#context = null;
    this.#keyboardHidden = false;
    this.#commands = null;
    this.#drawContext();
    this.#setText(this.#drafts.get(this.#host.chatId) ?? "");
  }

  /** An empty chat offers one big button, as Telegram does. */
  setEmpty(empty) {
    const focused = document.activeElement === this.startButton;
    this.startButton.hidden = !empty;
    this.row.hidden = empty;
    if (focused && !empty) this.input.focus();
  }

  /** `rows` of a reply keyboard, or null for none. */
  setKeyboard(rows) {
    this.keyboard.replaceChildren(
      ...(rows ?? []).map((row) =>
        el(
          "div",
          { class: "keyboard-row" },
          row.map((key) => this.#replyKey(key)),
        ),
      ),
    );
    this.keyboardToggle.hidden = !rows;
    this.keyboard.hidden = !rows || this.#keyboardHidden;
  }

  reply(entry) {
    this.#context = { kind: "reply", entry };
    this.#drawContext();
    this.input.focus();
  }

  edit(entry) {
    this.#context = { kind: "edit", entry };
    this.#setText(entry.text);
    this.#drawContext();
    this.input.focus();
  }

  focus() {
    (this.row.hidden ? this.startButton : this.input).focus();
  }

  /** Puts text into the field as if typed. */
  fill(text) {
    this.#setText(text);
  }

  start() {
    const code = this.#host.invitationCode();
    return this.say(code ? `/start ${code}` : "/start");
  }

  say(text, more = {}) {
    const { chatId, speaker } = this.#host;
    return attempt(sim.send({ chat_id: chatId, from_id: speaker.id, text, ...more }));
  }

  async send() {
    const text = this.input.value.trim();
    const context = this.#context;
    if (!text) return;
    this.#context = null;
    this.#setText("");
    this.#drawContext();
    const sent =
      context?.kind === "edit"
        ? await this.#sendEdit(context.entry, text)
        : await this.#sendText(text, context);
    if (!sent) this.#setText(text); // nothing typed is lost
  }

  #sendText(text, context) {
    return this.say(text, context ? { reply_to_message_id: context.entry.message_id } : {});
  }

  #sendEdit(entry, text) {
    const { chatId, speaker } = this.#host;
    return attempt(
      sim.edit({ chat_id: chatId, from_id: speaker.id, message_id: entry.message_id, text }),
    );
  }

  async offerFile(
    file,
    { photo = file.type.startsWith("image/") && file.type !== "image/svg+xml" } = {},
  ) {
    const fields = [{ name: "caption", label: words.caption, value: this.input.value }];
    if (file.type.startsWith("image/"))
      fields.push({ name: "photo", label: words.asPhoto, type: "checkbox", checked: photo });
    const choice = await askFields(words.sendFile, file.name, fields, words.send);
    if (!choice) return;
    this.#setText("");
    await this.upload(file, { asPhoto: Boolean(choice.photo), caption: choice.caption });
  }

  upload(file, options) {
    return attempt(sim.upload(this.#host.chatId, this.#host.speaker.id, file, options));
  }

  async #shareContact() {
    const { speaker } = this.#host;
    const phone = [
      {
        name: "phone_number",
        label: words.phone,
        value: speaker.phone_number ?? madeUpNumber(speaker.id),
        type: "tel",
        required: true,
      },
    ];
    const answer = await askFields(words.shareContact, words.shareContactHint, phone, words.share);
    if (answer)
      await this.#sendContact({
        ...answer,
        first_name: speaker.first_name,
        last_name: speaker.last_name,
        user_id: speaker.id,
      });
  }

  async #otherContact() {
    const answer = await askFields(
      words.sendContact,
      null,
      [
        { name: "first_name", label: words.firstName, required: true },
        { name: "last_name", label: words.lastName },
        { name: "phone_number", label: words.phone, type: "tel", required: true },
      ],
      words.send,
    );
    if (answer) await this.#sendContact(answer);
  }

  #sendContact(contact) {
    const given = Object.fromEntries(Object.entries(contact).filter(([, value]) => value));
    return attempt(
      sim.send({ chat_id: this.#host.chatId, from_id: this.#host.speaker.id, contact: given }),
    );
  }

  #attachments() {
    const odd = (label, message) => ({ label, run: () => this.#sendOdd(message) });
    return [
      { label: words.file, icon: "document", run: () => this.#pick("") },
      { label: words.photo, icon: "image", run: () => this.#pick("image/*") },
      { label: words.contact, icon: "person", run: () => this.#otherContact() },
      { heading: words.oddInput },
      odd(words.sticker, { sticker: true }),
      odd(words.voice, { voice: true }),
      odd(words.video, { video: true }),
      odd(words.location, { location: { latitude: 46.2206, longitude: 6.1377 } }),
      odd(words.poll, { poll: true }),
      odd(words.forward, { text: words.forwardText, forward_from_name: words.forwardName }),
      odd(words.longText, { text: "Geneva ".repeat(571).trim() }),
    ];
  }

  #sendOdd(message) {
    return attempt(
      sim.send({ chat_id: this.#host.chatId, from_id: this.#host.speaker.id, ...message }),
    );
  }

  #pick(accept) {
    this.picker.accept = accept;
    this.picker.value = "";
    this.picker.click();
  }

  #picked() {
    const [file] = this.picker.files;
    if (file) this.offerFile(file, this.picker.accept ? {} : { photo: false });
  }

  #replyKey(key) {
    const press = () => (key.request_contact ? this.#shareContact() : this.say(key.text ?? key));
    return el(
      "button",
      { type: "button", class: "key", dir: "auto", onclick: press },
      key.text ?? key,
    );
  }

  #toggleKeyboard() {
    this.#keyboardHidden = !this.#keyboardHidden;
    this.keyboard.hidden = this.#keyboardHidden;
  }

  #setText(text) {
    this.input.value = text;
    this.#typed();
  }

  #typed() {
    const text = this.input.value;
    if (!this.#context || this.#context.kind === "reply") this.#drafts.set(this.#host.chatId, text);
    this.sendButton.classList.toggle("ready", text.trim() !== "");
    this.input.rows = Math.min(
      8,
      Math.max(1, text.split("\n").length, Math.ceil(text.length / 60)),
    );
    if (/^\/\w*$/.test(text)) this.#suggest(text.slice(1));
    else this.suggestions.hidden = true;
  }

  async #showCommands() {
    if (!this.suggestions.hidden) return void (this.suggestions.hidden = true);
    this.#commands = null; // the bot may have changed them
    await this.#suggest("");
    this.suggestions.querySelector("button")?.focus();
  }

  async #suggest(prefix) {
    const { chatId, speaker } = this.#host;
    this.#commands ??= attempt(sim.commands(chatId, speaker.id));
    const before = this.input.value;
    const matching = ((await this.#commands) ?? []).filter((c) => c.command.startsWith(prefix));
    if (this.input.value !== before) return; // typed on or sent meanwhile
    this.suggestions.replaceChildren(...matching.map((c) => this.#suggestion(c)));
    this.suggestions.hidden = matching.length === 0 || chatId !== this.#host.chatId;
  }

  #suggestion({ command, description }) {
    const run = () => {
      this.suggestions.hidden = true;
      this.#setText("");
      this.input.focus();
      this.say(`/${command}`);
    };
    return el(
      "button",
      { type: "button", role: "menuitem", class: "menu-item", tabindex: "-1", onclick: run },
      el("span", { class: "command" }, `/${command}`),
      el("span", { class: "menu-note", dir: "auto" }, description),
    );
  }

  #suggestionKey(event) {
    if (event.key !== "Escape") return moveFocus(event, this.suggestions, "button");
    this.suggestions.hidden = true;
    this.input.focus();
  }

  #key(event) {
    if (event.isComposing) return;
    const empty = this.input.value === "";
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "ArrowUp" && empty && this.#host.lastOwn()) {
      event.preventDefault();
      this.edit(this.#host.lastOwn());
    } else if (event.key === "ArrowDown" && !this.suggestions.hidden) {
      event.preventDefault();
      this.suggestions.querySelector("button").focus();
    } else if (event.key === "Escape") this.#cancel();
  }

  #cancel() {
    this.suggestions.hidden = true;
    if (this.#context?.kind === "edit") this.#setText("");
    this.#context = null;
    this.#drawContext();
  }

  #drawContext() {
    const context = this.#context;
    this.contextBar.hidden = !context;
    this.contextBar.replaceChildren();
    if (!context) return;
    const title =
      context.kind === "edit" ? words.editing : words.replyingTo(this.#host.nameOf(context.entry.from));
    append(this.contextBar, [
      el(
        "div",
        { class: "context-body" },
        el("strong", {}, title),
        el("span", { dir: "auto" }, summaryOf(context.entry)),
      ),
      iconButton("close", words.cancel, () => this.#cancel()),
    ]);
  }
}

// Telegram knows everyone's number; the sandbox makes one up in Geneva's range.
const madeUpNumber = (id) => `+4122730${String(Math.abs(id) % 10000).padStart(4, "0")}`;
