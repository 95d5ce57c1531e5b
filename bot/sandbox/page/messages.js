// The scrolling list of messages: draws the newest, keeps the place, moves by keyboard; it knows no sender.
import { messageItem, startsDay } from "./bubble.js";
import { el, icon } from "./dom.js";
import { words } from "./words.js";

const PAGE = 200; // messages drawn at a time; more make a browser slow
const NEAR_BOTTOM_PX = 120;

export class MessageList {
  #host;
  #shown = PAGE;
  #arrived = 0;
  #ended = true; // whether the end was in sight
  #size = ""; // of the room and the list when that was last known

  /** `host`: {log(): ChatLog, around(entry, newDay), key(event, entry), leave(): focus goes down and out}. */
  constructor(host) {
    this.#host = host;
    this.list = el("ol", { class: "messages", role: "list" });
    this.welcome = el("div", { class: "welcome", hidden: true });
    this.earlier = pill("earlier", () => this.#showEarlier());
    this.jump = pill("jump", () => this.toBottom());
    this.root = el(
      "div",
      { class: "log", role: "log", "aria-live": "polite", tabindex: "-1" },
      this.earlier,
      this.welcome,
      this.list,
    );
    this.root.addEventListener("scroll", () => this.#scrolled());
    const room = new ResizeObserver(() => this.#resized());
    room.observe(this.root);
    room.observe(this.list);
    this.root.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Another chat: only its newest messages. */
  show() {
    this.#shown = PAGE;
    this.drawAll();
  }

  drawAll() {
    this.root.setAttribute("aria-live", "off"); // a whole chat is not news
    const log = this.#host.log();
    const ids = log.ids.slice(-this.#shown);
    const at = (i) => log.entries.get(ids[i]);
    this.list.replaceChildren(...ids.map((_, i) => this.#item(at(i), at(i - 1))));
    this.#settle();
    this.toBottom();
    requestAnimationFrame(() => this.root.setAttribute("aria-live", "polite"));
  }

  /** Draws one message that came or changed; `follow` keeps the end in sight in any case. */
  draw(entry, change, { follow }) {
    const log = this.#host.log();
    const atBottom = this.#ended || this.#atBottom();
    const previous = log.entries.get(log.ids[log.ids.lastIndexOf(entry.message_id) - 1]);
    const item = this.#item(entry, previous);
    const old = this.#itemOf(entry.message_id);
    if (old) replace(old, item);
    else if (change === "added") this.#insert(item, entry);
    this.#settle();
    if (atBottom || follow) this.toBottom();
    else if (change === "added") this.#countArrival();
  }

  toBottom() {
    this.#ended = true;
    this.root.scrollTop = this.root.scrollHeight;
    this.#clearJump();
  }

  goTo(messageId) {
    const item = this.#itemOf(messageId);
    item?.scrollIntoView({ block: "center" });
    item?.querySelector("article")?.focus({ preventScroll: true });
  }

  #itemOf(messageId) {
    return this.list.querySelector(`[data-id="${messageId}"]`);
  }

  #item(entry, previous) {
    if (entry.deleted) return el("li", { hidden: true, "data-id": entry.message_id });
    return messageItem(entry, this.#host.around(entry, startsDay(entry, previous)));
  }

  #insert(item, entry) {
    item.classList.add("new");
    const isBefore = (node) => Number(node.dataset.id) < entry.message_id;
    const after = [...this.list.children].reverse().find(isBefore);
    if (after) after.after(item);
    else this.list.prepend(item);
    if (this.list.children.length > this.#shown) this.list.firstElementChild.remove();
  }

  /** One message at a time is reached by Tab: the newest; the arrow keys lead to the others. */
  #settle() {
    const hidden = this.#host.log().ids.length - this.#shown;
    this.earlier.hidden = hidden <= 0;
    this.earlier.textContent = words.earlier(hidden);
    for (const article of this.list.querySelectorAll("article[tabindex='0']"))
      article.tabIndex = -1;
    const last = this.#articles().at(-1);
    if (last) last.tabIndex = 0;
  }

  #articles() {
    return [...this.list.querySelectorAll("article")];
  }

  #showEarlier() {
    const fromBottom = this.root.scrollHeight - this.root.scrollTop;
    this.#shown += PAGE;
    this.drawAll();
    this.root.scrollTop = this.root.scrollHeight - fromBottom;
    this.root.focus({ preventScroll: true });
  }

  #key(event) {
    const article = document.activeElement;
    if (article.tagName !== "ARTICLE") return;
    if (event.key === "ArrowUp" || event.key === "ArrowDown") this.#move(event, article);
    else
      this.#host.key(event, this.#host.log().entries.get(Number(article.closest("li").dataset.id)));
  }

  #move(event, article) {
    event.preventDefault();
    const articles = this.#articles();
    const next = articles[articles.indexOf(article) + (event.key === "ArrowUp" ? -1 : 1)];
    if (next) next.focus();
    else if (event.key === "ArrowDown") this.#host.leave();
  }

  /** A keyboard, a picture or a narrower window must not push the end out of sight. */
  #resized() {
    this.#size = this.#sizeNow();
    if (this.#ended) this.toBottom();
  }

  #scrolled() {
    if (this.#size !== this.#sizeNow()) return; // nobody scrolled: the size changed
    this.#ended = this.#atBottom();
    if (this.#ended) this.#clearJump();
  }

  #sizeNow() {
    return `${this.root.clientWidth} ${this.root.clientHeight} ${this.root.scrollHeight}`;
  }

  #atBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.root;
    return scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX;
  }

  #countArrival() {
    this.#arrived += 1;
    this.jump.hidden = false;
    this.jump.replaceChildren(icon("down"), words.newMessages(this.#arrived));
  }

  #clearJump() {
    this.#arrived = 0;
    this.jump.hidden = true;
  }
}

const pill = (name, onclick) =>
  el("button", { type: "button", class: name, hidden: true, onclick });

function replace(old, item) {
  const focused = old.contains(document.activeElement);
  old.replaceWith(item);
  if (focused) item.querySelector("article")?.focus({ preventScroll: true });
}
