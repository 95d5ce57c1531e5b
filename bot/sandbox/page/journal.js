// The journal of Bot API calls, newest first; drawn only while it is looked at.
import { sim } from "./api.js";
import { attempt, el } from "./dom.js";
import { words } from "./words.js";

const MAX_ROWS = 300;

export class Journal {
  #store;
  #running = false;
  #lastSeq = 0;

  constructor(store) {
    this.#store = store;
    this.filter = el("input", {
      type: "search",
      id: "journal-filter",
      oninput: () => this.#refilter(),
    });
    this.hidePolls = el("input", {
      type: "checkbox",
      checked: true,
      onchange: () => this.#refilter(),
    });
    this.empty = el("p", { class: "hint" }, words.journalEmpty);
    this.rows = el("ol", { class: "calls", role: "list", "aria-label": words.journal });
    const clear = el(
      "button",
      { type: "button", class: "button button-quiet", onclick: () => this.rows.replaceChildren() },
      words.clear,
    );
    this.root = el(
      "div",
      { class: "journal" },
      el(
        "div",
        { class: "journal-tools", role: "toolbar", "aria-label": words.journal },
        el("label", {}, el("span", {}, words.filter), this.filter),
        el("label", { class: "check" }, this.hidePolls, words.hidePolls),
        clear,
      ),
      this.empty,
      this.rows,
    );
    store.addEventListener("call", (event) => this.#running && this.#add(event.detail.call));
    store.addEventListener("connected", () => this.#running && this.#fetch());
  }

  start() {
    this.#running = true;
    return this.#fetch();
  }

  stop() {
    this.#running = false;
  }

  async #fetch() {
    const answer = await attempt(sim.journal(this.#lastSeq));
    for (const call of (answer?.calls ?? []).slice(-MAX_ROWS)) this.#add(call);
  }

  #add(call) {
    if (call.seq <= this.#lastSeq) return;
    this.#lastSeq = call.seq;
    this.rows.prepend(this.#row(call));
    if (this.rows.children.length > MAX_ROWS) this.rows.lastElementChild.remove();
    this.empty.hidden = true;
  }

  #row(call) {
    const kind =
      call.status === null || call.status === undefined || call.fault
        ? "odd"
        : call.status >= 400
          ? "bad"
          : "good";
    const details = el(
      "details",
      { class: "call" },
      el(
        "summary",
        {},
        el("span", { class: `status status-${kind}` }, String(call.status ?? words.noAnswer)),
        el("span", { class: "call-method" }, call.method),
        el("span", { class: "call-chat" }, String(call.params?.chat_id ?? "")),
        el("span", { class: "call-ms" }, words.milliseconds(Math.round(call.ms))),
      ),
    );
    details.addEventListener("toggle", () => details.open && fill(details, call), { once: true });
    const row = el("li", { "data-method": call.method }, details);
    row.hidden = !this.#matches(call.method);
    return row;
  }

  #refilter() {
    for (const row of this.rows.children) row.hidden = !this.#matches(row.dataset.method);
  }

  #matches(method) {
    if (this.hidePolls.checked && method.toLowerCase() === "getupdates") return false;
    return method.toLowerCase().includes(this.filter.value.trim().toLowerCase());
  }
}

function fill(details, call) {
  details.append(
    el("h4", {}, words.request),
    el("pre", { tabindex: "0" }, JSON.stringify(call.params, null, 2)),
    el("h4", {}, words.response),
    el("pre", { tabindex: "0" }, JSON.stringify(call.response, null, 2)),
  );
}
