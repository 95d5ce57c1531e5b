// One chat on the page: header, messages and the field to write in; it must not know of other chats.
import { sim } from "./api.js";
import { Composer } from "./composer.js";
import { append, attempt, avatar, BOT_HUE, el, icon, iconButton, toast } from "./dom.js";
import { startCode } from "./html.js";
import { menuButton, showAlert, showVersions } from "./menu.js";
import { MessageList } from "./messages.js";
import { words } from "./words.js";

const ANSWER_MS = 15000; // how long a tapped button waits for the bot
const TYPING_MS = 5000; // Telegram shows a chat action for five seconds

export class ChatView {
  chatId = null;
  #store;
  #speakerId = null;
  #waiting = new Map(); // callback query id → its button
  #typingTimer = null;

  /**
   * `hooks`: {back(): leave the chat on a phone, start(code, view): open an invitation as the present person,
   * chats()?: the menu of chats that can stand here instead}.
   */
  constructor(root, name, store, hooks) {
    this.root = root;
    this.name = name;
    this.hooks = hooks;
    this.#store = store;
    this.composer = new Composer(name, this);
    this.#build();
    this.#listen();
  }

  get isGroup() {
    return this.chatId < 0;
  }

  get speaker() {
    const id = this.isGroup ? this.#speakerId : this.chatId;
    return this.#store.user(id);
  }

