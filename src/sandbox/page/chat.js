//! One column: a chat as one person sees it.

import { h, button, icon, avatar } from "./dom.js";
import { t, knows } from "./i18n.js";
import { dayKey } from "./time.js";
import { api } from "./api.js";
import { people, chats, logOf, unreadOf, refreshChats, sleep } from "./store.js";
import { copyText, kindly, openMenu, toast } from "./dialogs.js";
import { row, rowKey, dayDivider } from "./message.js";
import { replyKeyboardOf } from "./keyboard.js";
import { Composer } from "./composer.js";

const AT_ONCE = 120;
const NEAR_PIXELS = 60;
const TOP_PIXELS = 8;
/** The room below the last message. */
const END_PIXELS = 26;
/** How long what a bot says counts as the answer to a person's press or text; as long as a bot may take to answer a press. */
const FOLLOWED_MILLISECONDS = 9500;
/** An answer may be several messages. */
const SAME_ANSWER_MILLISECONDS = 1000;
const STOPS = 'a[href], button:not([tabindex="-1"]), video, audio, [tabindex="0"], [data-stop]';

/** Lets Tab stop at the controls of a message, or pass them by. */
function setStops(element, stops) {
  for (const one of element.querySelectorAll(STOPS)) {
    if (!stops) {
      one.dataset.stop ??= one.getAttribute("tabindex") ?? "";
      one.setAttribute("tabindex", "-1");
    } else if (one.dataset.stop !== undefined) {
      if (one.dataset.stop) one.setAttribute("tabindex", one.dataset.stop);
      else one.removeAttribute("tabindex");
      delete one.dataset.stop;
    }
  }
}

export class ChatColumn {
  /** `board` is told of closing and moving. */
  constructor(id, board) {
    this.id = id;
    this.board = board;
    this.info = chats.get(id);
    this.isGroup = this.info.isGroup;
    this.title = this.info.name;
    this.person = this.isGroup ? this.keptSpeaker() : id;
    this.log = logOf(id);
    this.rows = new Map();
    this.oldest = 0;
    this.missed = 0;
    this.stuck = true;
    this.followsUntil = 0;
    this.readUpTo = 0;
    this.say = this.say.bind(this);
    this.copy = copyText;
    this.build();
    this.listener = (added, changed, first) => this.heard(added, changed, first);
    this.log.listeners.add(this.listener);
    this.watch = new IntersectionObserver(() => this.markRead(), { threshold: 0.5 });
    this.watch.observe(this.scroller);
    if (this.log.loaded) this.heard(this.log.list(), [], true);
    this.log.refresh().catch(() => {});
  }

  keptSpeaker() {
    const kept = Number(localStorage.getItem(`speaker-${this.id}`));
    return this.info.memberIds.includes(kept) ? kept : (this.info.memberIds.find((id) => people.get(id)?.about === "reviewer") ?? this.info.memberIds[0]);
  }

  speaker() {
    return this.person;
  }

  speakerName() {
    return people.get(this.person)?.first_name ?? this.title;
  }

  build() {
    this.status = h("span", { class: "column-about" });
    this.head = h("header", { class: "column-head" });
    this.lines = h("div", { class: "lines", onfocusin: (event) => this.setActive(event.target.closest("article.message")) });
    this.scroller = h("div", {
      class: "log",
      role: "log",
      "aria-live": "off",
      "aria-label": t("messages_of", { name: this.title }),
      tabindex: "0",
      onscroll: () => this.scrolled(),
      onkeydown: (event) => this.key(event),
    }, this.lines);
    this.typing = h("div", { class: "typing", role: "status", "aria-live": "polite" });
    this.newer = button({ class: "newer", hidden: true, onclick: () => this.toBottom(true) }, icon("down"), h("span", {}));
    this.notes = h("div", { class: "toasts in-column", role: "status" });
    this.composer = new Composer(this);
    this.drop = h("div", { class: "drop", "aria-hidden": "true" }, icon("attach"), t("drop_here"));
    this.element = h("section", { class: "column", "aria-label": t("chat_with", { name: this.title }) }, this.head, h("div", { class: "log-box" }, this.scroller, this.typing, this.newer, this.notes), this.composer.element, this.drop);
    this.element.dataset.chat = this.id;
    this.takeDrops();
    this.drawHead();
    new ResizeObserver(() => this.stuck && this.toBottom()).observe(this.scroller);
    new ResizeObserver(() => this.stuck && this.toBottom()).observe(this.lines);
  }

