// Small menus and dialogs that work by keyboard; they know nothing of chats.
import { append, el, icon, iconButton } from "./dom.js";
import { words } from "./words.js";

/** A button with a menu of `items()`: {label, note?, icon?, run} or {heading}; arrows move, Escape closes. */
export function menuButton(iconName, label, items, { side = "below" } = {}) {
  const button = iconButton(iconName, label, () => toggle(), {
    "aria-haspopup": "menu",
    "aria-expanded": "false",
  });
  const list = el("div", {
    class: `menu menu-${side}`,
    role: "menu",
    "aria-label": label,
    hidden: true,
  });
  const wrapper = el("div", { class: "menu-wrapper" }, button, list);

  const close = ({ refocus = false } = {}) => {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus();
  };
  const toggle = async () => {
    if (!list.hidden) return close();
    list.replaceChildren(...(await items()).map((item) => menuItem(item, close)));
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    list.querySelector("[role=menuitem]")?.focus();
  };
  wrapper.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close({ refocus: true });
    } else moveFocus(event, list, "[role=menuitem]");
  });
  wrapper.addEventListener("focusout", (event) => {
    if (!wrapper.contains(event.relatedTarget)) close();
  });
  return wrapper;
}

function menuItem(item, close) {
  if (item.heading) return el("p", { class: "menu-heading", role: "presentation" }, item.heading);
  const run = () => {
    close({ refocus: true });
    item.run();
  };
  return el(
    "button",
    { type: "button", role: "menuitem", class: "menu-item", onclick: run },
    item.icon && icon(item.icon),
    el("span", { class: "menu-label", dir: "auto" }, item.label),
    item.note && el("span", { class: "menu-note", dir: "auto" }, item.note),
  );
}

/** Moves the focus among the elements of `selector` in `list` with the arrow keys, Home and End. */
export function moveFocus(event, list, selector) {
  const nodes = [...list.querySelectorAll(selector)];
  const at = nodes.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: nodes.length - 1 }[event.key];
  if (to === undefined || nodes.length === 0) return;
  event.preventDefault();
  nodes[(to + nodes.length) % nodes.length].focus();
}

/** Shows a modal dialog and resolves with the value of the button pressed, or null when it is dismissed. */
function modal(title, body, buttons) {
  const heading = el("h2", { id: "dialog-title", dir: "auto" }, title);
  const form = el(
    "form",
    { method: "dialog" },
    heading,
    body,
    el("div", { class: "dialog-buttons" }, buttons),
  );
  const dialog = el("dialog", { "aria-labelledby": "dialog-title" }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue || null);
    });
  });
}

const choice = (value, label) => el("button", { value, class: "button button-main" }, label);

// Not a submit button: Enter in a field would press the first of those.
const dismiss = (label) =>
  el(
    "button",
    {
      type: "button",
      class: "button button-quiet",
      onclick: (e) => e.target.closest("dialog").close(),
    },
    label,
  );

export async function showAlert(title, text) {
  await modal(title, el("p", { class: "dialog-text", dir: "auto" }, text), [
    choice("ok", words.ok),
  ]);
}

export async function showVersions(versions) {
  const items = versions.map((v) =>
    el(
      "li",
      {},
      el("time", {}, new Date(v.date * 1000).toLocaleTimeString("en-GB")),
      el("p", { dir: "auto", class: "dialog-text" }, v.text),
    ),
  );
  await modal(words.versions, el("ol", { class: "versions" }, items), [dismiss(words.close)]);
}

/** Asks for `fields` ({name, label, value, type?, required?}); resolves with a record, or null. */
export async function askFields(title, hint, fields, submitLabel) {
  const inputs = fields.map((f) =>
    el("input", {
      name: f.name,
      type: f.type ?? "text",
      value: f.value ?? "",
      required: f.required,
      dir: "auto",
      checked: f.checked,
    }),
  );
  const body = el(
    "div",
    { class: "dialog-fields" },
    hint && el("p", { class: "dialog-text" }, hint),
  );
  append(
    body,
    fields.map((f, i) =>
      el("label", { class: `field field-${f.type ?? "text"}` }, el("span", {}, f.label), inputs[i]),
    ),
  );
  const pressed = await modal(title, body, [dismiss(words.cancel), choice("ok", submitLabel)]);
  if (pressed !== "ok") return null;
  return Object.fromEntries(
    fields.map((f, i) => [
      f.name,
      f.type === "checkbox" ? inputs[i].checked : inputs[i].value.trim(),
    ]),
  );
}
