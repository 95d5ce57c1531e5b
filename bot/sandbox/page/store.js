// What the page knows: people, chats, messages, what was read; it must not touch the document.
import { sim } from "./api.js";

const READ_KEY = "sandbox.read";

class ChatLog {
  entries = new Map();
  ids = []; // ascending
  lastSeq = 0;

  take(entry) {
    this.lastSeq = Math.max(this.lastSeq, entry.seq);
    const known = this.entries.get(entry.message_id);
    if (known && known.seq >= entry.seq) return null;
    this.entries.set(entry.message_id, entry);
    if (known) return "changed";
    let at = this.ids.length;
    while (at > 0 && this.ids[at - 1] > entry.message_id) at -= 1;
    this.ids.splice(at, 0, entry.message_id);
    return "added";
  }

  /** From the newest to the oldest. */
  *newestFirst() {
    for (let i = this.ids.length - 1; i >= 0; i -= 1) yield this.entries.get(this.ids[i]);
  }
}

/** Fires `entry` {entry, change}, `state`, `reset` {chatId}, `typing`, `answer`, `call`. */
export class Store extends EventTarget {
  state = {
    bot: {},
    users: [],
    chats: [],
    faults: [],
    limits: {},
    supervised: null,
    pending_updates: 0,
  };
  #logs = new Map();
  #soon = null;
  #held = []; // events that came before what preceded them was fetched; null when nothing is held
  #read = JSON.parse(localStorage.getItem(READ_KEY) ?? "{}");

  user(id) {
    return this.state.users.find((user) => user.id === id) ?? null;
  }

  get botName() {
    return this.state.bot.name || this.state.bot.first_name || "";
  }

  /** The bot's name as this person's Telegram shows it; likewise its description. */
  botNameFor(user) {
    return this.state.bot.names?.[user?.language_code?.slice(0, 2)] || this.botName;
  }

  descriptionFor(user) {
    const { bot } = this.state;
    return (
      bot.descriptions?.[user?.language_code?.slice(0, 2)] ||
      bot.description ||
      bot.short_description ||
      ""
    );
  }

  get groups() {
    return this.state.chats.filter((chat) => chat.type !== "private" && !chat.migrated_to);
  }

  chat(id) {
    return this.state.chats.find((chat) => chat.id === id) ?? null;
  }

  log(chatId) {
    if (!this.#logs.has(chatId)) this.#logs.set(chatId, new ChatLog());
    return this.#logs.get(chatId);
  }

  nameOf(userId) {
    if (userId === this.state.bot.id) return this.botName;
    const user = this.user(userId);
    return user ? [user.first_name, user.last_name].filter(Boolean).join(" ") : String(userId);
  }

  async refreshState() {
    const before = new Map([...this.#logs].map(([id, log]) => [id, log.lastSeq]));
    this.state = await sim.state();
    const now = new Map(this.state.chats.map((chat) => [chat.id, chat.last_seq]));
    for (const [id, seq] of before) if ((now.get(id) ?? 0) < seq) this.#forget(id); // the sandbox began anew
    this.#emit("state", {});
  }

  /** From here on events wait: the connection was lost and something may be missing. */
  hold() {
    this.#held ??= [];
  }

  /** Fetches what is missing in every chat, then goes on with the events that waited. */
  async catchUp() {
    await this.refreshState();
    await Promise.all(this.state.chats.map((chat) => this.#catchUpChat(chat.id)));
    const held = this.#held ?? [];
    this.#held = null;
    for (const event of held) this.handle(event);
  }

  handle(event) {
    if (this.#held) this.#held.push(event);
    else if (event.kind === "entry") this.#take(event.entry);
    else if (event.kind === "state") this.refreshSoon();
    else this.#emit(event.kind, event);
  }

  unread(chatId) {
    const log = this.log(chatId);
    const newest = log.ids.at(-1) ?? 0;
    const marked = this.#read[chatId] ?? 0;
    const read = marked > newest ? 0 : marked; // marks of an earlier run of the sandbox mean nothing
    let count = 0;
    for (const entry of log.newestFirst()) {
      if (entry.message_id <= read) break;
      if (entry.from?.is_bot && !entry.deleted) count += 1;
    }
    return count;
  }

  markRead(chatId) {
    const newest = this.log(chatId).ids.at(-1) ?? 0;
    if (this.#read[chatId] === newest) return;
    this.#read[chatId] = newest;
    localStorage.setItem(READ_KEY, JSON.stringify(this.#read));
    this.#emit("read", { chatId });
  }

  async #catchUpChat(id) {
    const log = this.log(id);
    const { messages } = await sim.transcript(id, log.lastSeq);
    const first = log.ids.length === 0;
    for (const entry of messages) {
      const change = log.take(entry);
      if (change && !first) this.#emit("entry", { entry, change });
    }
    if (first) this.#emit("reset", { chatId: id });
  }

  #take(entry) {
    const change = this.log(entry.chat_id).take(entry);
    if (change) this.#emit("entry", { entry, change });
  }

  #forget(chatId) {
    this.#logs.delete(chatId);
    delete this.#read[chatId];
    this.#emit("reset", { chatId });
  }

  /** At most ten times a second, however much happens. */
  refreshSoon() {
    this.#soon ??= setTimeout(() => {
      this.#soon = null;
      this.refreshState().catch(() => {}); // the events connection reports an outage
    }, 100);
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
