// The list of people and groups, with what waits unread; it only reports what was chosen.
import { append, avatar, el, icon, iconButton } from "./dom.js";
import { words } from "./words.js";

const languages = new Intl.DisplayNames(["en"], { type: "language" });

export class People {
  #store;
  #hooks;
  #selected = { user: null, beside: null };
  #signature = "";

  /** `hooks`: {chooseUser(id), chooseGroup(id), openInvitation(id), tour(), panel(), theme()}. */
  constructor(root, store, hooks) {
    this.#store = store;
    this.#hooks = hooks;
    root.setAttribute("aria-label", words.peopleAndGroups);
    this.#build(root);
    for (const name of ["state", "entry", "reset", "read"])
      store.addEventListener(name, () => this.#drawSoon());
  }

  select(user, beside) {
    this.#selected = { user, beside };
    this.#draw();
  }

  #build(root) {
    this.botName = el("h1", { dir: "auto" }, words.title);
    this.panelButton = iconButton("gear", words.openPanel, () => this.#hooks.panel(), {
      "aria-expanded": "false",
      "aria-controls": "panel",
      id: "panel-button",
    });
    this.list = el("ul", { class: "people-list", role: "list", "aria-label": words.people });
    this.groups = el("ul", { class: "people-list", role: "list", "aria-label": words.groups });
    append(root, [
      el(
        "header",
        { class: "people-header" },
        this.botName,
        iconButton("moon", words.theme, () => this.#hooks.theme(), { id: "theme-button" }),
        this.panelButton,
      ),
      el(
        "button",
        {
          type: "button",
          class: "button button-main tour-button",
          id: "tour-button",
          onclick: () => this.#hooks.tour(),
        },
        icon("play"),
        words.takeTour,
      ),
      el(
        "div",
        { class: "people-scroll" },
        el("h2", {}, words.whoAreYou),
        this.list,
        el("h2", {}, words.groups),
        this.groups,
      ),
    ]);
  }

  #soon = null;
  #drawSoon() {
    this.#soon ??= requestAnimationFrame(() => {
      this.#soon = null;
      this.#draw();
    });
  }

  #draw() {
    const { state } = this.#store;
    this.botName.textContent = this.#store.botName || words.title;
    const people = state.users.filter((user) => !user.is_bot).map((user) => this.#person(user));
    const groups = this.#store.groups.map((chat) => this.#group(chat));
    const signature = JSON.stringify([people, groups]);
    if (signature === this.#signature) return; // redrawing would lose the focus
    this.#signature = signature;
    const focused = document.activeElement?.dataset?.key;
    this.list.replaceChildren(...people.map((row) => this.#row(row)));
    this.groups.replaceChildren(...groups.map((row) => this.#row(row)));
    if (focused) document.querySelector(`[data-key="${focused}"]`)?.focus();
    this.#title(people, groups);
  }

  #title(people, groups) {
    const unread = [...people, ...groups].reduce((sum, row) => sum + row.unread, 0);
    document.title = `${unread ? `(${unread}) ` : ""}${this.botName.textContent}`;
  }

  #person(user) {
    const name = this.#store.nameOf(user.id);
    const language = user.language_code ? languageName(user.language_code) : "";
    return {
      kind: "user",
      id: user.id,
      title: user.label ?? name,
      note: [user.label ? `\u2068${name}\u2069` : "", language].filter(Boolean).join(" · "),
      unread: this.#store.unread(user.id),
      blocked: Boolean(user.blocked),
      link: user.link ?? null,
      current: this.#selected.user === user.id,
      fresh: Boolean(user.link) && this.#store.log(user.id).ids.length === 0,
    };
  }

  #group(chat) {
    return {
      kind: "group",
      id: chat.id,
      title: chat.title,
      note: words.members((chat.members ?? []).length),
      unread: this.#store.unread(chat.id),
      current: this.#selected.beside === chat.id,
    };
  }

  #row(row) {
    const choose = () =>
      row.kind === "user" ? this.#hooks.chooseUser(row.id) : this.#hooks.chooseGroup(row.id);
    const notes = [row.note, row.blocked && words.blockedMark].filter(Boolean).join(" · ");
    return el(
      "li",
      { class: `person${row.current ? " current" : ""}` },
      el(
        "button",
        {
          type: "button",
          class: "person-button",
          "data-key": `${row.kind}${row.id}`,
          "aria-current": row.current ? "true" : null,
          onclick: choose,
        },
        avatar(row.id, row.title, row.kind),
        el(
          "span",
          { class: "person-text" },
          el("span", { class: "person-title", dir: "auto" }, row.title),
          el("span", { class: "person-note" }, notes),
        ),
        row.unread
          ? el(
              "span",
              { class: "unread", "aria-label": words.unread(row.unread) },
              String(row.unread),
            )
          : null,
      ),
      row.link
        ? iconButton(
            "envelope",
            words.openInvitationOf(row.title),
            () => this.#hooks.openInvitation(row.id),
            { class: `icon-button invite${row.fresh ? " fresh" : ""}` },
          )
        : null,
    );
  }
}

function languageName(code) {
  try {
    return languages.of(code);
  } catch {
    return code;
  }
}
