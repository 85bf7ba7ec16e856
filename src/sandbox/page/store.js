//! What the page knows: people, chats, messages. One long poll tells what changed; listeners redraw what they show.

import { api, onConnection, Refused } from "./api.js";
import { throttled } from "./dom.js";

const WAIT_SECONDS = 25;
const POLL_MILLISECONDS = 1000;

export const people = new Map();
export const chats = new Map();
const logs = new Map();
const watchers = { chats: new Set(), event: new Set(), trouble: new Set() };

export const on = (what, listener) => watchers[what].add(listener);
const tell = (what, ...details) => watchers[what].forEach((listener) => listener(...details));

/** A chat's messages by id in their order, and who wants to hear of changes. */
class Log {
  constructor(chat) {
    this.chat = chat;
    this.messages = new Map();
    this.seq = 0;
    this.loaded = false;
    this.listeners = new Set();
    this.fetching = null;
  }

  /** Asks for what is new. Requests made meanwhile are answered by one more look. */
  async refresh() {
    if (this.fetching) {
      this.again = true;
      return this.fetching;
    }
    this.fetching = this.fetch().finally(() => {
      this.fetching = null;
    });
    await this.fetching;
    if (this.again) {
      this.again = false;
      await this.refresh();
    }
  }

  async fetch() {
    const { messages, next } = await api.messages(this.chat, this.seq);
    this.seq = Math.max(this.seq, next ?? 0);
    const wasLoaded = this.loaded;
    this.loaded = true;
    const added = [];
    const changed = [];
    for (const message of messages) {
      (this.messages.has(message.message_id) ? changed : added).push(message);
      this.messages.set(message.message_id, message);
    }
    added.sort((a, b) => a.message_id - b.message_id);
    if (!wasLoaded) this.messages = new Map([...this.messages].sort(([a], [b]) => a - b));
    if (messages.length || !wasLoaded) this.listeners.forEach((listener) => listener(added, changed, !wasLoaded));
  }

  list() {
    return [...this.messages.values()];
  }
}

export function logOf(chat) {
  if (!logs.has(chat)) logs.set(chat, new Log(chat));
  return logs.get(chat);
}

/** Members come as ids, people or chat members; here they are ids. */
function memberIds(chat) {
  const members = chat.members ?? [];
  return members
    .filter((member) => !["left", "kicked"].includes(member?.status))
    .map((member) => (typeof member === "object" ? (member.user?.id ?? member.person ?? member.id) : member))
    .filter((id) => people.has(id));
}

export function unreadOf(chat, person) {
  const { unread } = chat;
  if (unread && typeof unread === "object") return unread[person] ?? 0;
  return Number(unread) || 0;
}

const PARTS = ["applicant", "responsible person", "reviewer", "administrator"];
/** Applicants first; parts that are not known come last. */
const place = (person) => PARTS.indexOf(person.about) >>> 0;

export async function loadChats() {
  const [everybody, list] = await Promise.all([api.people(), api.chats()]);
  people.clear();
  for (const person of everybody.sort((a, b) => place(a) - place(b))) people.set(person.id, person);
  chats.clear();
  const order = [...people.keys()];
  list.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  for (const chat of list) {
    const person = people.get(chat.id);
    chats.set(chat.id, {
      ...chat,
      isGroup: chat.type !== "private",
      name: chat.title ?? person?.first_name ?? String(chat.id),
      about: person?.about ?? "",
      memberIds: chat.type === "private" ? [chat.id] : memberIds(chat),
    });
  }
  tell("chats");
}

export const refreshChats = throttled(400, () => loadChats().catch(() => {}));

/** Everything was forgotten, so the page forgets too what it kept of it. */
export function startAnew() {
  sessionStorage.clear();
  localStorage.removeItem("columns");
  location.reload();
}

/** Follows the sandbox for as long as the page is open. */
export async function follow() {
  let after = 0;
  let pause = 0;
  let hasEvents = true;
  let began;
  for (;;) {
    try {
      if (hasEvents) {
        const { next, chats: changed, ...since } = await waitForEvents(after, pause ? 0 : WAIT_SECONDS);
        began ??= since.began;
        // Another sandbox answers here now, or this one was reset: nothing of what is shown is there any more.
        if (next < after || began !== since.began) startAnew();
        if (changed.length === 0 && next === after) await sleep(200);
        after = next;
        await Promise.all(changed.map((chat) => look(chat)));
        if (changed.length) refreshChats();
        tell("event", changed);
      } else {
        const open = [...logs.values()].filter((log) => log.listeners.size);
        await Promise.all(open.map((log) => look(log.chat)));
        await loadChats();
        tell("event", open.map((log) => log.chat));
        await sleep(POLL_MILLISECONDS);
      }
      if (pause) await resync();
      if (pause) tell("trouble", null);
      pause = 0;
    } catch (error) {
      if (hasEvents && error instanceof Refused && error.status === 404) {
        hasEvents = false;
        continue;
      }
      if (error instanceof Refused) tell("trouble", error);
      pause = Math.min(5000, pause * 2 || 500);
      await sleep(pause);
    }
  }
}

let waiting = null;
// Another call has found the server away: what waits for it waits in vain.
onConnection((away) => away && waiting?.abort());

async function waitForEvents(after, seconds) {
  waiting = new AbortController();
  const tooLong = setTimeout(() => waiting.abort(), (seconds + 10) * 1000);
  try {
    return await api.events(after, seconds, waiting.signal);
  } finally {
    clearTimeout(tooLong);
  }
}

function look(chat) {
  const log = logs.get(chat);
  if (!log?.listeners.size) return undefined;
  // A chat may be gone by now; the list of chats tells.
  return log.refresh().catch((error) => {
    if (!(error instanceof Refused)) throw error;
  });
}

/** After the server was away: everything that is shown is looked at anew. */
async function resync() {
  await loadChats();
  await Promise.all([...logs.keys()].map(look));
}

export const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
