//! Buttons: those under a message, and those in place of the keyboard.

import { h, button, icon, fresh } from "./dom.js";
import { t } from "./i18n.js";
import { api } from "./api.js";
import { safeAddress } from "./entities.js";
import { alertDialog, copyText, kindly, toast } from "./dialogs.js";

const BOT_WAITS_MILLISECONDS = 9500;

export function inlineKeyboard(message, chat) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  const label = fresh("buttons");
  return h(
    "div",
    { class: "inline-keyboard", role: "group", "aria-labelledby": label },
    h("span", { id: label, class: "unseen" }, t("buttons_of")),
    rows.map((row) => h("div", { class: "key-row" }, row.map((key) => inlineKey(key, message, chat)))),
  );
}

function inlineKey(key, message, chat) {
  const address = key.url ?? key.login_url?.url ?? key.web_app?.url;
  if (address) return linkKey(key, address, chat);
  const act = () => {
    if (key.callback_data !== undefined) return press(face, key, message, chat);
    if (key.copy_text) return copyText(key.copy_text.text);
    return toast(t("not_here"));
  };
  const face = button({ class: "key", onclick: act }, h("span", { class: "key-words" }, key.text));
  return face;
}

/** A link to the bot itself (`https://t.me/name?start=x`) starts it here instead of leaving the page. */
function linkKey(key, address, chat) {
  const start = /^https?:\/\/t\.me\/sandbox_\d+_bot\?start=([\w-]+)$/.exec(address)?.[1];
  if (start) return button({ class: "key", onclick: () => chat.say(`/start ${start}`) }, h("span", { class: "key-words" }, key.text));
  const href = safeAddress(address);
  return h(
    "a",
    { class: "key", href: href ?? undefined, target: "_blank", rel: "noopener noreferrer" },
    h("span", { class: "key-words" }, key.text),
    icon("out"),
    h("span", { class: "unseen" }, t("opens_link")),
  );
}

async function press(face, key, message, chat) {
  if (face.getAttribute("aria-busy") === "true") return;
  face.setAttribute("aria-busy", "true");
  chat.follow();
  chat.expectAnswer();
  const began = performance.now();
  const reply = await kindly(() => api.press(chat.id, chat.speaker(), message.message_id, key.callback_data ?? key.text));
  face.removeAttribute("aria-busy");
  if (!reply) return;
  if (reply.answer && reply.alert) alertDialog(reply.answer);
  else if (reply.answer) toast(reply.answer, { place: chat.notes });
  else if (performance.now() - began > BOT_WAITS_MILLISECONDS) toast(t("no_answer"), { bad: true, place: chat.notes });
}

/** The last keyboard that a bot set in place of the person's, with its message's id, or null. */
export function replyKeyboardOf(messages) {
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const { reply_markup: markup, message_id: id, deleted } = messages[index];
    if (deleted || !markup) continue;
    if (markup.keyboard) return { id, ...markup };
    if (markup.remove_keyboard || markup.force_reply) return null;
  }
  return null;
}

export function replyKeyboard(markup, { say, contact, location }) {
  return h(
    "div",
    { class: "reply-keyboard", role: "group", "aria-label": t("keyboard_of_bot") },
    markup.keyboard.map((row) =>
      h(
        "div",
        { class: "key-row" },
        row.map((key) => {
          const words = typeof key === "string" ? key : key.text;
          const act = () => {
            if (key.request_contact) return contact();
            if (key.request_location) return location();
            if (key.web_app || key.request_users || key.request_chat || key.request_poll) return toast(t("not_here"));
            return say(words);
          };
          return button({ class: "key", onclick: act }, h("span", { class: "key-words" }, words));
        }),
      ),
    ),
  );
}
