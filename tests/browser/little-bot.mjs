//! A bot of a few lines, so that the page can be tried with every kind of message and button whatever our own bot says.

const TOKEN = "700001:AAH-little-bot-for-trying-the-page-0";

export const USERNAME = "sandbox_700001_bot";

export class LittleBot {
  constructor(address) {
    this.base = new URL(`/bot${TOKEN}/`, address).href;
    this.running = true;
    this.handlers = [];
    this.failure = null;
  }

  async call(method, body = {}) {
    const response = await fetch(this.base + method, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    const { ok, result, description } = await response.json();
    if (!ok) throw new Error(`${method}: ${description}`);
    return result;
  }

  /** What the bot does with an update; the first handler that returns true has taken it. */
  on(handler) {
    this.handlers.unshift(handler);
  }

  async start() {
    await this.call("getMe");
    this.loop = this.poll();
    return this;
  }

  async poll() {
    let offset = 0;
    while (this.running) {
      const updates = await this.call("getUpdates", { offset, timeout: 1 }).catch(() => []);
      for (const update of updates) {
        offset = update.update_id + 1;
        try {
          for (const handler of this.handlers) if (await handler(update)) break;
        } catch (error) {
          this.failure = error;
        }
      }
    }
  }

  say(chat, text, more = {}) {
    return this.call("sendMessage", { chat_id: chat, text, ...more });
  }

  async stop() {
    this.running = false;
    await this.loop;
    if (this.failure) throw this.failure;
  }
}

/** An inline keyboard of rows of `[label, data]`. */
export const keyboard = (...rows) => ({ inline_keyboard: rows.map((row) => row.map(([text, data]) => (data.startsWith("https://") ? { text, url: data } : { text, callback_data: data }))) });
