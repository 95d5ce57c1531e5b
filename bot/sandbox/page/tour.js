// Plays a story with real calls: it types, taps and waits on the page as a person would; it records nothing.
import { sim } from "./api.js";
import { append, attempt, el } from "./dom.js";
import { words } from "./words.js";

const WAIT_MS = 10000; // for an answer, unless the story says otherwise
const LETTER_MS = 32;
const TYPING_MAX_MS = 2200;
const LOOK_MS = 600; // between showing where something happens and its happening

class TourEnded extends Error {}

export class Tour {
  #root;
  #store;
  #stage;
  #run = 0;
  #paused = false;
  #home = null; // the chat where things happen unless a step names another
  #patience = WAIT_MS;
  #skip = null; // ends the present pause at once
  #seen = new Map(); // chat → last seq when the latest action began: a wait looks at what came after
  #acted = new Map(); // chat → the same of the latest action in it: what is tapped came or changed since

  /** `stage`: {show(chatIds), as(userId, chatId), look(chatId): bring it into sight, view(chatId): ChatView}. */
  constructor(root, store, stage) {
    this.#root = root;
    this.#store = store;
    this.#stage = stage;
    root.setAttribute("aria-label", words.tour);
    this.#build();
  }

  async play() {
    const tour = await attempt(sim.tour());
    const run = (this.#run += 1);
    this.#root.hidden = false;
    document.getElementById("app").classList.add("with-tour");
    this.#pause(false);
    if (!tour?.steps?.length) return this.#end("failed", words.tourNone);
    this.#patience = tour.wait_ms ?? WAIT_MS;
    this.#mark("playing");
    this.title.textContent = tour.title?.en ?? tour.title ?? words.tour;
    this.#acted.clear();
    this.#remember();
    try {
      for (const [i, step] of tour.steps.entries())
        await this.#step(step, run, words.tourStep(i + 1, tour.steps.length));
      this.#end("done", words.tourDone);
    } catch (error) {
      if (!(error instanceof TourEnded)) throw error;
      if (run === this.#run) this.#end(error.cause, error.message);
    }
  }

  stop() {
    this.#run += 1;
    this.#skip?.();
    this.#end("stopped", words.tourStopped);
  }

  #build() {
    const button = (label, run, id) =>
      el("button", { type: "button", class: "button button-quiet", id, onclick: run }, label);
    this.title = el("strong", { class: "tour-title" });
    this.count = el("span", { class: "tour-count" });
    this.caption = el("p", { class: "tour-caption", "aria-live": "polite", dir: "auto" });
    this.pauseButton = button(words.tourPause, () => this.#pause(!this.#paused), "tour-pause");
    this.nextButton = button(words.tourNext, () => this.#skip?.(), "tour-next");
    this.stopButton = button(
      words.tourStop,
      () => (this.playing ? this.stop() : this.#hide()),
      "tour-stop",
    );
    const speeds = words.tourSpeeds.map(([value, label]) =>
      el("option", { value, selected: value === "1" }, label),
    );
    this.speed = el("select", { id: "tour-speed" }, speeds);
    append(this.#root, [
      el(
        "div",
        { class: "tour-text" },
        el("p", { class: "tour-head" }, this.title, this.count),
        this.caption,
      ),
      el(
        "div",
        { class: "tour-tools", role: "toolbar", "aria-label": words.tour },
        this.pauseButton,
        this.nextButton,
        this.stopButton,
        el("label", { class: "tour-speed" }, el("span", {}, words.tourSpeed), this.speed),
      ),
    ]);
  }

  get playing() {
    return document.body.dataset.tour === "playing";
  }

  #mark(state) {
    document.body.dataset.tour = state;
    this.pauseButton.disabled = this.nextButton.disabled = state !== "playing";
    this.stopButton.textContent = state === "playing" ? words.tourStop : words.close;
  }

  #end(state, text) {
    this.#mark(state);
    this.count.textContent = "";
    this.caption.textContent = text;
  }

  #hide() {
    this.#root.hidden = true;
    document.getElementById("app").classList.remove("with-tour");
    document.getElementById("tour-button").focus();
  }

