//! Telegram's entities as nodes. Offsets count UTF-16 units, which are those of JavaScript's strings.

import { h, button, icon } from "./dom.js";
import { t } from "./i18n.js";

/** The nodes of a text. `act.command(text)` sends a command, `act.copy(text)` copies. */
export function richText(text, entities = [], act = {}) {
  const sorted = entities
    .filter((entity) => entity.length > 0 && entity.offset >= 0 && entity.offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, 0, text.length, sorted, act);
}

/** The nodes from `start` to `end`; entities lie in one another or apart, and those that cross are cut. */
function build(text, start, end, entities, act) {
  const nodes = [];
  let at = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    index += 1;
    if (from >= to) continue;
    const inner = [];
    while (index < entities.length && entities[index].offset < to) {
      inner.push(entities[index]);
      index += 1;
    }
    if (from > at) nodes.push(text.slice(at, from));
    nodes.push(wrap(entity, text.slice(from, to), () => build(text, from, to, inner, act), act));
    // A block ends its line itself.
    at = BLOCKS.includes(entity.type) && text[to] === "\n" && to < end ? to + 1 : to;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

const BLOCKS = ["pre", "blockquote", "expandable_blockquote"];
const SIMPLE = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

function wrap(entity, plain, inner, act) {
  switch (entity.type) {
    case "bold":
    case "italic":
    case "underline":
    case "strikethrough":
    case "code":
      return h(SIMPLE[entity.type], {}, inner());
    case "pre":
      return h(
        "div",
        { class: "pre" },
        h("pre", { tabindex: "0", "aria-label": entity.language || "pre" }, h("code", {}, inner())),
        button({ class: "quiet small", label: t("copy"), onclick: () => act.copy?.(plain) }, icon("copy")),
      );
    case "blockquote":
    case "expandable_blockquote":
      return h("blockquote", {}, inner());
    case "spoiler":
      return spoiler(inner());
    case "bot_command":
      return button({ class: "command", onclick: () => act.command?.(plain) }, plain);
    case "url":
      return link(plain, inner());
    case "text_link":
      return link(entity.url, inner());
    case "email":
      return h("a", { href: `mailto:${plain}` }, inner());
    case "phone_number":
      return h("a", { href: `tel:${plain.replace(/[^\d+]/g, "")}` }, inner());
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return h("span", { class: "mention" }, inner());
    default:
      return h("span", {}, inner());
  }
}

/** A web address that may be opened, or null: other schemes could run as script. */
export function safeAddress(address) {
  const full = /^[a-z][a-z\d+.-]*:/i.test(address) && !/^[^/]+\.[^/:]+:\d/.test(address) ? address : `https://${address}`;
  try {
    const url = new URL(full);
    return ["http:", "https:", "mailto:", "tel:", "tg:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function link(address, children) {
  const href = safeAddress(address ?? "");
  if (!href) return h("span", {}, children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, children);
}

function spoiler(children) {
  const hidden = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("show_spoiler") }, h("span", { "aria-hidden": "true" }, children));
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    hidden.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label", "data-stop"]) hidden.removeAttribute(name);
    hidden.firstChild.removeAttribute("aria-hidden");
    hidden.removeEventListener("click", show);
    hidden.removeEventListener("keydown", show);
  };
  hidden.addEventListener("click", show);
  hidden.addEventListener("keydown", show);
  return hidden;
}