  set speakerId(id) {
    if (this.#speakerId === id) return;
    this.#speakerId = id;
    if (this.isGroup) this.#drawAll();
  }

  get visible() {
    return this.chatId !== null && this.root.getClientRects().length > 0;
  }

  /** Who sent a message, as the present person's Telegram names them. */
  nameOf(from) {
    return from.is_bot ? this.#store.botNameFor(this.speaker) : from.name;
  }

  invitationCode() {
    return this.speaker?.link ? startCode(this.speaker.link, null) : null;
  }

  show(chatId) {
    this.chatId = chatId;
    this.#chooseSpeaker();
    this.composer.show();
    this.#drawHeader();
    this.messages.show();
    this.#drawAround();
  }

  lastOwn() {
    for (const entry of this.log().newestFirst()) if (this.#canEdit(entry)) return entry;
    return null;
  }

  async tap(entry, button, node) {
    if (button.copy_text) return this.#copy(button.copy_text.text ?? button.copy_text);
    if (button.data === undefined) return toast(words.notHere);
    node?.classList.add("waiting");
    const tap = {
      chat_id: this.chatId,
      from_id: this.speaker.id,
      message_id: entry.message_id,
      data: button.data,
    };
    const tapped = await attempt(sim.tap(tap));
    if (!tapped) return node?.classList.remove("waiting");
    const done = () => this.#answered(tapped.callback_query_id, null);
    this.#waiting.set(tapped.callback_query_id, { node, timer: setTimeout(done, ANSWER_MS) });
    const answer = await sim.answer(tapped.callback_query_id).catch(() => null); // it may have come before we listened
    if (answer?.answered) this.#answered(tapped.callback_query_id, answer);
  }

  #build() {
    this.header = el("header", { class: "chat-header" });
    this.messages = new MessageList({
      log: () => this.log(),
      around: (entry, newDay) => this.#around(entry, newDay),
      key: (event, entry) => this.#messageKey(event, entry),
      leave: () => this.composer.input.focus(),
    });
    this.typing = el("p", { class: "typing", role: "status" });
    this.drop = el("div", { class: "drop", "aria-hidden": "true" }, words.dropHere);
    const { root, jump } = this.messages;
    this.root.append(this.header, root, jump, this.typing, this.composer.root, this.drop);
  }

  #listen() {
    this.root.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.root.classList.add("dropping");
    });
    this.root.addEventListener("dragleave", (event) => {
      if (!this.root.contains(event.relatedTarget)) this.root.classList.remove("dropping");
    });
    this.root.addEventListener("drop", (event) => {
      event.preventDefault();
      this.root.classList.remove("dropping");
      const [file] = event.dataTransfer.files;
      if (file && this.speaker) this.composer.offerFile(file);
    });
    const on = (name, handler) =>
      this.#store.addEventListener(name, (event) => handler(event.detail));
    on(
      "entry",
      ({ entry, change }) => entry.chat_id === this.chatId && this.#drawEntry(entry, change),
    );
    on("reset", ({ chatId }) => chatId === this.chatId && this.#drawAll());
    on("state", () => this.chatId !== null && this.#drawHeader());
    on("typing", ({ chat_id: chatId }) => chatId === this.chatId && this.#showTyping());
    on("answer", (answer) => this.#answered(answer.callback_query_id, answer));
  }

  log() {
    return this.#store.log(this.chatId);
  }

  #chooseSpeaker() {
    if (!this.isGroup) return;
    const members = this.#members();
    if (!members.some((user) => user.id === this.#speakerId))
      this.#speakerId = members[0]?.id ?? null;
  }

  #members() {
    const ids = this.#store.chat(this.chatId)?.members ?? [];
    return ids.map((id) => this.#store.user(id)).filter(Boolean);
  }

  // ---- header

  #drawHeader() {
    const chat = this.#store.chat(this.chatId);
    const user = this.#store.user(this.chatId);
    const title = this.isGroup
      ? (chat?.title ?? String(this.chatId))
      : this.#store.botNameFor(user);
    const note = this.isGroup
      ? words.members((chat?.members ?? []).length)
      : (user?.label ?? this.#store.nameOf(this.chatId));
    this.root.setAttribute("aria-label", this.isGroup ? title : words.chatWith(note, title));
    this.messages.root.setAttribute("aria-label", words.messagesOf(this.isGroup ? title : note));
    const signature = JSON.stringify([
      title,
      note,
      user?.blocked,
      this.#speakerId,
      this.#members().map((m) => m.id),
      user?.link,
    ]);
    if (signature === this.header.dataset.signature) return;
    this.header.dataset.signature = signature;
    this.header.replaceChildren();
    append(this.header, [
      iconButton("back", words.back, () => this.hooks.back(), { class: "icon-button back" }),
      this.isGroup ? avatar(this.chatId, title, "group") : avatar(BOT_HUE, this.#store.botName, "bot"),
      el(
        "div",
        { class: "chat-title" },
        el("h2", { dir: "auto" }, title),
        el("p", { dir: "auto" }, note),
      ),
      this.isGroup ? this.#speakerSelect() : null,
      this.hooks.chats ? menuButton("swap", words.besideShow, () => this.hooks.chats()) : null,
      user && menuButton("more", words.more, () => this.#menu(this.#store.user(this.chatId))),
    ]);
  }

  #speakerSelect() {
    const options = this.#members().map((m) =>
      el("option", { value: m.id, selected: m.id === this.#speakerId }, this.#store.nameOf(m.id)),
    );
    const change = (event) => (this.speakerId = Number(event.target.value));
    return el(
      "label",
      { class: "speaker" },
      el("span", {}, words.speakAs),
      el("select", { onchange: change }, options),
    );
  }

  #menu(user) {
    const items = [
      {
        label: user.blocked ? words.unblock : words.block,
        icon: "block",
        run: () => attempt(sim.block(user.id, !user.blocked)),
      },
    ];
    if (user.link)
      items.unshift({
        label: words.openInvitation,
        icon: "envelope",
        run: () => this.composer.start(),
      });
    return items;
  }

  // ---- messages

  #around(entry, newDay) {
    const mine = this.#isMine(entry);
    return {
      mine,
      isGroup: this.isGroup,
      newDay,
      quoted: entry.reply_to ? (this.log().entries.get(entry.reply_to) ?? null) : null,
      nameOf: (from) => this.nameOf(from),
      links: {
        bot: this.#store.state.bot.username,
        start: (code) => this.hooks.start(code, this),
        command: (text) => this.speaker && this.composer.say(text),
      },
      tap: (tapped, button, node) => this.tap(tapped, button, node),
      reply: (quoted) => this.composer.reply(quoted),
      edit: this.#canEdit(entry) ? (own) => this.composer.edit(own) : null,
      versions: (edited) => showVersions(edited.versions ?? []),
      goTo: (id) => this.messages.goTo(id),
    };
  }

  #messageKey(event, entry) {
    if (event.key !== "r" && event.key !== "e") return;
    event.preventDefault(); // or the letter would land in the field that is focused next
    if (event.key === "r") this.composer.reply(entry);
    else if (this.#canEdit(entry)) this.composer.edit(entry);
  }

  #isMine(entry) {
    return !entry.from?.is_bot && entry.from?.id === this.speaker?.id;
  }

  #canEdit(entry) {
    return (
      this.#isMine(entry) &&
      !entry.service &&
      !entry.deleted &&
      Boolean(entry.text) &&
      !entry.contact &&
      !entry.document
    );
  }

  #drawAll() {
    this.messages.drawAll();
    this.#drawAround();
  }

  #drawEntry(entry, change) {
    this.messages.draw(entry, change, { follow: this.#isMine(entry) });
    this.#drawAround();
    if (entry.from?.is_bot) this.#hideTyping();
  }

  /** What depends on all messages: the welcome, the start button, the reply keyboard. */
  #drawAround() {
    const empty = this.log().ids.length === 0;
    this.composer.setEmpty(empty && !this.isGroup);
    this.composer.setKeyboard(this.#replyKeyboard());
    this.messages.welcome.hidden = !empty;
    if (empty) this.#drawWelcome();
  }

  #replyKeyboard() {
    for (const { keyboard, deleted } of this.log().newestFirst()) {
      if (!deleted && keyboard) return keyboard === "remove" ? null : keyboard;
    }
    return null;
  }

  #drawWelcome() {
    const user = this.#store.user(this.chatId);
    this.messages.welcome.replaceChildren();
    if (this.isGroup)
      return append(this.messages.welcome, [icon("group"), el("p", {}, words.nothingYetGroup)]);
    const description = this.#store.descriptionFor(user);
    append(this.messages.welcome, [
      description && el("h3", {}, words.whatCanThisBotDo),
      el("p", { dir: "auto" }, description || words.nothingYet),
      user?.link &&
        el(
          "p",
          { class: "invitation" },
          icon("envelope"),
          el("span", {}, words.invitationWaits(user.label ?? this.#store.nameOf(user.id))),
        ),
    ]);
  }

  // ---- what the bot does besides messages

  #answered(id, answer) {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.node?.classList.remove("waiting");
    if (!answer?.text) return;
    if (answer.show_alert) showAlert(this.#store.botNameFor(this.speaker), answer.text);
    else toast(answer.text);
  }

  #showTyping() {
    clearTimeout(this.#typingTimer);
    const name = this.#store.botNameFor(this.speaker);
    this.typing.replaceChildren(el("bdi", {}, name), ` ${words.typing}`);
    this.#typingTimer = setTimeout(() => this.#hideTyping(), TYPING_MS);
  }

  #hideTyping() {
    clearTimeout(this.#typingTimer);
    this.typing.replaceChildren();
  }

  async #copy(text) {
    await navigator.clipboard?.writeText(text);
    toast(words.copied);
  }
}