  #pause(paused) {
    this.#paused = paused;
    this.pauseButton.textContent = paused ? words.tourResume : words.tourPause;
  }

  // ---- one step

  async #step(step, run, count) {
    if (step.caption) this.caption.textContent = step.caption.en ?? step.caption;
    this.count.textContent = count;
    if (step.show) this.#stage.show(step.show);
    if (step.show) this.#home = step.show[0];
    else if (step.as && this.#home > 0) this.#home = step.as; // another person, so that person's own chat
    const action = step.do ?? {};
    const chatId = action.chat_id ?? this.#home;
    if (step.as) this.#stage.as(step.as, chatId);
    if (step.do) {
      this.#stage.look(chatId);
      await this.#do(action, chatId, run);
    }
    await this.#rest(step.pause_ms ?? 1200, run);
  }

  async #do(action, chatId, run) {
    if (action.wait !== undefined)
      return this.#wait(
        () => this.#arrived(chatId, action.wait),
        words.tourTimeout(action.wait),
        run,
      );
    await this.#rest(LOOK_MS, run);
    const view = this.#stage.view(chatId);
    if (action.tap !== undefined) return this.#tap(view, action, chatId, run);
    this.#remember(chatId);
    if (action.say !== undefined) await this.#say(view, action.say, run);
    if (action.file)
      await view.composer.upload(asFile(action.file), {
        asPhoto: action.file.kind === "photo",
        caption: action.file.caption ?? "",
      });
    if (action.open_link) await this.#openLink(view, run);
  }

  async #say(view, text, run) {
    const letters = [...text];
    const pace = Math.min(LETTER_MS, TYPING_MAX_MS / letters.length);
    try {
      for (let n = 1; n <= letters.length; n += 1) {
        view.composer.fill(letters.slice(0, n).join(""));
        await this.#rest(pace, run);
      }
      await this.#rest(LOOK_MS / 2, run);
    } catch (error) {
      view.composer.fill(""); // stopped: half a sentence is nobody's
      throw error;
    }
    await view.composer.send();
  }

  async #openLink(view, run) {
    view.composer.startButton.classList.add("flash");
    await this.#rest(LOOK_MS, run);
    view.composer.startButton.classList.remove("flash");
    await view.composer.start();
  }

  async #tap(view, action, chatId, run) {
    // A button of the same words below an answered question is not the one that the story means.
    const since = this.#acted.get(chatId) ?? 0;
    const find = () => buttonNode(view, action.tap, action.nth ?? 1, since);
    await this.#wait(find, words.tourNoButton(action.tap), run);
    find().classList.add("flash");
    find().scrollIntoView({ block: "nearest" });
    await this.#rest(LOOK_MS, run);
    this.#remember(chatId);
    const button = find(); // the message may have been drawn anew
    if (!button) throw new TourEnded(words.tourNoButton(action.tap), { cause: "failed" });
    button.click();
    button.classList.remove("flash");
  }

  // ---- time

  async #wait(condition, complaint, run) {
    const end = performance.now() + this.#patience;
    while (!condition()) {
      if (performance.now() > end) throw new TourEnded(complaint, { cause: "failed" });
      await this.#sleep(40, run);
    }
  }

  /** A pause that follows the speed, the Pause button and the Next button. */
  async #rest(ms, run) {
    let left = ms;
    let skipped = false;
    this.#skip = () => (skipped = true);
    while ((left > 0 && !skipped) || (this.#paused && !skipped)) {
      const slice = Math.min(40, Math.max(left, 1) / Number(this.speed.value));
      await this.#sleep(slice, run);
      if (!this.#paused) left -= slice * Number(this.speed.value);
    }
  }

  async #sleep(ms, run) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (run !== this.#run) throw new TourEnded(words.tourStopped, { cause: "stopped" });
  }

  // ---- looking at the chats

  #remember(chatId) {
    if (chatId !== undefined) this.#acted.set(chatId, this.#store.log(chatId).lastSeq);
    this.#seen.clear();
    for (const id of [...this.#store.state.users, ...this.#store.groups].map(({ id }) => id))
      this.#seen.set(id, this.#store.log(id).lastSeq);
  }

  #arrived(chatId, text) {
    const seen = this.#seen.get(chatId) ?? 0;
    for (const entry of this.#store.log(chatId).newestFirst()) {
      if (entry.seq > seen && !entry.deleted && plain(entry.text).includes(plain(text)))
        return true;
    }
    return false;
  }
}

// Isolates around typed values are not part of what a story says.
const plain = (text) => (text ?? "").replace(/[\u2066-\u2069\u200e\u200f]/g, "");

/**
 * The `nth` button (from 1) with this text in the newest message that has one and came or changed after `since`,
 * else on the reply keyboard.
 * A button of these words alone comes before those that have more.
 */
function buttonNode(view, text, nth, since) {
  const wanted = plain(text);
  const matching = (root) => {
    const keys = [...root.querySelectorAll(".key")];
    const same = keys.filter((key) => plain(key.textContent) === wanted);
    return same.length ? same : keys.filter((key) => plain(key.textContent).includes(wanted));
  };
  for (const message of [...view.messages.list.children].reverse()) {
    if (Number(message.dataset.seq ?? 0) <= since) continue;
    const keys = matching(message);
    if (keys.length) return keys[nth - 1] ?? null;
  }
  return matching(view.composer.keyboard)[nth - 1] ?? null;
}

function asFile({ name, mime_type: type = "application/octet-stream", text, base64 }) {
  const content = base64
    ? Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
    : (text ?? "");
  return new File([content], name, { type });
}