  drawHead() {
    const about = this.isGroup
      ? t("group_of", { n: this.info.memberIds.length })
      : [knows(this.info.about) ? t(this.info.about) : this.info.about, people.get(this.id)?.username && `@${people.get(this.id).username}`].filter(Boolean).join(" · ");
    this.status.textContent = about;
    const held = this.head.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    this.head.replaceChildren(
      avatar(this.id, this.title),
      h("div", { class: "column-words" }, h("h2", {}, this.title), this.status),
      this.isGroup ? this.speakAs() : "",
      button({ class: "quiet", label: t("chat_menu"), onclick: (event) => this.menu(event.currentTarget) }, icon("more")),
      button({ class: "quiet closes", label: t("close_chat"), onclick: () => this.board.close(this.id) }, icon("close")),
    );
    if (held) this.head.querySelector(`[aria-label="${CSS.escape(held)}"]`)?.focus();
  }

  speakAs() {
    const select = h("select", { class: "speak-as", "aria-label": t("speak_as"), title: t("speak_as") }, this.info.memberIds.map((id) => h("option", { value: id, selected: id === this.person }, people.get(id)?.first_name ?? id)));
    select.addEventListener("change", () => {
      this.person = Number(select.value);
      localStorage.setItem(`speaker-${this.id}`, this.person);
      this.composer.field.setAttribute("aria-label", t("write_as", { name: this.speakerName() }));
      this.redraw();
      this.readUpTo = 0;
      this.markRead();
    });
    return select;
  }

  menu(anchor) {
    const status = (person, value, done) => () => kindly(async () => {
      await api.setMember(this.id, person, value);
      toast(t(done));
      refreshChats();
    });
    const items = [
      { label: t("move_left"), icon: "left", act: () => this.board.move(this.id, -1) },
      { label: t("move_right"), icon: "right", act: () => this.board.move(this.id, 1) },
      { label: t("only_this"), icon: "grid", act: () => this.board.only(this.id) },
    ];
    if (this.isGroup) {
      const name = this.speakerName();
      items.push({ label: t("leave_group", { name }), icon: "out", bad: true, act: status(this.person, "left", "done") });
      const outside = [...people.values()].filter((person) => !this.info.memberIds.includes(person.id));
      items.push(...outside.map((person) => ({ label: t("join_group", { name: person.first_name }), icon: "person", act: status(person.id, "member", "done") })));
    } else {
      if (this.info.blocked !== true) items.push({ label: t("block_bot"), icon: "block", bad: true, act: status(this.id, "kicked", "blocked_done") });
      if (this.info.blocked !== false) items.push({ label: t("unblock_bot"), icon: "tick", act: status(this.id, "member", "unblocked_done") });
    }
    openMenu(anchor, items);
  }

  /** New messages go to the end, changed ones keep their place. */
  heard(added, changed, first) {
    if (first) {
      this.redraw();
      setTimeout(() => this.scroller.setAttribute("aria-live", "polite"), 500);
      return;
    }
    const wasStuck = this.stuck;
    for (const message of changed) this.redrawRow(message);
    for (const message of added) this.append(message);
    const fresh = added.filter((message) => message.from?.id !== this.person);
    if (added.some((message) => message.from?.id === this.person)) this.stuck = true;
    if (fresh.some((message) => message.from?.is_bot)) this.typing.textContent = "";
    this.updateKeyboard(fresh);
    this.activateNewest();
    if (wasStuck || this.stuck || this.follows(fresh)) this.toNewest(fresh);
    else this.missed += fresh.length;
    this.drawNewer();
    this.drawEmpty();
    this.markRead();
  }

