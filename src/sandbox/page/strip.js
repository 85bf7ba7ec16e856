//! The strip at the top: the sandbox's clock, and the way to its tools.

import { h, button, icon } from "./dom.js";
import { t, otherLanguage } from "./i18n.js";
import { api, bot as chosenBot } from "./api.js";
import { on, people } from "./store.js";
import { stripDay, stripTime, fullMoment } from "./time.js";
import { currentTheme, nextTheme } from "./theme.js";
import { toast, why, openMenu, openDialog } from "./dialogs.js";

const SETTLE_SECONDS = 15;
const SIGNS = { auto: "auto", light: "sun", dark: "moon" };

export class Strip {
  constructor(element, tools) {
    this.element = element;
    this.tools = tools;
    this.offset = 0;
    this.still = null;
    this.day = h("span", { class: "clock-day" });
    this.time = h("time", { class: "clock-time" });
    this.ahead = h("span", { class: "clock-ahead" });
    this.moves = [
      this.move("clock_now", () => this.now()),
      this.move("clock_hour", () => this.advance({ advance_seconds: 3600 })),
      this.move("clock_day", () => this.advance({ advance_seconds: 86400 })),
      this.move("clock_next", () => this.next()),
    ];
    /** What falls due next, and for whom. */
    this.due = h("span", { class: "clock-due" });
    const clock = h("div", { class: "clock", role: "group", "aria-label": t("clock") }, h("div", { class: "clock-face", title: t("clock_zone") }, this.day, this.time, this.ahead), h("div", { class: "clock-moves" }, this.moves), this.due);
    this.theme = button({ class: "quiet", onclick: () => this.drawTheme(nextTheme()) });
    element.setAttribute("aria-label", t("controls"));
    element.append(
      h("div", { class: "brand" }, h("img", { src: "/page/icon.svg", alt: "", width: "26", height: "26" }), h("h1", {}, t("brand"))),
      clock,
      h(
        "div",
        { class: "tools", role: "group", "aria-label": t("tools") },
        this.tool("sms", "sms"),
        this.tool("services", "services"),
        this.tool("links", "link"),
        button({ class: "quiet", label: t("new_person"), onclick: () => tools.newPerson() }, icon("person")),
        button({ class: "quiet", label: t("reset"), onclick: () => tools.reset() }, icon("reset")),
        button({ class: "quiet", label: t("shortcuts"), onclick: showShortcuts }, icon("keys")),
        this.theme,
        button({ class: "quiet language", label: t("language_label"), onclick: otherLanguage }, t("language")),
      ),
      button({ class: "quiet phone-only", label: t("controls"), onclick: (event) => this.phoneMenu(event.currentTarget) }, icon("menu")),
    );
    this.drawTheme(currentTheme());
    this.offerBots();
    this.load();
    setInterval(() => this.draw(), 1000);
    setInterval(() => this.load(), 30_000);
    // Others move the clock too, and what falls due next changes with every answer.
    let later = null;
    on("event", () => (later ??= setTimeout(() => ((later = null), this.load()), 400)));
  }

  /** Where several bots have called, the page shows one at a time, which its address names. */
  async offerBots() {
    const bots = await api.bots().catch(() => []);
    if (bots.length < 2) return;
    const shown = (one) => (chosenBot ? one.username === chosenBot : one.default);
    const select = h("select", { class: "bots", "aria-label": t("bot"), title: t("bot") }, bots.map((one) => h("option", { value: one.username, selected: shown(one) }, one.first_name)));
    select.addEventListener("change", () => {
      location.search = new URLSearchParams({ bot: select.value });
    });
    this.element.querySelector(".brand").append(select);
  }

  move(name, act) {
    return button({ class: "step", title: t(`${name}_hint`), onclick: act }, t(name));
  }

  tool(name, sign) {
    return button({ class: "quiet tool", onclick: () => this.tools.open(name) }, icon(sign), h("span", {}, t(name)));
  }

  drawTheme(theme) {
    const words = t(`theme_${theme}`);
    this.theme.replaceChildren(icon(SIGNS[theme]));
    this.theme.title = words;
    this.theme.setAttribute("aria-label", words);
  }

