//! One message, or the messages of one album, as a row of the log.

import { h, button, icon, avatar, hueOf } from "./dom.js";
import { t } from "./i18n.js";
import { clockTime, fullMoment, dayName } from "./time.js";
import { richText } from "./entities.js";
import { inlineKeyboard } from "./keyboard.js";
import { inShort, mediaKind, mediaNode, otherNode } from "./media.js";

/** Which row a message belongs to: that of its album, or its own. */
export const rowKey = (message) => (message.media_group_id ? `album-${message.media_group_id}` : `message-${message.message_id}`);

/** The row of one message or of an album's messages. `chat` is the column that shows it. */
export function row(messages, chat) {
  const [first] = messages;
  const mine = first.from?.id === chat.speaker();
  const service = serviceWords(first);
  const alive = messages.filter((message) => !message.deleted);
  const sender = first.from?.first_name ?? chat.title;
  const element = h("article", {
    class: `message ${service ? "service" : mine ? "mine" : "theirs"}`,
    tabindex: "-1",
    "aria-label": `${sender}, ${clockTime(first.date)}`,
  });
  element.dataset.id = first.message_id;
  if (service) {
    element.append(h("p", { class: "service-words" }, service));
    return element;
  }
  if (!alive.length) {
    element.classList.add("deleted");
    element.append(h("div", { class: "bubble" }, h("p", { class: "text" }, t("deleted"))));
    return element;
  }
  if (chat.isGroup && !mine) element.append(avatar(first.from.id, sender));
  const bubble = h("div", { class: "bubble" });
  if (chat.isGroup && !mine) bubble.append(h("p", { class: `sender hue-${hueOf(first.from.id)}` }, sender));
  const body = h("div", { class: "stack" }, bubble);
  if (first.reply_to_message) bubble.append(quoted(first.reply_to_message, chat));
  content(bubble, alive, chat);
  bubble.append(foot(alive, mine));
  const keyboard = inlineKeyboard(alive.at(-1), chat);
  if (keyboard) body.append(keyboard);
  element.append(body);
  bubble.append(button({ class: "message-more quiet small", tabindex: "-1", label: t("message_menu"), onclick: (event) => chat.messageMenu(alive[0], event.currentTarget) }, icon("more")));
  return element;
}

function content(bubble, messages, chat) {
  const media = messages.filter(mediaKind);
  if (media.length > 1 && media.every((message) => ["photo", "video"].includes(mediaKind(message)))) {
    bubble.classList.add("with-media");
    bubble.append(h("div", { class: `album of-${Math.min(media.length, 4)}` }, media.map(mediaNode)));
  } else {
    for (const message of media) bubble.append(mediaNode(message));
    if (media.some((message) => ["photo", "video"].includes(mediaKind(message)))) bubble.classList.add("with-media");
  }
  for (const message of messages) {
    const text = message.text ?? message.caption;
    const entities = message.text === undefined ? message.caption_entities : message.entities;
    if (text) bubble.append(h("p", { class: "text", dir: "auto" }, richText(text, entities, { command: chat.say, copy: chat.copy })));
    else if (!mediaKind(message)) bubble.append(otherNode(message));
  }
}

function foot(messages, mine) {
  const last = messages.at(-1);
  const edited = messages.find((message) => message.edit_date)?.edit_date;
  const when = new Date(last.date * 1000);
  return h(
    "footer",
    { class: "foot" },
    edited ? h("span", { title: t("edited_at", { when: fullMoment(edited * 1000) }) }, t("edited")) : null,
    h("time", { datetime: when.toISOString(), title: fullMoment(when) }, clockTime(last.date)),
    mine ? icon("tick") : null,
  );
}

function quoted(message, chat) {
  return button(
    { class: "quoted", onclick: () => chat.showMessage(message.message_id) },
    h("span", { class: "quoted-who" }, message.from?.first_name ?? ""),
    h("span", { class: "quoted-text" }, message.deleted ? t("deleted_reply") : inShort(message)),
  );
}

function serviceWords(message) {
  if (message.new_chat_members) return t("joined", { name: message.new_chat_members.map((user) => user.first_name).join(", ") });
  if (message.left_chat_member) return t("left_group", { name: message.left_chat_member.first_name });
  return null;
}

export function dayDivider(seconds) {
  return h("div", { class: "day" }, h("span", {}, dayName(seconds)));
}
