//! The drawer beside the chats: texts sent, outside services, links; and the dialogs for a new person and a reset.

import { h, button, icon } from "./dom.js";
import { t, language } from "./i18n.js";
import { api } from "./api.js";
import { on, loadChats, startAnew } from "./store.js";
import { fullMoment } from "./time.js";
import { confirmDialog, copyText, kindly, openDialog } from "./dialogs.js";
import { drawServices } from "./services.js";
import { addPerson } from "./board.js";

const TITLES = { sms: "sms_title", services: "services_title", links: "links_title" };

export class Tools {
  constructor(board) {
    this.board = board;
    this.shown = null;
    this.title = h("h2", { id: "drawer-title", tabindex: "-1" });
    this.body = h("div", { class: "drawer-body" });
    this.drawer = h("dialog", { class: "drawer", "aria-labelledby": "drawer-title" }, h("div", { class: "dialog-head" }, this.title, button({ class: "quiet", label: t("close"), onclick: () => this.drawer.close() }, icon("close"))), this.body);
    this.drawer.addEventListener("keydown", (event) => event.key === "Escape" && this.drawer.close());
    this.drawer.addEventListener("close", () => {
      this.shown = null;
      this.opener?.focus();
    });
    document.querySelector(".body").append(this.drawer);
    on("event", () => this.shown === "sms" && this.drawSms());
    setInterval(() => this.shown === "sms" && this.drawSms(), 3000);
  }

  /** Opens a part of the drawer; the same again closes it. */
  async open(name) {
    if (this.shown === name) return this.drawer.close();
    this.opener = document.activeElement;
    this.shown = name;
    this.title.textContent = t(TITLES[name]);
    this.body.replaceChildren(h("p", { class: "faint" }, t("loading")));
    this.smsDrawn = null;
    if (!this.drawer.open) this.drawer.show();
    this.title.focus();
    if (name === "sms") await this.drawSms();
    else if (name === "services") await kindly(() => drawServices(this.body));
    else await this.drawLinks();
    return undefined;
  }

  async drawSms() {
    const list = await api.sms().catch(() => null);
    if (!list || this.shown !== "sms" || this.smsDrawn === list.length) return;
    this.smsDrawn = list.length;
    const notes = list.toReversed().map(({ to, text, at }) => {
      const code = /(?<!\d)\d{4,8}(?!\d)/.exec(text)?.[0];
      return h(
        "li",
        { class: "note" },
        h("p", { class: "note-head" }, h("strong", {}, t("sms_to", { to })), h("time", { class: "faint", datetime: at }, fullMoment(at))),
        h("p", { class: "note-text" }, text),
        code ? button({ class: "small", onclick: () => copyText(code) }, icon("copy"), t("copy_code", { code })) : null,
      );
    });
    this.body.replaceChildren(notes.length ? h("ul", { class: "notes" }, notes) : h("p", { class: "faint" }, t("sms_none")));
  }

  async drawLinks() {
    const links = (await kindly(() => api.links())) ?? [];
    const list = Array.isArray(links) ? links : Object.entries(links).map(([title, url]) => ({ title, url }));
    const notes = list.map((link) => {
      const url = typeof link === "string" ? link : (link.url ?? link.link ?? "");
      const title = link.title ?? link.about ?? link.name ?? url;
      return h("li", { class: "note" }, h("strong", {}, title), h("p", { class: "note-text" }, url), button({ class: "small", onclick: () => copyText(url) }, icon("copy"), t("copy")));
    });
    this.body.replaceChildren(notes.length ? h("ul", { class: "notes" }, notes) : h("p", { class: "faint" }, t("links_none")));
  }

  newPerson() {
    openDialog(t("new_person"), (_, close) => {
      const name = h("input", { class: "boxed", name: "first_name", required: true, maxlength: "64", autofocus: true, autocomplete: "off" });
      const username = h("input", { class: "boxed", name: "username", pattern: "[A-Za-z][A-Za-z0-9_]{4,31}", autocomplete: "off" });
      const speaks = h("select", { class: "boxed", name: "language_code" }, h("option", { value: "zh-hans", selected: language === "zh" }, "中文"), h("option", { value: "en", selected: language === "en" }, "English"));
      const form = h(
        "form",
        { class: "stacked" },
        h("label", {}, t("first_name"), name),
        h("label", {}, t("username"), username),
        h("label", {}, t("person_language"), speaks),
        h("div", { class: "footer" }, button({ onclick: close }, t("cancel")), h("button", { type: "submit", class: "primary" }, t("add"))),
      );
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const person = { first_name: name.value.trim(), language_code: speaks.value };
        if (username.value) person.username = username.value;
        close();
        kindly(() => addPerson(this.board, person, loadChats));
      });
      return form;
    });
  }

  async reset() {
    if (!(await confirmDialog(t("reset_title"), t("reset_text"), t("reset_yes")))) return;
    const done = await kindly(() => api.reset().then(() => true));
    if (done) startAnew();
  }
}
