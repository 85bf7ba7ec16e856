//! The list of people and chats, and the columns that are open beside one another.

import { h, button, avatar } from "./dom.js";
import { t, knows, language } from "./i18n.js";
import { api } from "./api.js";
import { chats, people, on, unreadOf } from "./store.js";
import { ChatColumn } from "./chat.js";

const phone = matchMedia("(max-width: 760px)");

export class Board {
  constructor(list, main) {
    this.list = list;
    this.main = main;
    this.columns = new Map();
    this.current = null;
    this.items = new Map();
    list.setAttribute("aria-label", t("chats"));
    main.setAttribute("aria-label", t("board"));
    main.addEventListener("focusin", (event) => {
      const column = event.target.closest(".column");
      if (column) this.setCurrent(Number(column.dataset.chat));
    });
    document.addEventListener("visibilitychange", () => this.columns.forEach((column) => column.markRead()));
    document.addEventListener("keydown", (event) => this.key(event));
    phone.addEventListener("change", () => this.columns.forEach((column) => column.markRead()));
    on("chats", () => this.refresh());
    on("event", (changed) => changed.forEach((chat) => this.columns.get(chat)?.expectAnswer(1)));
    this.beyond = button({ class: "unread beyond", hidden: true, onclick: () => this.items.get(this.outOfSight()[0])?.scrollIntoView({ inline: "center", block: "nearest" }) });
    list.addEventListener("scroll", () => this.drawBeyond());
    new ResizeObserver(() => this.drawBeyond()).observe(list);
    this.drawList();
    for (const id of this.kept()) this.open(id, { focus: false });
    this.setCurrent([...this.columns.keys()][0] ?? null);
    this.drawEmpty();
  }

