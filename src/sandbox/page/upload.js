//! The dialog in which a person says how files are to be sent.

import { h, button, icon } from "./dom.js";
import { t } from "./i18n.js";
import { size } from "./time.js";
import { openDialog } from "./dialogs.js";

const PHOTO_TYPES = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp"];
const isPhoto = (file) => PHOTO_TYPES.includes(file.type);
const isVideo = (file) => file.type.startsWith("video/");

/** Calls `send([{file, kind, caption, group}])` once the person has chosen. */
export function sendFilesDialog(files, send) {
  const chosen = [...files];
  const addresses = new Map(chosen.filter(isPhoto).map((file) => [file, URL.createObjectURL(file)]));
  const dialog = openDialog(t("send_files"), (_, close) => {
    const list = h("ul", { class: "chosen" });
    const draw = () => {
      list.replaceChildren(...chosen.map((file) => chosenRow(file, addresses.get(file), chosen.length > 1 && (() => {
        chosen.splice(chosen.indexOf(file), 1);
        draw();
      }))));
    };
    draw();
    const caption = h("textarea", { class: "boxed", rows: "2", name: "caption", "aria-label": t("caption"), placeholder: t("caption") });
    const pictures = chosen.every((file) => isPhoto(file) || isVideo(file));
    const how = pictures ? choice(chosen.every(isVideo)) : null;
    const form = h("form", { class: "stacked" }, list, how, caption, h("footer", {}, button({ onclick: close }, t("cancel")), h("button", { type: "submit", class: "primary" }, icon("send"), t("send"))));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const asFile = !pictures || new FormData(form).get("kind") === "document";
      send(parts(chosen, asFile, caption.value.trim()));
      close();
    });
    caption.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      form.requestSubmit();
    });
    return form;
  }, { name: "upload" });
  dialog.addEventListener("close", () => addresses.forEach((address) => URL.revokeObjectURL(address)));
  dialog.querySelector("input:checked, textarea").focus();
}

function chosenRow(file, address, remove) {
  return h(
    "li",
    {},
    address ? h("img", { src: address, alt: "" }) : h("span", { class: "file-sign" }, icon("file")),
    h("span", { class: "file-words" }, h("span", { class: "file-name" }, file.name), h("span", { class: "faint" }, size(file.size))),
    remove ? button({ class: "quiet small", label: t("remove_file", { name: file.name }), onclick: remove }, icon("close")) : null,
  );
}

function choice(video) {
  const option = (value, words, hint, checked) =>
    h("label", { class: "option" }, h("input", { type: "radio", name: "kind", value, checked }), h("span", {}, h("strong", {}, words), hint ? h("span", { class: "faint" }, hint) : null));
  return h(
    "fieldset",
    { class: "options" },
    h("legend", { class: "unseen" }, t("send_how")),
    option("photo", t(video ? "as_video" : "as_photo"), video ? "" : t("as_photo_hint"), true),
    option("document", t("as_file"), t("as_file_hint"), false),
  );
}

/** Several go as one album; its caption stands with the first. */
function parts(files, asFile, caption) {
  const group = files.length > 1 ? String(Date.now()) : undefined;
  return files.map((file, index) => ({
    file,
    kind: asFile ? "document" : isVideo(file) ? "video" : "photo",
    caption: index === 0 ? caption : "",
    group,
  }));
}
