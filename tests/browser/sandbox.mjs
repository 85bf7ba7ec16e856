//! The chat page in a browser, as a person uses it.
//!
//!     const browser = await start();
//!     const app = await openPage(browser, { language: "zh-CN" });
//!     const applicant = await app.chat("林小满");           // a name, a user name or an id
//!     await applicant.say("/start");
//!     await applicant.hears(/为谁备案/);
//!     const { answer } = await applicant.press("企业");
//!     await app.shot("start");                              // shots/start.png
//!
//! Everything goes through the page but `settle` and `api`, which ask the sandbox itself.

import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const PATIENCE = 15_000;
const SHOTS = fileURLToPath(new URL("shots/", import.meta.url));
const axeSource = createRequire(import.meta.url)("axe-core").source;

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export function start() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS.split(" ") });
}

/** Opens the page as a new visitor. `bot` is the user name of another bot than the sandbox's own. */
export async function openPage(browser, { address = process.env.PAGE, size = DESKTOP, theme = "light", language = "zh-CN", bot, touch = false } = {}) {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: theme,
    locale: language,
    hasTouch: touch,
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const app = new App(page, address, bot);
  await app.watch();
  await page.goto(bot ? `${address}?bot=${bot}` : address);
  await page.locator(".column .log[aria-live]").first().waitFor();
  return app;
}

export class App {
  constructor(page, address, bot) {
    this.page = page;
    this.address = address;
    this.bot = bot;
    /** What the browser complained about: errors, refusals of the content security policy. */
    this.complaints = [];
    this.chats = new Map();
  }

  async watch() {
    await this.page.exposeFunction("complain", (text) => this.complaints.push(text));
    await this.page.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => window.complain(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
    });
    this.page.on("console", (message) => message.type() === "error" && this.complaints.push(`console: ${message.text()}`));
    this.page.on("pageerror", (error) => this.complaints.push(`error: ${error.stack}`));
  }

  /** A person's chat, or a group's by its title; opened beside the others if it is not open yet. */
  async chat(who) {
    const wanted = String(who).toLowerCase();
    const [people, chats] = await Promise.all([this.api("GET", "/api/people"), this.api("GET", "/api/chats")]);
    const person = people.find((one) => [String(one.id), one.first_name.toLowerCase(), one.username?.toLowerCase()].includes(wanted));
    const group = chats.find((one) => one.title && (String(one.id) === wanted || one.title.toLowerCase().includes(wanted)));
    const id = person?.id ?? group?.id;
    if (id === undefined) throw new Error(`nobody is called ${who}; there are ${people.map((one) => one.first_name).join(", ")}`);
    if (!this.chats.has(id)) {
      const column = this.page.locator(`.column[data-chat="${id}"]`);
      if (!(await column.isVisible())) {
        await this.page.locator("nav#people").getByRole("button", { name: person?.first_name ?? group.title, exact: false }).first().click();
      }
      await column.waitFor();
      await column.locator('.log[aria-live="polite"]').waitFor();
      const chat = new Chat(this, id, person?.first_name ?? group.title);
      await chat.forget();
      this.chats.set(id, chat);
    }
    return this.chats.get(id);
  }

  /** A call of the sandbox's own. */
  async api(method, path, body) {
    const address = new URL(path, this.address);
    if (this.bot && address.pathname.startsWith("/api/chats")) address.searchParams.set("bot", this.bot);
    const options = body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await fetch(address, options);
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${answer.error}`);
    return answer;
  }

  /** Waits until the bot has nothing left to do. */
  async settle(seconds = 30) {
    const state = await this.api("POST", "/api/settle", { timeout_seconds: seconds });
    if (!state.settled) throw new Error(`not settled: ${state.because.join("; ")}`);
    return state;
  }

  async shot(name) {
    await mkdir(SHOTS, { recursive: true });
    await this.page.screenshot({ path: `${SHOTS}${name}.png` });
  }

  /** What axe finds wrong, one line each. */
  async accessibility() {
    await this.page.evaluate(axeSource);
    const { violations } = await this.page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)} ${node.failureSummary?.split("\n").slice(1).join(" ").slice(0, 200)}`));
  }

  async close() {
    await this.page.context().close();
  }
}

/** One column of the page. */
/**
 * Does each step in a chat, and waits for what it should bring. A step: `[what is done, what is heard]`; `[…]` presses, and where nothing is
 * to be heard, it is waited until all is settled. `counted` is told the presses and what was typed.
 */
export async function go(chat, steps, counted = {}) {
  for (const [act, heard] of steps) {
    if (act.startsWith("[")) {
      counted.presses = (counted.presses ?? 0) + 1;
      await chat.press(act.slice(1, -1));
    } else {
      (counted.typed ??= []).push(act);
      await chat.say(act);
    }
    if (heard) await chat.hears(heard);
    else await chat.app.settle();
  }
}

export class Chat {
  constructor(app, id, name) {
    this.app = app;
    this.id = id;
    this.name = name;
    this.column = app.page.locator(`.column[data-chat="${id}"]`);
    this.field = this.column.locator("textarea.field");
    this.heard = new Map();
  }

  /** Comes to the front where only one chat is shown at a time. */
  async show() {
    if (!(await this.column.isVisible())) await this.app.page.locator("nav#people").getByRole("button", { name: this.name }).first().click();
    await this.field.waitFor();
  }