  phoneMenu(anchor) {
    const { tools } = this;
    openMenu(anchor, [
      { label: t("sms"), icon: "sms", act: () => tools.open("sms") },
      { label: t("services"), icon: "services", act: () => tools.open("services") },
      { label: t("links"), icon: "link", act: () => tools.open("links") },
      { label: t("new_person"), icon: "person", act: () => tools.newPerson() },
      { label: t(`theme_${currentTheme()}`), icon: SIGNS[currentTheme()], act: () => this.drawTheme(nextTheme()) },
      { label: t("language"), icon: "edit", act: otherLanguage },
      { label: t("reset"), icon: "reset", bad: true, act: () => tools.reset() },
    ]);
  }

  async load() {
    const clock = await api.clock().catch(() => null);
    if (clock) this.set(clock);
  }

  set(clock) {
    const now = Date.parse(clock.now);
    if (Number.isNaN(now)) return;
    this.still = clock.still ? now : null;
    this.offset = now - Date.now();
    this.drawDue(clock.next);
    this.draw();
  }

  drawDue(next) {
    if (!next) return this.due.replaceChildren();
    const at = new Date(next.at);
    const who = people.get(next.chat)?.first_name ?? next.chat;
    const words = t("clock_due", { when: `${stripDay(at)} ${stripTime(at)}`, who: next.filing ? `${who} ${next.filing}` : who });
    this.due.textContent = words;
    this.due.title = words;
    return undefined;
  }

  moment() {
    return this.still ?? Date.now() + this.offset;
  }

  draw() {
    const now = new Date(this.moment());
    this.day.textContent = stripDay(now);
    this.time.textContent = stripTime(now);
    this.time.setAttribute("datetime", now.toISOString());
    const minutes = Math.round((this.moment() - Date.now()) / 60_000);
    this.ahead.textContent = this.still !== null ? t("clock_still") : minutes >= 2 ? t("clock_ahead", { span: span(minutes) }) : t("clock_zone");
  }

  /** One move at a time; the buttons wait. */
  async busy(act) {
    if (this.element.classList.contains("moving")) return;
    this.element.classList.add("moving");
    this.moves.forEach((one) => one.setAttribute("aria-disabled", "true"));
    try {
      await act();
    } catch (error) {
      toast(t("failed", { why: why(error) }), { bad: true });
    }
    this.moves.forEach((one) => one.removeAttribute("aria-disabled"));
    this.element.classList.remove("moving");
  }

  advance(move) {
    return this.busy(() => this.go(move));
  }

  async go(move) {
    const { now, fired } = await api.moveClock(move);
    await this.load();
    toast(t("clock_moved", { when: fullMoment(now), n: fired ?? 0 }));
  }

  now() {
    return this.busy(async () => {
      if (this.moment() < Date.now() - 60_000) return this.go({ to: new Date().toISOString() });
      const state = await this.settle();
      if (state) toast(t("clock_settled", { n: state.later ?? 0 }));
      return undefined;
    });
  }

  next() {
    return this.busy(async () => {
      const state = await this.settle();
      if (!state) return undefined;
      if (state.next_at) return this.go({ to: state.next_at });
      toast(t("clock_nothing"));
      return undefined;
    });
  }

  async settle() {
    const state = await api.settle(SETTLE_SECONDS);
    if (state.settled) return state;
    toast(t("clock_unsettled", { why: (state.because ?? []).join("; ") }), { bad: true });
    return null;
  }
}

function span(minutes) {
  if (minutes >= 48 * 60) return t("days", { n: Math.round(minutes / 1440) });
  if (minutes >= 120) return t("hours", { n: Math.round(minutes / 60) });
  return t("minutes", { n: minutes });
}

function showShortcuts() {
  const keys = [
    [["Enter"], "key_send"],
    [["Shift", "Enter"], "key_newline"],
    [["/"], "key_slash"],
    [["↑"], "key_edit"],
    [["Alt", "1…9"], "key_switch"],
    [["Alt", "↑ ↓"], "key_next"],
    [["↑ ↓"], "key_messages"],
    [["R", "E", "Enter"], "key_act"],
    [["Esc"], "key_escape"],
  ];
  openDialog(t("shortcuts"), () => h("dl", { class: "shortcuts" }, keys.map(([names, words]) => h("div", {}, h("dt", {}, names.map((name) => h("kbd", {}, name))), h("dd", {}, t(words))))));
}