  /** The columns of the last visit, or the first applicant, the first reviewer and the group. */
  kept() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem("columns"));
    } catch {
      kept = null;
    }
    const there = Array.isArray(kept) ? kept.filter((id) => chats.has(id)) : [];
    if (there.length) return there;
    const all = [...chats.values()];
    const first = ["applicant", "reviewer"].map((about) => all.find((chat) => chat.about === about));
    const group = all.find((chat) => chat.isGroup);
    const start = [...first, group].filter(Boolean);
    return (start.length ? start : all.slice(0, 3)).map((chat) => chat.id);
  }

  keep() {
    localStorage.setItem("columns", JSON.stringify([...this.main.querySelectorAll(".column")].map((column) => Number(column.dataset.chat))));
  }

  open(id, { focus = true } = {}) {
    if (!this.columns.has(id)) {
      const column = new ChatColumn(id, this);
      this.columns.set(id, column);
      this.main.append(column.element);
      column.composer.fit();
      this.drawEmpty();
    }
    if (focus) {
      this.setCurrent(id);
      this.columns.get(id).element.scrollIntoView({ inline: "nearest", block: "nearest" });
      this.columns.get(id).composer.focus();
      this.keep();
    }
    this.drawList();
    return this.columns.get(id);
  }

  close(id) {
    this.columns.get(id)?.gone();
    this.columns.delete(id);
    this.setCurrent([...this.columns.keys()].at(-1) ?? null);
    this.keep();
    this.drawEmpty();
    this.drawList();
    this.items.get(id)?.focus();
  }

  only(id) {
    for (const other of [...this.columns.keys()]) if (other !== id) this.close(other);
    this.open(id);
  }

  move(id, step) {
    const { element } = this.columns.get(id);
    if (step < 0) element.previousElementSibling?.before(element);
    else element.nextElementSibling?.after(element);
    this.keep();
    this.open(id);
  }

  setCurrent(id) {
    this.current = id;
    for (const [chat, column] of this.columns) column.element.classList.toggle("current", chat === id);
    for (const [chat, item] of this.items) item.classList.toggle("current", chat === id);
    if (phone.matches && id) {
      this.items.get(id)?.scrollIntoView({ inline: "center", block: "nearest" });
      requestAnimationFrame(() => {
        const column = this.columns.get(id);
        if (column?.stuck) column.toNewest(column.unread());
        column?.markRead();
      });
    }
  }

  drawEmpty() {
    this.main.querySelector(".board-empty")?.remove();
    if (this.columns.size === 0) this.main.append(h("p", { class: "board-empty" }, t("board_empty")));
  }

  refresh() {
    const arrived = [...chats.values()].find((chat) => chat.isGroup && !this.items.has(chat.id));
    for (const [id, column] of this.columns) {
      if (chats.has(id)) {
        column.refreshInfo();
      } else {
        this.close(id);
        // A group that got a new id stays open.
        if (column.isGroup && arrived) this.open(arrived.id, { focus: false });
      }
    }
    this.drawList();
    this.columns.forEach((column) => column.markRead());
  }

  /** Groups first, then people in the sandbox's order. Buttons that stand already are only renewed. */
  drawList() {
    const all = [...chats.values()];
    const wanted = all.map((chat) => chat.id).join();
    if (this.drawn !== wanted) {
      this.drawn = wanted;
      const held = [...this.items].find(([, item]) => item === document.activeElement)?.[0];
      this.items.clear();
      const part = (title, some) => (some.length ? [h("h2", {}, t(title)), h("ul", {}, some.map((chat) => h("li", {}, this.item(chat))))] : []);
      this.list.replaceChildren(...part("people_all", all.filter((chat) => !chat.isGroup)), ...part("people_group", all.filter((chat) => chat.isGroup)), this.beyond);
      this.items.get(held)?.focus();
    }
    for (const chat of all) this.renew(chat);
    this.drawBeyond();
  }

  /** The chats with unread messages that are not in the visible part of the list. */
  outOfSight() {
    const edge = this.list.getBoundingClientRect();
    // On a phone the count itself lies over the end of the strip.
    const right = edge.right - (phone.matches ? 44 : 0);
    const unseen = [...this.items].filter(([, item]) => {
      const box = item.querySelector(".unread").getBoundingClientRect();
      return box.width && (box.left < edge.left || box.right > right || box.top < edge.top || box.bottom > edge.bottom);
    });
    return unseen.map(([id]) => id);
  }

  /** At the edge of the list: how much is unread beyond it. */
  drawBeyond() {
    const unread = this.outOfSight().map((id) => this.unread(chats.get(id))).reduce((sum, count) => sum + count, 0);
    this.beyond.hidden = !unread;
    this.beyond.textContent = unread > 99 ? "99+" : String(unread);
    this.beyond.setAttribute("aria-label", t("unread_beyond", { n: unread }));
  }

  /** What is being read just now is not counted for the moment until the sandbox knows. */
  unread(chat) {
    const column = this.columns.get(chat.id);
    return column?.isReading() ? 0 : unreadOf(chat, column?.speaker() ?? chat.memberIds[0]);
  }

  item(chat) {
    const item = button(
      { class: "person", onclick: () => this.open(chat.id) },
      avatar(chat.id, chat.name),
      h("span", { class: "person-words" }, h("span", { class: "person-name" }), h("span", { class: "person-about" })),
      h("span", { class: "unread", hidden: true }),
    );
    this.items.set(chat.id, item);
    return item;
  }

  renew(chat) {
    const item = this.items.get(chat.id);
    const unread = this.unread(chat);
    item.querySelector(".person-name").textContent = chat.name;
    item.querySelector(".person-about").textContent = chat.isGroup ? t("group_of", { n: chat.memberIds.length }) : this.aboutWords(chat);
    const badge = item.querySelector(".unread");
    badge.hidden = !unread;
    badge.replaceChildren(unread > 99 ? "99+" : String(unread), h("span", { class: "unseen" }, t("unread")));
    item.classList.toggle("open", this.columns.has(chat.id));
    item.classList.toggle("current", this.current === chat.id);
    item.setAttribute("aria-current", this.current === chat.id ? "true" : "false");
    item.title = chat.name;
  }

  aboutWords(chat) {
    const about = knows(chat.about) ? t(chat.about) : chat.about;
    const code = people.get(chat.id)?.language_code ?? "";
    const other = code && code.slice(0, 2) !== language ? code.slice(0, 2).toUpperCase() : "";
    return [about, other].filter(Boolean).join(" · ");
  }

  /** Alt+1 … Alt+9 the columns, Alt+↑ and Alt+↓ the chats of the list. */
  key(event) {
    if (!event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog.modal[open], dialog.menu[open]")) return;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!digit && !step) return;
    event.preventDefault();
    if (digit) {
      const column = this.main.querySelectorAll(".column")[Number(digit) - 1];
      if (column) this.open(Number(column.dataset.chat));
      return;
    }
    const ids = [...this.items.keys()];
    const at = ids.indexOf(this.current);
    this.open(ids[(at + step + ids.length) % ids.length]);
  }
}

/** Makes a person and opens their chat. */
export async function addPerson(board, person, reload) {
  const made = await api.newPerson(person);
  await reload();
  if (chats.has(made?.id)) board.open(made.id);
}
