//! Moments as people in Asia/Shanghai read them, in the page's language.

import { language } from "./i18n.js";

const zone = { timeZone: "Asia/Shanghai" };
const locale = language === "zh" ? "zh-CN" : "en-GB";
const formats = {
  time: new Intl.DateTimeFormat(locale, { ...zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  day: new Intl.DateTimeFormat(locale, { ...zone, month: "long", day: "numeric", weekday: "long" }),
  dayOfYear: new Intl.DateTimeFormat(locale, { ...zone, year: "numeric", month: "long", day: "numeric", weekday: "long" }),
  short: new Intl.DateTimeFormat(locale, { ...zone, month: "short", day: "numeric", weekday: "short" }),
  full: new Intl.DateTimeFormat(locale, { ...zone, dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" }),
  key: new Intl.DateTimeFormat("en-CA", { ...zone, year: "numeric", month: "2-digit", day: "2-digit" }),
};

const thisYear = (date) => formats.key.format(date).slice(0, 4) === formats.key.format(new Date()).slice(0, 4);

export const clockTime = (seconds) => formats.time.format(new Date(seconds * 1000));
export const dayKey = (seconds) => formats.key.format(new Date(seconds * 1000));
export const fullMoment = (when) => formats.full.format(new Date(when));
export const stripDay = (date) => formats.short.format(date);
export const stripTime = (date) => formats.time.format(date);
export function dayName(seconds) {
  const date = new Date(seconds * 1000);
  return (thisYear(date) ? formats.day : formats.dayOfYear).format(date);
}

export function size(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
