//! Where a person writes: text, commands, replies, edits, files.

import { h, button, icon, fresh } from "./dom.js";
import { t } from "./i18n.js";
import { api } from "./api.js";
import { kindly, toast, why } from "./dialogs.js";
import { replyKeyboard } from "./keyboard.js";
import { inShort } from "./media.js";
import { Suggestions } from "./commands.js";
import { sendFilesDialog } from "./upload.js";

export class Composer {
  /** `chat` is the column: who speaks, where, and what was said. */
  constructor(chat) {
    this.chat = chat;
    this.replyTo = null;
    this.editing = null;
    this.keyboardHidden = null;
    this.field = h("textarea", {
      class: "field",
      rows: "1",
      placeholder: t("write"),
      "aria-label": t("write_as", { name: chat.speakerName() }),
      autocomplete: "off",
      dir: "auto",
      oninput: () => this.written(),
      onkeydown: (event) => this.key(event),
      onpaste: (event) => this.pasted(event),
    });
    this.suggestions = new Suggestions(this.field, chat, (command) => this.sendCommand(command));
    this.context = h("div", { class: "context", hidden: true });
    this.keys = h("div", { class: "keys", hidden: true });
    this.files = h("input", { type: "file", multiple: true, class: "unseen", tabindex: "-1", "aria-hidden": "true", id: fresh("files"), onchange: () => this.chosen() });
    this.sendButton = button({ class: "send", label: t("send"), onclick: () => this.submit() }, icon("send"));
    this.keysButton = button({ class: "quiet", label: t("show_keyboard"), hidden: true, onclick: () => this.toggleKeys() }, icon("grid"));
    this.element = h(
      "div",
      { class: "composer" },
      this.suggestions.element,
      this.context,
      h(
        "div",
        { class: "write-row" },
        button({ class: "quiet", label: t("attach"), onclick: () => this.files.click() }, icon("attach")),
        h("div", { class: "field-box" }, this.field, this.keysButton, button({ class: "quiet slash", label: t("commands"), onclick: () => this.suggestions.openAll() }, h("span", { "aria-hidden": "true" }, "/"))),
        this.sendButton,
      ),
      this.keys,
      this.files,
    );
    this.field.value = sessionStorage.getItem(this.draftKey()) ?? "";
    this.fit();
  }

  draftKey() {
    return `draft-${this.chat.id}`;
  }

  focus() {
    this.field.focus({ preventScroll: false });
  }

  written() {
    if (!this.editing) sessionStorage.setItem(this.draftKey(), this.field.value);
    this.fit();
    this.suggestions.update();
  }

  fit() {
    this.field.style.height = "auto";
    // Not yet on the page: one line.
    if (this.field.scrollHeight) this.field.style.height = `${Math.min(this.field.scrollHeight, 168)}px`;
    this.element.classList.toggle("has-text", this.field.value.trim() !== "");
  }

  key(event) {
    // Enter that ends the typing of a Chinese word belongs to the input method.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && (this.replyTo || this.editing)) {
      event.preventDefault();
      this.clearContext();
    } else if (event.key === "ArrowUp" && this.field.value === "") {
      const last = this.chat.lastOwn();
      if (last) {
        event.preventDefault();
        this.edit(last);
      }
    }
  }

  async submit() {
    const text = this.field.value;
    if (!text.trim()) return this.focus();
    const { editing, replyTo } = this;
    this.suggestions.close();
    this.set("");
    this.clearContext();
    this.focus();
    try {
      if (editing) await api.edit(this.chat.id, editing.message_id, this.chat.speaker(), text);
      else await api.say(this.chat.id, this.chat.speaker(), text, replyTo?.message_id);
      this.chat.expectAnswer();
    } catch (error) {
      if (this.field.value === "") this.set(text);
      if (editing) this.edit(editing, text);
      else if (replyTo) this.reply(replyTo);
      toast(t("not_sent", { why: why(error) }), { bad: true });
    }
    return undefined;
  }

  sendCommand(command) {
    this.set("");
    this.focus();
    this.chat.say(command);
  }

  set(text) {
    this.field.value = text;
    this.written();
  }

  reply(message) {
    this.clearContext();
    this.replyTo = message;
    this.showContext("reply", t("replying_to", { name: message.from?.first_name ?? "" }), inShort(message));
    this.focus();
  }

  edit(message, text = message.text ?? message.caption ?? "") {
    this.clearContext();
    this.editing = message;
    this.showContext("edit", t("editing"), inShort(message));
    this.field.value = text;
    this.fit();
    this.sendButton.setAttribute("aria-label", t("save_edit"));
    this.focus();
  }

  showContext(sign, title, words) {
    this.context.replaceChildren(
      icon(sign),
      h("div", { class: "context-words" }, h("strong", {}, title), h("span", {}, words)),
      button({ class: "quiet small", label: t("cancel"), onclick: () => this.clearContext() }, icon("close")),
    );
    this.context.hidden = false;
  }

  clearContext() {
    if (this.context.contains(document.activeElement)) this.focus();
    if (this.editing) this.field.value = sessionStorage.getItem(this.draftKey()) ?? "";
    this.replyTo = null;
    this.editing = null;
    this.context.hidden = true;
    this.sendButton.setAttribute("aria-label", t("send"));
    this.fit();
  }

  /** Shows the bot's keyboard below the field, or takes it away. */
  setKeyboard(markup) {
    this.markup = markup;
    this.field.placeholder = markup?.input_field_placeholder || t("write");
    const hidden = !markup || this.keyboardHidden === markup.id;
    // The buttons go, and whoever was at one goes on in the field.
    if (this.keys.contains(document.activeElement) || (!markup && document.activeElement === this.keysButton)) this.focus();
    this.keysButton.hidden = !markup;
    this.keys.hidden = hidden;
    if (hidden) return this.keys.replaceChildren();
    const act = {
      say: (words) => this.pressed(markup, () => this.chat.say(words)),
      contact: () => this.pressed(markup, () => this.chat.sendContact()),
      location: () => this.pressed(markup, () => this.chat.sendLocation()),
    };
    return this.keys.replaceChildren(replyKeyboard(markup, act));
  }

  pressed(markup, act) {
    if (markup.one_time_keyboard) this.keyboardHidden = markup.id;
    act();
    this.setKeyboard(this.markup);
    this.focus();
  }

  toggleKeys() {
    this.keyboardHidden = this.keys.hidden ? null : this.markup?.id;
    this.setKeyboard(this.markup);
  }

  forceReply(message) {
    this.reply(message);
    this.field.placeholder = message.reply_markup.input_field_placeholder || t("write");
  }

  chosen() {
    const files = [...this.files.files];
    this.files.value = "";
    this.offer(files);
  }

  pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.offer(files);
  }

  /** Asks how these files are to be sent, then sends them. */
  offer(files) {
    if (!files.length) return;
    const replyTo = this.replyTo?.message_id;
    sendFilesDialog(files, async (parts) => {
      for (const part of parts) {
        const form = new FormData();
        form.set("from", this.chat.speaker());
        form.set("kind", part.kind);
        if (part.caption) form.set("caption", part.caption);
        if (part.group) form.set("media_group_id", part.group);
        if (replyTo) form.set("reply_to", replyTo);
        form.set("file", part.file, part.file.name);
        const sent = await kindly(() => api.sendForm(this.chat.id, form).then(() => true));
        if (!sent) return;
      }
      this.clearContext();
      this.chat.expectAnswer();
      this.focus();
    });
  }
}
