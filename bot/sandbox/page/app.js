// Puts the page together: who I am, which two chats are seen, and what survives a reload.
import { listen } from "./api.js";
import { ChatView } from "./chat.js";
import { el, toast } from "./dom.js";
import { Panel } from "./panel.js";
import { People } from "./people.js";
import { Store } from "./store.js";
import { Tour } from "./tour.js";
import { words } from "./words.js";

const byId = (id) => document.getElementById(id);
const app = byId("app");
const store = new Store();
const me = { user: null, beside: null, view: "people" };

const back = () => go({ view: "people" });
const main = new ChatView(byId("main"), "main", store, { back, start: startAs });
const second = new ChatView(byId("second"), "second", store, {
  back,
  start: startAs,
  chats: chatsBeside,
});
const panel = new Panel(byId("panel"), store, () => store.user(me.user));
const tour = new Tour(byId("tour"), store, { show: showChats, as: actAs, look, view: viewOf });
const people = new People(byId("people"), store, {
  chooseUser: (id) => go({ user: id, view: "main" }, { focus: true }),
  chooseGroup: (id) => go({ beside: id, view: "second" }, { focus: true }),
  openInvitation,
  tour: () => tour.play(),
  panel: () => panel.toggle(),
  theme: switchTheme,
});

// ---- where we are; the address says it, so a reload changes nothing

function go(change, { focus = false } = {}) {
  Object.assign(me, change);
  const place = Object.entries({ user: me.user, beside: me.beside, view: me.view }).filter(
    ([, value]) => value !== null,
  );
  history.replaceState(null, "", `#${new URLSearchParams(place)}`);
  draw();
  if (focus) viewInSight().composer.focus();
}

function readAddress() {
  const place = new URLSearchParams(location.hash.slice(1));
  const user = Number(place.get("user"));
  const beside = Number(place.get("beside"));
  me.user = store.user(user) ? user : null;
  me.beside = store.chat(beside) ? beside : (store.groups[0]?.id ?? null);
  me.view =
    me.user === null && place.get("view") === "main" ? "people" : (place.get("view") ?? "people");
}

function draw() {
  app.dataset.view = me.view;
  app.classList.toggle("nobody", me.user === null);
  app.classList.toggle("no-beside", me.beside === null);
  if (me.user !== null && main.chatId !== me.user) main.show(me.user);
  if (me.beside !== null && second.chatId !== me.beside) second.show(me.beside);
  people.select(me.user, me.beside);
  panel.draw();
  markRead();
}

const viewInSight = () => (me.view === "second" ? second : main);

function viewOf(chatId) {
  return chatId === main.chatId || chatId !== second.chatId ? main : second;
}

function markRead() {
  if (document.hidden) return;
  for (const view of [main, second]) if (view.visible) store.markRead(view.chatId);
}

// ---- what people, links and the tour ask for

function openInvitation(userId) {
  go({ user: userId, view: "main" });
  main.composer.start();
}

function startAs(code, view) {
  const user = me.user ?? view.speaker?.id ?? null;
  if (user === null) return toast(words.chooseFirst);
  go({ user, view: "main" });
  main.composer.say(`/start ${code}`);
}

function chatsBeside() {
  const chats = [
    ...store.groups.map(({ id, title }) => ({ id, label: title })),
    ...store.state.users.map(({ id, label }) => ({ id, label: label || store.nameOf(id) })),
  ];
  return chats.map(({ id, label }) => ({
    label,
    icon: id < 0 ? "group" : "person",
    run: () => go({ beside: id, view: "second" }),
  }));
}

/** `first` is where something happens, so it is what a narrow screen shows. */
function showChats([first, other]) {
  if (first < 0) go({ user: other > 0 ? other : me.user, beside: first, view: "second" });
  else go({ user: first, beside: other ?? me.beside, view: "main" });
}

/** A narrow screen has room for one chat. */
function look(chatId) {
  const view = viewOf(chatId);
  if (!view.visible) go({ view: view === main ? "main" : "second" });
}

function actAs(userId, chatId) {
  if (chatId < 0 && store.chat(chatId)?.members?.includes(userId)) second.speakerId = userId;
  if (chatId > 0 && chatId !== me.beside) go({ user: userId, view: "main" });
}

// ---- colours

function switchTheme() {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const now = document.documentElement.dataset.theme ?? system;
  const next = now === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem("sandbox.theme", next);
}

// ---- the connection

async function connected() {
  try {
    await store.catchUp();
  } catch {
    disconnected();
    setTimeout(connected, 2000);
    return;
  }
  byId("offline").replaceChildren();
  if (!app.dataset.ready) readAddress();
  app.dataset.ready = "true";
  if (me.beside === null || !store.chat(me.beside)) me.beside = store.groups[0]?.id ?? null;
  if (me.user !== null && !store.user(me.user)) me.user = null;
  draw();
  store.dispatchEvent(new CustomEvent("connected"));
}

function disconnected() {
  store.hold();
  if (!byId("offline").childElementCount)
    byId("offline").replaceChildren(el("p", {}, words.offline));
}

byId("skip").textContent = words.skip;
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  viewInSight().composer.focus();
});
byId("chats").append(el("p", { class: "choose" }, words.chooseFirst));
store.addEventListener("entry", () => queueMicrotask(markRead));
store.addEventListener(
  "state",
  () =>
    app.dataset.ready &&
    me.beside === null &&
    store.groups.length &&
    go({ beside: store.groups[0].id }),
);
document.addEventListener("visibilitychange", markRead);
addEventListener("hashchange", () => {
  readAddress();
  draw();
});
addEventListener("resize", markRead);
listen({ opened: connected, closed: disconnected, event: (event) => store.handle(event) });
