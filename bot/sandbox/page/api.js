// The only module that speaks to the server, and only to /sim; it must keep no state of the chats.
const RETRY_EVENTS_MS = 1500;

export class SimError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function request(method, path, body) {
  const options = { method };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const response = await fetch(path, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new SimError(response.status, answer.error ?? `${response.status}`);
  return answer;
}

const query = (parameters) => new URLSearchParams(parameters).toString();

export const sim = {
  state: () => request("GET", "/sim/state"),
  transcript: (chatId, after) =>
    request("GET", `/sim/transcript?${query({ chat_id: chatId, after })}`),
  send: (message) => request("POST", "/sim/messages", message),
  upload(chatId, fromId, file, { asPhoto = false, caption = "" } = {}) {
    const form = new FormData();
    form.append("chat_id", chatId);
    form.append("from_id", fromId);
    if (caption) form.append("caption", caption);
    form.append(asPhoto ? "photo" : "document", file, file.name);
    return request("POST", "/sim/messages", form);
  },
  edit: (edit) => request("POST", "/sim/edits", edit),
  tap: (tap) => request("POST", "/sim/taps", tap),
  answer: (id) => request("GET", `/sim/taps/${encodeURIComponent(id)}`),
  commands: (chatId, userId) =>
    request("GET", `/sim/commands?${query({ chat_id: chatId, user_id: userId })}`),
  journal: (after) => request("GET", `/sim/journal?${query({ after })}`),
  addFault: (fault) => request("POST", "/sim/faults", fault),
  removeFault: (id) => request("DELETE", `/sim/faults/${encodeURIComponent(id)}`),
  limits: (limits) => request("POST", "/sim/limits", limits),
  clock: (seconds) => request("POST", "/sim/clock", { advance_seconds: seconds }),
  block: (userId, blocked) => request("POST", `/sim/users/${userId}/block`, { blocked }),
  bot: (action) => request("POST", `/sim/bot/${action}`),
  tour: () => request("GET", "/sim/tour"),
  fileUrl: (fileId) => `/sim/files/${encodeURIComponent(fileId)}`,
};

/** Calls `opened` at every (re)connection, so that what was missed can be fetched, and `event` for each event. */
export function listen({ opened, closed, event }) {
  const source = new EventSource("/sim/events");
  source.onopen = opened;
  source.onmessage = (message) => event(JSON.parse(message.data));
  source.onerror = () => {
    closed();
    if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    setTimeout(() => listen({ opened, closed, event }), RETRY_EVENTS_MS);
  };
}
