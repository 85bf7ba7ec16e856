//! The services outside: which fault each shows, and what it answers.

import { h, button } from "./dom.js";
import { t, knows } from "./i18n.js";
import { api } from "./api.js";
import { chats } from "./store.js";
import { kindly, toast } from "./dialogs.js";

const FAULTS = ["none", "timeout", "http_500", "http_429", "garbage", "refused"];
const OF_TELEGRAM = ["blocked", "retry_after", "lose_answer"];

export async function drawServices(place) {
  const listed = await api.services();
  const services = Array.isArray(listed) ? listed : Object.entries(listed).map(([name, service]) => ({ name, ...service }));
  const used = services.filter((service) => service.used !== false);
  const unused = services.filter((service) => service.used === false);
  place.replaceChildren(
    h("p", { class: "faint" }, t("services_hint")),
    ...used.map(servicePart),
    unused.length ? h("p", { class: "faint", id: "unused-services" }, t("unused_services")) : "",
    ...unused.map(servicePart),
  );
}

function servicePart(service) {
  const part = h("details", { class: "service", name: "services" });
  part.dataset.service = service.name;
  const draw = (now) => part.replaceChildren(...servicePieces(now, draw));
  draw(service);
  return part;
}

function servicePieces(service, draw) {
  const { name } = service;
  const words = knows(`service_${name}`) ? t(`service_${name}`) : name;
  const failing = service.fault && service.fault !== "none";
  const answers = service.answers?.length ?? 0;
  const summary = h(
    "summary",
    {},
    h("span", { class: "service-name" }, words, h("code", { class: "faint" }, name)),
    failing ? h("span", { class: "chip bad" }, faultWords(service)) : null,
    answers ? h("span", { class: "chip" }, String(answers)) : null,
    service.used === false ? h("span", { class: "faint small-words" }, t("unused")) : null,
  );
  return [summary, faultForm(service, draw), answersForm(service, draw)];
}

const faultWords = ({ fault, times }) => `${t(`fault_${fault}`)}${times ? ` ×${times}` : ""}`;

function faultForm(service, draw) {
  const kinds = service.name === "telegram" ? [...FAULTS, ...OF_TELEGRAM] : FAULTS;
  const fault = h("select", { class: "boxed", name: "fault" }, kinds.map((kind) => h("option", { value: kind, selected: kind === (service.fault ?? "none") }, t(`fault_${kind}`))));
  const times = h("input", { class: "boxed", name: "times", type: "number", min: "1", value: service.times ?? "", placeholder: t("times_hint") });
  const methods = h("input", { class: "boxed", name: "methods", value: (service.methods ?? []).join(", "), placeholder: t("methods_hint"), autocomplete: "off", spellcheck: "false" });
  const chat = h("select", { class: "boxed", name: "chat" }, h("option", { value: "" }, t("any_chat")), [...chats.values()].map((one) => h("option", { value: one.id, selected: one.id === service.chat }, one.name)));
  const seconds = h("input", { class: "boxed", name: "retry_after", type: "number", min: "1", value: service.retry_after ?? 5 });
  const secondsLabel = h("label", { hidden: fault.value !== "retry_after" }, t("retry_after"), seconds);
  fault.addEventListener("change", () => {
    secondsLabel.hidden = fault.value !== "retry_after";
  });
  const put = (change) => kindly(async () => {
    const now = await api.setService(service.name, change);
    toast(t("saved"));
    draw(await renewed(service, now));
  });
  const form = h(
    "form",
    { class: "grid" },
    h("label", { class: "whole" }, t("fault"), fault),
    secondsLabel,
    h("label", {}, t("times"), times),
    h("label", {}, t("for_chat"), chat),
    h("label", { class: "whole" }, t("methods"), methods),
    h("div", { class: "footer whole" }, button({ class: "small", onclick: () => put({ fault: "none" }) }, t("clear_fault")), h("button", { type: "submit", class: "primary small" }, t("apply"))),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const change = { fault: fault.value };
    const names = methods.value.split(/[\s,，]+/).filter(Boolean);
    if (times.value) change.times = Number(times.value);
    if (names.length) change.methods = names;
    if (chat.value) change.chat = Number(chat.value);
    if (fault.value === "retry_after") change.retry_after = Number(seconds.value) || 5;
    put(change);
  });
  return form;
}

function answersForm(service, draw) {
  const field = h("textarea", { class: "boxed code", name: "answers", rows: "6", spellcheck: "false", value: JSON.stringify(service.answers ?? [], null, 2) });
  const problem = h("p", { class: "problem", role: "alert" });
  const form = h("form", { class: "stacked" }, h("label", {}, t("answers"), field), problem, h("div", { class: "footer" }, h("button", { type: "submit", class: "small" }, t("save_answers"))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answers = readList(field.value, problem);
    if (!answers) return;
    kindly(async () => {
      const now = await api.setService(service.name, { answers });
      toast(t("saved"));
      draw(await renewed(service, now));
    });
  });
  return form;
}

function readList(text, problem) {
  problem.textContent = "";
  try {
    const list = JSON.parse(text || "[]");
    if (Array.isArray(list)) return list;
    problem.textContent = t("not_a_list");
  } catch (error) {
    problem.textContent = t("bad_json", { why: error.message });
  }
  return null;
}

/** What a service is after a change: as the answer says, or as the list says. */
async function renewed(service, now) {
  if (now?.answers && now.name === service.name) return now;
  const listed = await api.services();
  return Array.isArray(listed) ? (listed.find((one) => one.name === service.name) ?? service) : { name: service.name, ...listed[service.name] };
}
