//! The commands menu: all of them by the button, those that fit while a person types "/…".

import { h, fresh } from "./dom.js";
import { t } from "./i18n.js";
import { api } from "./api.js";
import { kindly } from "./dialogs.js";

export class Suggestions {
  constructor(field, chat, choose) {
    this.field = field;
    this.chat = chat;
    this.choose = choose;
    this.all = [];
    this.shown = [];
    this.at = 0;
    this.id = fresh("commands");
    this.element = h("div", { class: "suggestions", id: this.id, role: "listbox", "aria-label": t("commands"), hidden: true });
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", this.id);
    field.addEventListener("blur", () => setTimeout(() => this.element.contains(document.activeElement) || this.close(), 150));
  }

  async load() {
    const list = await kindly(() => api.commands(this.chat.id, this.chat.speaker()));
    this.all = Array.isArray(list) ? list : (list?.commands ?? []);
  }

  /** All commands, by the button; again closes. */
  async openAll() {
    if (!this.element.hidden) return this.close();
    this.field.focus();
    await this.load();
    return this.show(this.all);
  }

  async update() {
    const typed = /^\/(\w*)$/.exec(this.field.value)?.[1];
    if (typed === undefined) return this.close();
    if (this.element.hidden) await this.load();
    // What was typed meanwhile decides.
    const now = /^\/(\w*)$/.exec(this.field.value)?.[1]?.toLowerCase();
    if (now === undefined) return this.close();
    const fitting = this.all.filter(({ command }) => command.startsWith(now));
    return fitting.length || now === "" ? this.show(fitting) : this.close();
  }

  show(commands) {
    this.shown = commands;
    this.at = 0;
    this.element.replaceChildren(
      ...commands.map(({ command, description }, index) => {
        const option = h("div", { class: "suggestion", role: "option", id: `${this.id}-${index}`, "aria-selected": "false" }, h("span", { class: "suggestion-name" }, `/${command}`), h("span", { class: "suggestion-words" }, description));
        // Before the field loses the focus.
        option.addEventListener("pointerdown", (event) => event.preventDefault());
        option.addEventListener("click", () => this.take(index));
        return option;
      }),
    );
    if (!commands.length) this.element.replaceChildren(h("div", { class: "suggestion none", role: "option", "aria-selected": "false", "aria-disabled": "true" }, t("no_commands")));
    this.element.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    this.mark();
  }

  mark() {
    if (!this.shown.length) return;
    [...this.element.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.at)));
    this.field.setAttribute("aria-activedescendant", `${this.id}-${this.at}`);
    this.element.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  take(index) {
    const { command } = this.shown[index];
    this.close();
    this.choose(`/${command}`);
  }

  close() {
    this.element.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  /** Whether the menu took the key. */
  key(event) {
    if (this.element.hidden) return false;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
      return true;
    }
    if (!this.shown.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.at = (this.at + step + this.shown.length) % this.shown.length;
      this.mark();
      return true;
    }
    if (event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      this.field.value = `/${this.shown[this.at].command} `;
      this.field.dispatchEvent(new Event("input"));
      return true;
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.take(this.at);
      return true;
    }
    return false;
  }
}