  /** This person has pressed or said something: what comes next answers them, and is shown wherever they have scrolled to. */
  follow() {
    this.followsUntil = performance.now() + FOLLOWED_MILLISECONDS;
  }

  follows(fresh) {
    const now = performance.now();
    if (!fresh.length || now > this.followsUntil) return false;
    this.followsUntil = Math.min(this.followsUntil, now + SAME_ANSWER_MILLISECONDS);
    return true;
  }

  redraw() {
    const all = this.log.list();
    this.oldest = Math.max(0, all.length - AT_ONCE);
    this.rows.clear();
    this.active = null;
    this.lines.replaceChildren();
    for (const message of all.slice(this.oldest)) this.append(message);
    this.updateKeyboard([]);
    this.drawEmpty();
    this.activateNewest();
    this.toNewest(this.unread());
    this.markRead();
  }

  /** What came from others and has not been read. */
  unread() {
    const count = unreadOf(chats.get(this.id) ?? this.info, this.person);
    const theirs = this.log.list().filter((message) => message.from?.id !== this.person);
    return theirs.slice(theirs.length - count);
  }

  /** Tab stops at the controls of one message only, the one that had the focus last, or the newest: so the field is never far. */
  setActive(element) {
    if (!element || element === this.active) return;
    if (this.active) setStops(this.active, false);
    this.active = element;
    setStops(element, true);
  }

  activateNewest() {
    if (!this.lines.contains(document.activeElement)) this.setActive([...this.lines.querySelectorAll("article.message")].at(-1));
  }

  drawEmpty() {
    const empty = this.lines.querySelector(".empty");
    if (this.log.messages.size === 0 && !empty) {
      this.lines.append(h("div", { class: "empty" }, avatar(this.id, this.title), h("p", {}, t("nothing_yet")), this.isGroup ? "" : button({ class: "primary", onclick: () => this.say("/start") }, t("say_start"))));
    } else if (this.log.messages.size) {
      empty?.remove();
    }
  }

  append(message) {
    const key = rowKey(message);
    const known = this.rows.get(key);
    if (known) {
      known.ids.add(message.message_id);
      return this.replaceRow(known);
    }
    const element = row([message], this);
    const last = this.lines.lastElementChild;
    this.join(last?.classList.contains("message") ? this.log.messages.get(Number(last.dataset.last)) : null, message, element, (node) => this.lines.append(node));
    element.dataset.last = message.message_id;
    setStops(element, false);
    this.lines.append(element);
    this.rows.set(key, { key, ids: new Set([message.message_id]), element });
    return undefined;
  }

  /** A new day gets a divider; a message close after one of the same sender belongs to it. */
  join(before, message, element, put) {
    if (!before || dayKey(before.date) !== dayKey(message.date)) put(dayDivider(message.date));
    else if (before.from?.id === message.from?.id && message.date - before.date < 300 && !before.new_chat_members) element.classList.add("joined");
  }

  redrawRow(message) {
    const known = this.rows.get(rowKey(message));
    if (known) this.replaceRow(known);
  }

  replaceRow(known) {
    const messages = [...known.ids].map((id) => this.log.messages.get(id));
    const element = row(messages, this);
    element.dataset.last = messages.at(-1).message_id;
    if (known.element.classList.contains("joined")) element.classList.add("joined");
    const held = known.element.contains(document.activeElement) ? document.activeElement : null;
    if (this.active === known.element) this.active = element;
    else setStops(element, false);
    known.element.replaceWith(element);
    known.element = element;
    if (!held) return;
    // Who pressed a button goes on from here: on the same button if it is still there, else on its message.
    const same = [...element.querySelectorAll("button, a")].find((one) => one.textContent === held.textContent && one.className === held.className);
    (same ?? element).focus({ preventScroll: true });
  }

