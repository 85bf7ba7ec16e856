//! Photos, videos and files of messages.

import { h, button, icon } from "./dom.js";
import { t } from "./i18n.js";
import { size } from "./time.js";
import { api } from "./api.js";
import { openDialog } from "./dialogs.js";

export const MEDIA = ["photo", "video", "animation", "document", "voice", "audio", "video_note", "sticker"];

/** Which kind of media a message holds, or undefined. */
export const mediaKind = (message) => MEDIA.find((kind) => message[kind]);

/** What stands for a message in one line: a list, a reply, a title. */
export function inShort(message) {
  const kind = mediaKind(message);
  const text = message.text ?? message.caption ?? "";
  if (!kind) return text || (message.contact ? t("contact") : message.location ? t("location") : "");
  const name = kind === "document" ? (message.document.file_name ?? t("document")) : t(kind);
  return text ? `${name} · ${text}` : name;
}

export function mediaNode(message) {
  const kind = mediaKind(message);
  switch (kind) {
    case "photo":
      return photo(message);
    case "video":
    case "animation":
    case "video_note":
      return h("video", { class: `video ${kind}`, controls: true, preload: "metadata", src: api.fileAddress(message[kind].file_id), "aria-label": t("video") });
    case "voice":
    case "audio":
      return h("audio", { class: "voice", controls: true, preload: "metadata", src: api.fileAddress(message[kind].file_id), "aria-label": t("voice") });
    case "sticker":
      return h("img", { class: "sticker", src: api.fileAddress(message.sticker.file_id), alt: message.sticker.emoji ?? t("sticker") });
    default:
      return fileRow(message.document);
  }
}

/** The smallest size that still looks sharp in a bubble, and the largest for the dialog. */
function photo(message) {
  const sizes = [...message.photo].sort((a, b) => a.width - b.width);
  const shown = sizes.find((one) => one.width >= 600) ?? sizes.at(-1);
  const largest = sizes.at(-1);
  const words = message.caption || t("photo");
  const image = h("img", { src: api.fileAddress(shown.file_id), width: shown.width, height: shown.height, alt: words, loading: "lazy", decoding: "async" });
  return button({ class: "photo", label: t("enlarge"), onclick: () => enlarge(largest, words) }, image);
}

function enlarge(photoSize, words) {
  openDialog(
    t("photo"),
    () => [
      h("img", { class: "enlarged", src: api.fileAddress(photoSize.file_id), width: photoSize.width, height: photoSize.height, alt: words }),
      h("p", { class: "faint" }, `${photoSize.width} × ${photoSize.height}${photoSize.file_size ? ` · ${size(photoSize.file_size)}` : ""}`),
    ],
    { wide: true, name: "lightbox" },
  );
}

export function fileRow(file) {
  const name = file.file_name ?? t("document");
  return h(
    "a",
    { class: "file", href: api.fileAddress(file.file_id), download: name, "aria-label": `${t("download", { name })}, ${size(file.file_size)}` },
    h("span", { class: "file-sign" }, icon("file")),
    h("span", { class: "file-words" }, h("span", { class: "file-name" }, name), h("span", { class: "faint" }, size(file.file_size))),
    h("span", { class: "file-get" }, icon("download")),
  );
}

/** Contact, location and other small kinds. */
export function otherNode(message) {
  if (message.contact) {
    const { first_name: first, last_name: last, phone_number: phone } = message.contact;
    return h("p", { class: "text" }, `${t("contact")}: ${[first, last].filter(Boolean).join(" ")} ${phone}`);
  }
  if (message.location) {
    const { latitude, longitude } = message.location;
    return h("p", { class: "text" }, `${t("location")}: ${latitude}, ${longitude}`);
  }
  return h("p", { class: "text faint" }, t("unknown_message"));
}
