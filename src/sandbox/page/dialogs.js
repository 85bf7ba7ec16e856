//! Toasts, alerts, questions and menus. Dialogs are `<dialog>`: Escape closes them and the focus returns by itself.

import { h, button, icon, fresh } from "./dom.js";
import { t } from "./i18n.js";
import { Away } from "./api.js";

const toasts = document.getElementById("toasts");

export function toast(text, { bad = false } = {}) {
  const note = h("div", { class: bad ? "toast bad" : "toast" }, h("span", {}, text));
  note.append(button({ class: "quiet small", label: t("close"), onclick: () => note.remove() }, icon("close")));
  toasts.append(note);
  while (toasts.children.length > 4) toasts.firstChild.remove();
  setTimeout(() => note.remove(), Math.min(12000, 4000 + text.length * 60));
}

export const why = (error) => (error instanceof Away ? t("away_short") : error.message);

/** Runs `act`; where it fails, says so and returns undefined. */
export async function kindly(act, words = "failed") {
  try {
    return await act();
  } catch (error) {
    toast(t(words, { why: why(error) }), { bad: true });
    return undefined;
  }
}

/** A modal dialog with a heading; `fill(dialog, close)` gives its body. It is gone once closed. */
export function openDialog(title, fill, { wide = false, name = "" } = {}) {
  const heading = fresh("heading");
  const dialog = h("dialog", { class: `modal ${wide ? "wide" : ""} ${name}`, "aria-labelledby": heading });
  const close = () => dialog.close();
  dialog.append(
    h("header", {}, h("h2", { id: heading }, title), button({ class: "quiet", label: t("close"), onclick: close }, icon("close"))),
    ...[fill(dialog, close)].flat(),
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function alertDialog(text) {
  openDialog(t("bot_says"), (dialog, close) => [
    h("p", { class: "alert-text" }, text),
    h("footer", {}, button({ class: "primary", onclick: close, autofocus: true }, t("ok"))),
  ]);
}

/** A question with one dangerous answer; resolves to whether it was given. */
export function confirmDialog(title, text, yes) {
  return new Promise((answer) => {
    let confirmed = false;
    const dialog = openDialog(title, (_, close) => [
      h("p", {}, text),
      h(
        "footer",
        {},
        button({ onclick: close, autofocus: true }, t("cancel")),
        button({
          class: "danger",
          onclick: () => {
            confirmed = true;
            close();
          },
        }, yes),
      ),
    ]);
    dialog.addEventListener("close", () => answer(confirmed));
  });
}

/** A menu under `anchor`: items are {label, icon, act, bad}. Arrow keys move, Escape closes. */
export function openMenu(anchor, items) {
  document.querySelector("dialog.menu")?.close();
  const menu = h("dialog", { class: "menu", "aria-label": anchor.getAttribute("aria-label") ?? t("chat_menu") });
  const list = h("div", { role: "menu", "aria-label": anchor.getAttribute("aria-label") ?? t("chat_menu") });
  for (const item of items) {
    list.append(
      button({
        role: "menuitem",
        class: item.bad ? "bad" : "",
        onclick: () => {
          menu.close();
          item.act();
        },
      }, icon(item.icon), h("span", {}, item.label)),
    );
  }
  menu.append(list);
  menu.addEventListener("close", () => menu.remove());
  menu.addEventListener("click", (event) => {
    if (event.target === menu) menu.close();
  });
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...list.children];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  });
  document.body.append(menu);
  menu.showModal();
  place(menu, anchor.getBoundingClientRect());
}

function place(menu, anchor) {
  const box = menu.getBoundingClientRect();
  const left = Math.max(8, Math.min(anchor.right - box.width, innerWidth - box.width - 8));
  const below = anchor.bottom + 4;
  const top = below + box.height > innerHeight - 8 ? Math.max(8, anchor.top - box.height - 4) : below;
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

export async function copyText(text) {
  await kindly(async () => {
    await navigator.clipboard.writeText(text);
    toast(t("copied"));
  });
}
