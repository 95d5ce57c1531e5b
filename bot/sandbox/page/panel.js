// The engineer's drawer: journal, faults, limits, clock, the bot's process; it must not touch the chats.
import { sim } from "./api.js";
import { append, attempt, el, iconButton } from "./dom.js";
import { Journal } from "./journal.js";
import { words } from "./words.js";

const FAULTS = {
  flood: {
    method: "*",
    kind: "status",
    status: 429,
    description: "Too Many Requests: retry after 3",
    retry_after: 3,
    times: null,
  },
  error: {
    method: "*",
    kind: "status",
    status: 500,
    description: "Internal Server Error",
    times: null,
  },
  outage: { method: "*", kind: "cut", times: null },
  lost: { method: "sendMessage", kind: "lost_reply", times: 1 }, // more than once would repeat the message for ever
  slow: { method: "*", kind: "delay", seconds: 3, times: null },
};

export class Panel {
  #root;
  #store;
  #person;
  #journal;

  /** `person()` is the user chosen on the page, or null. */
  constructor(root, store, person) {
    this.#root = root;
    this.#store = store;
    this.#person = person;
    this.#journal = new Journal(store);
    root.setAttribute("aria-label", words.openPanel);
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.#build();
    store.addEventListener("state", () => this.draw());
    for (const name of ["entry", "call"])
      store.addEventListener(name, () => root.hidden || store.refreshSoon()); // what waits, which faults struck
  }

  toggle() {
    if (this.#root.hidden) this.open();
    else this.close();
  }

  open() {
    this.#root.hidden = false;
    this.#mark(true);
    this.draw();
    this.#journal.start();
    this.#root.querySelector("button").focus();
  }

  close() {
    this.#root.hidden = true;
    this.#mark(false);
    this.#journal.stop();
    document.getElementById("panel-button").focus();
  }

  #mark(open) {
    document.getElementById("app").classList.toggle("with-panel", open);
    document.getElementById("panel-button").setAttribute("aria-expanded", String(open));
  }

  #build() {
    this.process = el("div", { class: "process" });
    this.switches = el("div", { class: "switches" });
    const clock = words.clockSteps.map(([label, seconds]) =>
      el(
        "button",
        {
          type: "button",
          class: "button button-quiet",
          onclick: () => attempt(sim.clock(seconds)),
        },
        label,
      ),
    );
    append(this.#root, [
      el(
        "header",
        { class: "panel-header" },
        el("h2", {}, words.openPanel),
        iconButton("close", words.closePanel, () => this.close()),
      ),
      el(
        "div",
        { class: "panel-scroll" },
        section(words.process, this.process),
        section(words.trouble, this.switches),
        section(
          words.clock,
          el("p", { class: "hint" }, words.clockHint),
          el("div", { class: "button-row" }, clock),
        ),
        section(words.journal, el("p", { class: "hint" }, words.journalHint), this.#journal.root),
      ),
    ]);
  }

  draw() {
    if (this.#root.hidden) return;
    this.#drawProcess();
    this.#drawSwitches();
  }

  #drawProcess() {
    const { supervised, pending_updates: pending } = this.#store.state;
    const running = supervised?.running;
    const lines = [
      el(
        "p",
        { class: "process-state", "data-running": String(supervised ? running : "unknown") },
        processText(supervised),
      ),
      el("p", { class: "hint" }, words.pending(pending ?? 0)),
    ];
    if (supervised)
      lines.push(this.#processButtons(running), el("p", { class: "hint" }, words.killHint));
    keepFocus(this.process, () => this.process.replaceChildren(...lines));
  }

  #processButtons(running) {
    const button = (action, label, kind, disabled) =>
      el(
        "button",
        {
          type: "button",
          class: `button button-${kind}`,
          disabled,
          "data-key": `bot-${action}`,
          onclick: () => this.#control(action),
        },
        label,
      );
    return el(
      "div",
      { class: "button-row" },
      button("kill", words.kill, "danger", !running),
      button("stop", words.stop, "quiet", !running),
      button("start", words.startBot, "main", running),
    );
  }

  async #control(action) {
    await attempt(sim.bot(action));
    await attempt(this.#store.refreshState());
  }

  #drawSwitches() {
    const { limits } = this.#store.state;
    const faults = Object.entries(FAULTS).map(([name, fault]) => this.#faultSwitch(name, fault));
    const flood = this.#switch("limits", words.limits, Boolean(limits?.enforce), (on) =>
      sim.limits({ ...limits, enforce: on }),
    );
    keepFocus(this.switches, () =>
      this.switches.replaceChildren(...faults, this.#blockSwitch(), flood),
    );
  }

  #faultSwitch(name, fault) {
    const active = (this.#store.state.faults ?? []).find((known) => inForce(known, fault));
    return this.#switch(name, words.faults[name], Boolean(active), (on) =>
      on ? sim.addFault(fault) : sim.removeFault(active.id),
    );
  }

  #blockSwitch() {
    const user = this.#person();
    if (!user) return this.#switch("blocked", words.blockedNobody, false, null);
    return this.#switch(
      "blocked",
      words.blocked(user.label ?? user.first_name),
      Boolean(user.blocked),
      (on) => sim.block(user.id, on),
    );
  }

  #switch(name, [title, note], on, change) {
    const flip = async () => {
      await attempt(change(!on));
      await attempt(this.#store.refreshState());
    };
    return el(
      "button",
      {
        type: "button",
        role: "switch",
        class: "switch",
        "aria-checked": String(on),
        "data-key": `switch-${name}`,
        disabled: !change,
        onclick: flip,
      },
      el(
        "span",
        { class: "switch-text" },
        el("span", { class: "switch-title" }, title),
        el("span", { class: "hint" }, note),
      ),
      el("span", { class: "switch-knob", "aria-hidden": "true" }),
    );
  }
}

function section(title, ...children) {
  return el("section", { class: "panel-section" }, el("h3", {}, title), children);
}

function processText(supervised) {
  if (!supervised) return words.processOwn;
  const restarts = supervised.restarts ? ` · ${words.restarts(supervised.restarts)}` : "";
  return (supervised.running ? words.processRuns(supervised.pid) : words.processStopped) + restarts;
}

function inForce(known, fault) {
  const same = ["method", "kind", "status"].every(
    (name) => fault[name] === undefined || known[name] === fault[name],
  );
  return same && known.times !== 0;
}

function keepFocus(node, draw) {
  const key = node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  draw();
  if (key) node.querySelector(`[data-key="${key}"]`)?.focus();
}