  /** Writes a text as a person does, and sends it with Enter. */
  async say(text) {
    await this.show();
    await this.field.fill(text);
    await this.column.locator('.suggestions:not([hidden])').waitFor({ timeout: 150 }).then(() => this.field.press("Escape"), () => {});
    const sent = this.app.page.waitForResponse((response) => response.request().method() === "POST" && /\/messages(\?|$)/.test(response.url()));
    await this.field.press("Enter");
    const response = await sent;
    if (!response.ok()) throw new Error(`${this.name} could not say ${JSON.stringify(text)}: ${await response.text()}`);
  }

  /** In a group: who speaks from now on. */
  async speakAs(name) {
    await this.column.locator("select.speak-as").selectOption({ label: name });
  }

  /** Presses the newest button with this label (text or pattern). Inline ones return the bot's `{answer, alert}`. */
  async press(label) {
    await this.show();
    const words = label instanceof RegExp ? label : new RegExp(`^\\s*${escape(label)}\\s*$`);
    const key = this.column.locator(".key").filter({ has: this.app.page.locator(".key-words", { hasText: words }) }).last();
    await key.waitFor();
    const isInline = await key.evaluate((element) => element.tagName === "BUTTON" && Boolean(element.closest(".inline-keyboard")));
    if (!isInline) return key.click().then(() => null);
    const pressed = this.app.page.waitForResponse((response) => /\/presses(\?|$)/.test(response.url()));
    await key.click();
    const response = await pressed;
    const answer = await response.json();
    if (!response.ok()) throw new Error(`${this.name} could not press ${label}: ${answer.error}`);
    if (answer.alert) {
      const dialog = this.app.page.locator("dialog.modal");
      await dialog.waitFor();
      await this.app.page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
    return answer;
  }

  /** The messages of others as they stand: `{id, text, buttons}`. */
  received() {
    return this.column.locator("article.message.theirs").evaluateAll((all) =>
      all.map((one) => ({
        id: Number(one.dataset.id),
        text: [...one.querySelectorAll(".bubble > .text, .file-name")].map((part) => part.innerText.trim()).join("\n"),
        buttons: [...one.querySelectorAll(".inline-keyboard .key-words")].map((key) => key.innerText.trim()),
      })),
    );
  }

  /**
   * Waits for a message that was not heard before, new or changed since, whose text fits; returns it. What came before
   * it counts as heard too.
   */
  async hears(pattern, { patience = PATIENCE } = {}) {
    const until = Date.now() + patience;
    for (;;) {
      const all = await this.received();
      const fits = (message) => (pattern instanceof RegExp ? pattern.test(message.text) : message.text.includes(pattern));
      const found = all.find((message) => this.heard.get(message.id) !== message.text && fits(message));
      if (found) {
        for (const message of all.slice(0, all.indexOf(found) + 1)) this.heard.set(message.id, message.text);
        return found;
      }
      if (Date.now() > until) {
        const unheard = all.filter((message) => this.heard.get(message.id) !== message.text).map((message) => message.text);
        throw new Error(`${this.name} did not hear ${pattern} within ${patience / 1000} s; unheard: ${JSON.stringify(unheard)}; last: ${JSON.stringify(all.at(-1)?.text)}`);
      }
      await this.app.page.waitForTimeout(60);
    }
  }

  /** Takes everything that stands there as heard. */
  async forget() {
    for (const message of await this.received()) this.heard.set(message.id, message.text);
  }

  async lastText() {
    return (await this.received()).at(-1)?.text ?? "";
  }

  /** The labels under the newest message that has buttons, and those in place of the keyboard. */
  async buttons() {
    const inline = (await this.received()).findLast((message) => message.buttons.length)?.buttons ?? [];
    const keys = await this.column.locator(".reply-keyboard .key-words").allInnerTexts();
    return [...inline, ...keys];
  }

  /** Chooses files by the button: each a path or `{name, mimeType, buffer}`. */
  async sendFiles(files, { as = "photo", caption = "" } = {}) {
    await this.show();
    await this.column.locator('input[type="file"]').setInputFiles(files);
    await this.#sendDialog(as, caption);
  }

  /** Drops one file on the chat: `{name, mimeType, buffer}`. */
  async drop({ name, mimeType, buffer }, { as = "photo", caption = "" } = {}) {
    await this.show();
    const dropped = await this.app.page.evaluateHandle(
      ([fileName, type, base64]) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], fileName, { type }));
        return transfer;
      },
      [name, mimeType, buffer.toString("base64")],
    );
    await this.column.dispatchEvent("dragenter", { dataTransfer: dropped });
    await this.column.dispatchEvent("drop", { dataTransfer: dropped });
    await this.#sendDialog(as, caption);
  }

  async #sendDialog(as, caption) {
    const dialog = this.app.page.locator("dialog.upload");
    await dialog.waitFor();
    const choice = dialog.locator(`input[value="${as}"]`);
    if (await choice.count()) await choice.check();
    if (caption) await dialog.locator('textarea[name="caption"]').fill(caption);
    const sent = this.app.page.waitForResponse((response) => response.request().method() === "POST" && /\/messages(\?|$)/.test(response.url()));
    await dialog.locator('button[type="submit"]').click();
    const response = await sent;
    if (!response.ok()) throw new Error(`the file was refused: ${await response.text()}`);
  }
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
