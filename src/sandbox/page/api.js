//! The sandbox's HTTP calls, and whether the server can be reached.

const bot = new URLSearchParams(location.search).get("bot");

/** The server understood the call and refused it; the message says what to send. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The server could not be reached, or broke. */
export class Away extends Error {}

const listeners = new Set();
let away = false;

export function onConnection(listener) {
  listeners.add(listener);
}

function noteConnection(isAway) {
  if (away === isAway) return;
  away = isAway;
  for (const listener of listeners) listener(away);
}

async function call(method, path, { query = {}, json, form, signal, ofChat = false } = {}) {
  const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined));
  if (ofChat && bot) parameters.set("bot", bot);
  const address = parameters.size ? `${path}?${parameters}` : path;
  const options = { method, signal, cache: "no-store" };
  if (json !== undefined) {
    options.body = JSON.stringify(json);
    options.headers = { "content-type": "application/json" };
  } else if (form) {
    options.body = form;
  }
  let response;
  try {
    response = await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    noteConnection(true);
    throw new Away(error.message);
  }
  const text = await response.text().catch(() => "");
  noteConnection(false);
  let body = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    body = null;
  }
  if (!response.ok) throw new Refused(response.status, body?.error ?? `${response.status} ${text.slice(0, 200)}`.trim());
  return body;
}

const chatPath = (chat, rest) => `/api/chats/${encodeURIComponent(chat)}/${rest}`;

export const api = {
  people: () => call("GET", "/api/people"),
  newPerson: (person) => call("POST", "/api/people", { json: person }),
  chats: () => call("GET", "/api/chats", { ofChat: true }),
  events: (after, wait, signal) => call("GET", "/api/events", { query: { after, wait }, signal, ofChat: true }),
  messages: (chat, after) => call("GET", chatPath(chat, "messages"), { query: { after }, ofChat: true }),
  say: (chat, from, text, replyTo) =>
    call("POST", chatPath(chat, "messages"), { json: { from, text, ...(replyTo ? { reply_to: replyTo } : {}) }, ofChat: true }),
  sendForm: (chat, form) => call("POST", chatPath(chat, "messages"), { form, ofChat: true }),
  edit: (chat, id, from, text) => call("PATCH", chatPath(chat, `messages/${id}`), { json: { from, text }, ofChat: true }),
  press: (chat, from, messageId, pressed) =>
    call("POST", chatPath(chat, "presses"), { json: { from, message_id: messageId, button: pressed }, ofChat: true }),
  setMember: (chat, person, status) => call("POST", chatPath(chat, `members/${person}`), { json: { status }, ofChat: true }),
  commands: (chat, person) => call("GET", chatPath(chat, "commands"), { query: { for: person }, ofChat: true }),
  actions: (chat) => call("GET", chatPath(chat, "actions"), { ofChat: true }),
  read: (chat, from, upTo) => call("POST", chatPath(chat, "read"), { json: { from, up_to: upTo }, ofChat: true }),
  clock: () => call("GET", "/api/clock"),
  moveClock: (move) => call("POST", "/api/clock", { json: move }),
  settle: (seconds) => call("POST", "/api/settle", { json: { timeout_seconds: seconds } }),
  sms: () => call("GET", "/api/sms"),
  services: () => call("GET", "/api/services"),
  setService: (name, change) => call("PUT", `/api/services/${encodeURIComponent(name)}`, { json: change }),
  links: () => call("GET", "/api/links"),
  reset: () => call("POST", "/api/reset", { json: {} }),
  fileAddress: (fileId) => `/api/files/${encodeURIComponent(fileId)}`,
};