  /** Draws older messages above, and keeps what the reader sees in its place. */
  drawEarlier() {
    const all = this.log.list();
    const from = Math.max(0, this.oldest - AT_ONCE);
    if (from === this.oldest) return;
    const height = this.scroller.scrollHeight;
    const top = this.scroller.scrollTop;
    // What stands there stays where it is, for one of it may have the focus.
    const { lines } = this;
    this.lines = h("div");
    for (const message of all.slice(from, this.oldest)) this.append(message);
    this.oldest = from;
    const first = lines.firstElementChild;
    if (first?.classList.contains("day") && first.textContent === [...this.lines.querySelectorAll(".day")].at(-1)?.textContent) first.remove();
    lines.prepend(...this.lines.childNodes);
    this.lines = lines;
    this.scroller.scrollTop = top + this.scroller.scrollHeight - height;
  }

  scrolled() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    this.stuck = scrollTop !== this.alignedAt && scrollHeight - scrollTop - clientHeight < NEAR_PIXELS;
    if (this.stuck) this.missed = 0;
    this.drawNewer();
    if (scrollTop < 300 && this.oldest > 0) this.drawEarlier();
    if (this.stuck) this.markRead();
  }

  toBottom(byHand = false) {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.stuck = true;
    this.missed = 0;
    this.drawNewer();
    if (byHand) this.composer.focus();
  }

  /** Shows the end of what has come; or the beginning of the first message that is taller than the view, to be read from there. */
  toNewest(fresh) {
    const room = this.scroller.clientHeight;
    const tall = room && fresh.map((message) => this.rows.get(rowKey(message))?.element).find((element) => element?.offsetHeight + END_PIXELS > room);
    if (!tall) return this.toBottom();
    this.scroller.scrollTop += tall.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top - TOP_PIXELS;
    // As near to the end as it may be: it stays here until somebody scrolls.
    this.alignedAt = this.scroller.scrollTop;
    this.stuck = false;
    this.missed = 0;
    return this.drawNewer();
  }

  drawNewer() {
    this.newer.hidden = this.stuck;
    const words = this.missed ? t("new_messages", { n: this.missed }) : "";
    this.newer.lastChild.textContent = words;
    this.newer.setAttribute("aria-label", words || t("to_bottom"));
    this.newer.classList.toggle("missed", this.missed > 0);
  }

  updateKeyboard(fresh) {
    const all = this.log.list();
    this.composer.setKeyboard(replyKeyboardOf(all));
    const asks = fresh.findLast((message) => message.reply_markup?.force_reply);
    if (asks && this.element.contains(document.activeElement)) this.composer.forceReply(asks);
  }

  /** Whether the newest messages are before a person's eyes. */
  isReading() {
    return document.visibilityState === "visible" && this.stuck && this.log.loaded && this.isShown();
  }

  async markRead() {
    if (!this.isReading()) return;
    const { seq } = this.log;
    const unread = unreadOf(chats.get(this.id) ?? this.info, this.person);
    if (seq <= this.readUpTo && !unread) return;
    this.readUpTo = seq;
    await api.read(this.id, this.person, seq).then(refreshChats, () => {});
  }

  isShown() {
    const box = this.scroller.getBoundingClientRect();
    return box.width > 0 && box.left < innerWidth && box.right > 0;
  }

  async say(text) {
    this.follow();
    await kindly(() => api.say(this.id, this.person, text));
    this.stuck = true;
    this.expectAnswer();
  }

  async sendContact() {
    const form = new FormData();
    const phone = "13800138000";
    for (const [name, value] of Object.entries({ from: this.person, kind: "contact", phone_number: phone, first_name: this.speakerName() })) form.set(name, value);
    await kindly(() => api.sendForm(this.id, form));
  }

  async sendLocation() {
    const form = new FormData();
    for (const [name, value] of Object.entries({ from: this.person, kind: "location", latitude: "31.2304", longitude: "121.4737" })) form.set(name, value);
    await kindly(() => api.sendForm(this.id, form));
  }

  /** Looks for a while what the bot is doing here. */
  async expectAnswer(looks = 4) {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    for (let left = looks; left > 0 && turn === this.turn; left -= 1) {
      await sleep(350);
      const action = await api.actions(this.id).catch(() => null);
      const name = typeof action === "string" ? action : action?.action;
      if (name) left = looks;
      this.showAction(name);
    }
  }

  showAction(name) {
    const words = { upload_document: "is_sending_file", upload_photo: "is_sending_photo" }[name] ?? "is_typing";
    const text = name ? t(words) : "";
    if (this.typing.textContent !== text) this.typing.textContent = text;
  }

  lastOwn() {
    return this.log.list().findLast((message) => message.from?.id === this.person && !message.deleted && message.text !== undefined);
  }

  messageMenu(message, anchor) {
    const text = message.text ?? message.caption;
    const items = [{ label: t("reply"), icon: "reply", act: () => this.composer.reply(message) }];
    if (message.from?.id === this.person && text !== undefined) items.push({ label: t("edit"), icon: "edit", act: () => this.composer.edit(message) });
    if (text) items.push({ label: t("copy"), icon: "copy", act: () => copyText(text) });
    openMenu(anchor, items);
  }

  showMessage(id) {
    while (this.oldest > 0 && !this.lines.querySelector(`[data-id="${id}"]`)) this.drawEarlier();
    const element = [...this.rows.values()].find(({ ids }) => ids.has(id))?.element;
    if (!element) return;
    element.scrollIntoView({ block: "center" });
    element.focus({ preventScroll: true });
    element.classList.add("shown-now");
    setTimeout(() => element.classList.remove("shown-now"), 1500);
  }

  /** In the log, arrows go from message to message, and letters act on the one in focus. */
  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const focused = event.target.closest("article.message");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step) {
      event.preventDefault();
      const all = [...this.lines.querySelectorAll("article.message")];
      const at = focused ? all.indexOf(focused) + step : all.length - 1;
      all[Math.max(0, Math.min(all.length - 1, at))]?.focus();
    } else if (event.key === "Escape") {
      this.composer.focus();
    } else if (focused && focused === event.target) {
      const message = this.log.messages.get(Number(focused.dataset.id));
      const own = message.from?.id === this.person && message.text !== undefined;
      if (event.key === "r") this.composer.reply(message);
      else if (event.key === "e" && own) this.composer.edit(message);
      else if (event.key === "Enter") this.messageMenu(message, focused.querySelector(".message-more") ?? focused);
      else return;
      event.preventDefault();
    }
  }

  takeDrops() {
    let depth = 0;
    const over = (change) => {
      depth = Math.max(0, depth + change);
      this.element.classList.toggle("dropping", depth > 0);
    };
    const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    this.element.addEventListener("dragenter", (event) => hasFiles(event) && (event.preventDefault(), over(1)));
    this.element.addEventListener("dragleave", (event) => hasFiles(event) && over(-1));
    this.element.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
    this.element.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      over(0);
      this.composer.offer([...event.dataTransfer.files]);
    });
  }

  /** The chat's people may have changed. */
  refreshInfo() {
    const info = chats.get(this.id);
    if (!info) return;
    const changed = info.memberIds.join() !== this.info.memberIds.join();
    this.info = info;
    if (!changed) return;
    if (this.isGroup && !info.memberIds.includes(this.person)) this.person = this.keptSpeaker();
    this.drawHead();
  }

  gone() {
    this.log.listeners.delete(this.listener);
    this.watch.disconnect();
    this.element.remove();
  }
}
