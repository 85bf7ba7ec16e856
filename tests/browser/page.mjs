//! What the page itself must do, with a little bot of its own behind it.

import assert from "node:assert/strict";
import { LittleBot, USERNAME, keyboard } from "./little-bot.mjs";
import { DESKTOP, PHONE, openPage, start } from "./sandbox.mjs";

const address = process.env.PAGE;
const PIXEL_PHOTO = { width: 900, height: 600 };
const PROVINCES = "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆".split(" ");

const bot = await new LittleBot(address).start();
await bot.call("setMyCommands", { commands: [{ command: "start", description: "开始" }, { command: "help", description: "怎样使用" }] });
await bot.call("setMyCommands", { commands: [{ command: "queue", description: "待审核" }], scope: { type: "all_group_chats" } });
bot.on(async ({ message, edited_message: edited, callback_query: press }) => {
  if (edited) await bot.say(edited.chat.id, `改成了 ${edited.text}`);
  else if (message?.photo) await bot.call("sendPhoto", { chat_id: message.chat.id, photo: message.photo.at(-1).file_id, caption: `照片 ${message.caption ?? ""}` });
  else if (message?.document) await bot.call("sendDocument", { chat_id: message.chat.id, document: message.document.file_id, caption: `文件 ${message.document.file_name}` });
  else if (message?.text === "/start") await bot.say(message.chat.id, "您好，我来帮您办理<b>网站备案</b>。\n您要为谁备案？", { parse_mode: "HTML", reply_markup: keyboard([["企业", "enterprise"], ["个人", "individual"]], [["看说明", "https://beian.miit.gov.cn/"]]) });
  else if (message?.text) await bot.say(message.chat.id, `收到 ${message.text}`);
  else if (press?.data === "enterprise") {
    await bot.call("answerCallbackQuery", { callback_query_id: press.id, text: "已选企业" });
    await bot.call("editMessageText", { chat_id: press.message.chat.id, message_id: press.message.message_id, text: "您要为谁备案？企业 ✓", reply_markup: keyboard([["修改", "change"]]) });
    await bot.say(press.message.chat.id, "请输入单位名称。");
  } else if (press) await bot.call("answerCallbackQuery", { callback_query_id: press.id, text: "还不能选这一项。", show_alert: true });
  return true;
});

const browser = await start();
const open = (options = {}) => openPage(browser, { bot: USERNAME, ...options });
let failures = 0;

async function test(name, act, options = {}) {
  const app = await open(options);
  try {
    await act(app);
    assert.deepEqual(app.complaints, [], "the browser complained");
    console.log(`ok    ${name}`);
  } catch (error) {
    failures += 1;
    console.log(`FAIL  ${name}\n${error.stack ?? error}`);
    await app.shot(`failed-${name.replace(/\W+/g, "-")}`).catch(() => {});
  }
  await app.close();
}

/** A picture made in the browser, as a PNG. */
async function picture(page) {
  const base64 = await page.evaluate(({ width, height }) => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    const paint = canvas.getContext("2d");
    paint.fillStyle = "#2b7a78";
    paint.fillRect(0, 0, width, height);
    paint.fillStyle = "#fff";
    paint.font = "80px sans-serif";
    paint.fillText("营业执照", 300, 320);
    return canvas.toDataURL("image/png").split(",")[1];
  }, PIXEL_PHOTO);
  return { name: "营业执照.png", mimeType: "image/png", buffer: Buffer.from(base64, "base64") };
}

await test("everybody is listed, and three chats are open", async ({ page }) => {
  const list = page.locator("nav#people");
  for (const name of ["林小满", "Nora Whitfield", "周启明", "沈书言", "Owen Tan", "顾安宁"]) await list.getByRole("button", { name }).waitFor();
  assert.equal(await page.locator(".column").count(), 3);
  await list.getByRole("button", { name: "Nora Whitfield" }).click();
  assert.equal(await page.locator(".column").count(), 4);
  await page.reload();
  await page.locator(".column").nth(3).waitFor();
});

await test("a text, an answer, a press, an edit in place", async (app) => {
  const applicant = await app.chat("林小满");
  await applicant.say("/start");
  const question = await applicant.hears(/为谁备案/);
  assert.deepEqual(question.buttons, ["企业", "个人", "看说明"]);
  const refused = await applicant.press("个人");
  assert.deepEqual(refused, { answer: "还不能选这一项。", alert: true });
  const taken = await applicant.press("企业");
  assert.equal(taken.answer, "已选企业");
  await app.page.locator(".toast", { hasText: "已选企业" }).waitFor();
  const changed = await applicant.hears(/企业 ✓/);
  assert.equal(changed.id, question.id);
  await applicant.hears("请输入单位名称");
  assert.equal(await applicant.lastText(), "请输入单位名称。");
  assert.deepEqual(await applicant.buttons(), ["修改"]);
  await app.shot("journey-desktop");
});

await test("the commands menu, by typing and by the button", async (app) => {
  const applicant = await app.chat("林小满");
  await applicant.field.pressSequentially("/he");
  await applicant.column.getByRole("option", { name: "/help" }).waitFor();
  await applicant.field.press("Enter");
  await applicant.hears("收到 /help");
  const group = await app.chat("Review");
  await group.column.getByRole("button", { name: "命令菜单" }).click();
  await group.column.getByRole("option", { name: "/queue" }).click();
  await group.hears("收到 /queue");
});

await test("a member of the group speaks as whom they choose", async (app) => {
  const group = await app.chat("Review");
  await group.speakAs("Owen Tan");
  await group.say("/queue from Owen");
  await group.hears("收到 /queue from Owen");
  const mine = group.column.locator("article.mine").last();
  assert.match(await mine.getAttribute("aria-label"), /Owen Tan/);
});

await test("a photo by drop, a document by the button", async (app) => {
  const applicant = await app.chat("林小满");
  const file = await picture(app.page);
  await applicant.drop(file, { as: "photo", caption: "副本" });
  await applicant.hears("照片 副本");
  await applicant.column.getByRole("button", { name: "放大照片" }).last().click();
  await app.page.locator("dialog.lightbox img").waitFor();
  await app.page.waitForFunction(() => document.querySelector("dialog.lightbox img").naturalWidth === 900);
  await app.page.keyboard.press("Escape");
  await applicant.sendFiles([file], { as: "document" });
  await applicant.hears("文件 营业执照.png");
  const link = applicant.column.locator("a.file").last();
  const [saved] = await Promise.all([app.page.waitForEvent("download"), link.click()]);
  assert.equal(saved.suggestedFilename(), "营业执照.png");
});

await test("two photos stand together as an album", async (app) => {
  const applicant = await app.chat("周启明");
  const file = await picture(app.page);
  await applicant.sendFiles([file, { ...file, name: "second.png" }], { as: "photo", caption: "正反面" });
  await applicant.column.locator(".mine .album .photo").nth(1).waitFor();
});

await test("an own message is edited and replied to", async (app) => {
  const applicant = await app.chat("林小满");
  await applicant.say("上海晴川科技有限公司");
  await applicant.hears("收到 上海晴川");
  await applicant.field.press("ArrowUp");
  await applicant.field.fill("上海晴川网络有限公司");
  await applicant.field.press("Enter");
  await applicant.hears("改成了 上海晴川网络有限公司");
  await applicant.column.locator("article.mine .foot", { hasText: "已编辑" }).last().waitFor();
  const last = applicant.column.locator("article.theirs").last();
  await last.hover();
  await last.getByRole("button", { name: "消息选项" }).click();
  await app.page.getByRole("menuitem", { name: "回复" }).click();
  await applicant.field.fill("好的");
  await applicant.field.press("Enter");
  await applicant.column.locator("article.mine .quoted", { hasText: "改成了" }).last().waitFor();
});

await test("what people write is text, never markup", async (app) => {
  const applicant = await app.chat("林小满");
  const nasty = '<img src=x onerror=alert(1)> <b>&amp;"x"</b> {{ 7 * 7 }} *_[` 👩‍💻';
  await applicant.say(nasty);
  await applicant.hears(`收到 ${nasty}`);
  assert.equal(await applicant.column.locator(".bubble .text img, .bubble .text b").count(), 0);
});

await test("entities are drawn where Telegram counts them", async (app) => {
  const applicant = await app.chat("周启明");
  const text = '👩‍💻 <b>粗<i>斜</i></b> <u>线</u> <s>删</s> <code>x = 1</code> <tg-spoiler>密</tg-spoiler> <a href="https://example.com/">链接</a>\n<pre>fn main() {}</pre>\n/help';
  await bot.say(applicant.id, text, { parse_mode: "HTML" });
  await applicant.hears("fn main");
  const bubble = applicant.column.locator("article.theirs .bubble").last();
  assert.equal(await bubble.locator("strong").innerText(), "粗斜");
  assert.equal(await bubble.locator("strong em").innerText(), "斜");
  assert.equal(await bubble.locator("code").first().innerText(), "x = 1");
  assert.equal(await bubble.locator("a").getAttribute("href"), "https://example.com/");
  await bubble.getByRole("button", { name: "隐藏文字" }).click();
  await bubble.locator(".spoiler.shown").waitFor();
  await bubble.locator("button.command", { hasText: "/help" }).click();
  await applicant.hears("收到 /help");
});

await test("reply keyboards come and go, force_reply asks", async (app) => {
  const applicant = await app.chat("林小满");
  await applicant.show();
  await applicant.field.focus();
  await bot.say(applicant.id, "请选择。", { reply_markup: { keyboard: [[{ text: "上一项" }, { text: "跳过" }]], one_time_keyboard: true, resize_keyboard: true } });
  await applicant.hears("请选择。");
  await applicant.press("跳过");
  await applicant.hears("收到 跳过");
  await applicant.column.locator(".reply-keyboard").waitFor({ state: "detached" });
  await bot.say(applicant.id, "请写出理由。", { reply_markup: { force_reply: true, input_field_placeholder: "理由…" } });
  await applicant.hears("请写出理由。");
  await applicant.column.locator(".context", { hasText: "请写出理由。" }).waitFor();
  assert.equal(await applicant.field.getAttribute("placeholder"), "理由…");
});

await test("the bot is seen typing", async (app) => {
  const applicant = await app.chat("林小满");
  await bot.call("sendChatAction", { chat_id: applicant.id, action: "typing" });
  await applicant.column.locator(".typing", { hasText: "正在输入" }).waitFor();
});

await test("unread messages are counted, and read when they are seen", async (app) => {
  const nora = (await app.api("GET", "/api/people")).find((person) => person.first_name === "Nora Whitfield");
  await app.api("POST", `/api/chats/${nora.id}/messages`, { from: nora.id, text: "hello" });
  const item = app.page.locator("nav#people").getByRole("button", { name: /Nora Whitfield/ });
  await item.locator(".unread:not([hidden])").waitFor();
  await item.click();
  await item.locator(".unread[hidden]").waitFor({ state: "attached" });
});

await test("the clock moves, and faults are set", async (app) => {
  const before = Date.parse((await app.api("GET", "/api/clock")).now);
  await app.page.getByRole("button", { name: "+1 时" }).click();
  await app.page.locator(".toast", { hasText: "触发" }).waitFor();
  assert.ok(Date.parse((await app.api("GET", "/api/clock")).now) - before >= 3_600_000);
  await app.page.locator(".clock-ahead", { hasText: "快" }).waitFor();
  await app.page.getByRole("button", { name: "外部服务" }).click();
  const service = app.page.locator('details[data-service="sms"]');
  await service.locator("summary").click();
  await service.locator('select[name="fault"]').selectOption("http_500");
  await service.locator('input[name="times"]').fill("2");
  await service.getByRole("button", { name: "应用" }).click();
  await service.locator(".chip.bad").waitFor();
  await app.shot("services");
  const set = (await app.api("GET", "/api/services")).find((one) => one.name === "sms");
  assert.deepEqual([set.fault, set.times], ["http_500", 2]);
  await app.api("PUT", "/api/services/sms", { fault: "none" });
});

await test("colours and language are kept", async (app) => {
  await app.page.getByRole("button", { name: /^配色/ }).click();
  await app.page.getByRole("button", { name: /^配色/ }).click();
  assert.equal(await app.page.locator("html").getAttribute("data-theme"), "dark");
  await app.page.getByRole("button", { name: "Switch to English" }).click();
  await app.page.getByRole("button", { name: "Services" }).waitFor();
  assert.equal(await app.page.locator("html").getAttribute("data-theme"), "dark");
  assert.equal(await app.page.locator("html").getAttribute("lang"), "en");
});

await test("the keyboard alone is enough", async (app) => {
  const { keyboard: keys } = app.page;
  const applicant = await app.chat("林小满");
  const second = await app.chat("沈书言");
  await keys.press("Alt+Digit1");
  await keys.type("/start");
  await app.page.waitForTimeout(400);
  await keys.press("Escape");
  await keys.press("Enter");
  await applicant.hears(/为谁备案/);
  // Back from the field: the last button, and further up to the first.
  const label = () => app.page.evaluate(() => document.activeElement.textContent);
  for (let step = 0; step < 12 && (await label()) !== "企业"; step += 1) await keys.press("Shift+Tab");
  assert.equal(await label(), "企业");
  await keys.press("Enter");
  await applicant.hears(/企业 ✓/);
  await applicant.hears("请输入单位名称");
  assert.ok(await applicant.column.evaluate((column) => column.contains(document.activeElement)), "the focus stays in the chat");
  await keys.press("Escape");
  assert.equal(await app.page.evaluate(() => document.activeElement.tagName), "TEXTAREA");
  await keys.press("Alt+Digit2");
  assert.equal(await app.page.evaluate(() => document.activeElement.closest(".column") === document.querySelectorAll(".column")[1]), true);
  await keys.type("line one");
  await keys.press("Shift+Enter");
  await keys.type("line two");
  await keys.press("Enter");
  await second.hears("收到 line one\nline two");
});

await test("thousands of messages: the newest at once, the older ones above, edits in place", async (app) => {
  const applicant = await app.chat("Nora Whitfield");
  const first = await bot.say(applicant.id, "the first of many");
  for (let index = 0; index < 400; index += 1) await bot.say(applicant.id, `message ${index}`);
  await applicant.hears("message 399");
  await app.page.reload();
  await applicant.column.locator("article").last().waitFor();
  assert.ok((await applicant.column.locator("article").count()) <= 130);
  const log = applicant.column.getByRole("log");
  for (let turn = 0; turn < 8; turn += 1) {
    await log.evaluate((element) => element.scrollTo(0, 0));
    await app.page.waitForTimeout(100);
  }
  await applicant.column.locator("article", { hasText: "the first of many" }).waitFor();
  await bot.call("editMessageText", { chat_id: applicant.id, message_id: first.message_id, text: "the first, edited" });
  await applicant.column.locator("article", { hasText: "the first, edited" }).waitFor();
  await bot.say(applicant.id, "one more");
  const newer = applicant.column.locator(".newer.missed");
  await newer.waitFor();
  await newer.click();
  assert.ok(await log.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight < 5));
});

await test("a message taller than the view is read from its beginning", async (app) => {
  const applicant = await app.chat("周启明");
  const log = applicant.column.getByRole("log");
  // From the end of the chat: who reads further up is left where they are.
  await log.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await app.page.waitForTimeout(300);
  await bot.say(applicant.id, Array.from({ length: 60 }, (_, line) => `第 ${line + 1} 行`).join("\n"));
  await applicant.hears("第 60 行");
  const top = () => log.evaluate((element) => [...element.querySelectorAll("article")].findLast((one) => one.offsetHeight > element.clientHeight).getBoundingClientRect().top - element.getBoundingClientRect().top);
  const aligned = () => log.evaluate((element) => Math.abs([...element.querySelectorAll("article")].findLast((one) => one.offsetHeight > element.clientHeight).getBoundingClientRect().top - element.getBoundingClientRect().top - 8) < 2);
  for (let look = 0; look < 50 && !(await aligned()); look += 1) await app.page.waitForTimeout(100);
  assert.ok(await aligned(), `its top is ${await top()} below the log's`);
  await app.shot("taller-than-the-view");
  await bot.say(applicant.id, "短的一条");
  await applicant.column.locator(".newer.missed", { hasText: "1 条新消息" }).waitFor();
  assert.ok(Math.abs((await top()) - 8) < 2, "it stays where it is while it is read");
  await applicant.column.locator(".newer").click();
  await bot.say(applicant.id, "又一条");
  await applicant.hears("又一条");
  assert.ok(await log.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight < 5), "a short one is shown from its end");
});

await test("what answers one's own press is shown, wherever one has scrolled to", async (app) => {
  const applicant = await app.chat("周启明");
  const log = applicant.column.getByRole("log");
  const lines = Array.from({ length: 60 }, (_, line) => `第 ${line + 1} 项`).join("\n");
  await bot.say(applicant.id, lines, { reply_markup: keyboard([["按这里看下一题", "next"]]) });
  const button = applicant.column.getByRole("button", { name: "按这里看下一题" });
  await button.waitFor();
  bot.on(async ({ callback_query: press }) => {
    if (press?.data !== "next") return false;
    await bot.call("answerCallbackQuery", { callback_query_id: press.id });
    await bot.say(applicant.id, "按下以后的下一题");
    return true;
  });
  await log.evaluate((element) => element.scrollTo(0, element.scrollHeight - element.clientHeight - 400));
  await app.page.waitForTimeout(300);
  await button.evaluate((element) => element.click());
  await applicant.hears("按下以后的下一题");
  const atEnd = () => log.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight < 5);
  for (let look = 0; look < 50 && !(await atEnd()); look += 1) await app.page.waitForTimeout(100);
  assert.ok(await atEnd(), "the answer to a press is before the eyes of who pressed");
  await app.page.waitForTimeout(1500);
  await log.evaluate((element) => element.scrollTo(0, 0));
  await app.page.waitForTimeout(300);
  await bot.say(applicant.id, "不是对按键的回答");
  await applicant.column.locator(".newer.missed").waitFor();
});

await test("Tab passes a long chat by, and arrows go through it without losing the focus", async (app) => {
  const applicant = await app.chat("Owen Tan");
  await app.api("POST", `/api/chats/${applicant.id}/messages`, { from: applicant.id, text: "/start" });
  for (let index = 0; index < 150; index += 1) await bot.say(applicant.id, `${index}: https://example.com/${index} /help`, { reply_markup: keyboard([[`${index}`, "x"]]) });
  await applicant.hears("149: ");
  const focused = () => app.page.evaluate(() => document.activeElement.closest("article")?.innerText ?? document.activeElement.tagName);
  const log = applicant.column.getByRole("log");
  await log.focus();
  let tabs = 0;
  for (; tabs < 20 && (await focused()) !== "TEXTAREA"; tabs += 1) await app.page.keyboard.press("Tab");
  assert.ok(tabs <= 6, `${tabs} times Tab from the log to the field`);
  await log.focus();
  for (let step = 0; step < 145; step += 1) await app.page.keyboard.press("ArrowUp");
  assert.match(await focused(), /^5: /);
  // Its own link, command and button are the ones that Tab stops at now; then comes the field.
  for (const expected of [/^5: /, /^5: /, /^5: /, /BUTTON|TEXTAREA/]) {
    await app.page.keyboard.press("Tab");
    assert.match(await focused(), expected);
  }
  await applicant.field.focus();
  await bot.say(applicant.id, "the newest", { reply_markup: keyboard([["the last button", "x"]]) });
  await applicant.hears("the newest");
  for (let step = 0; step < 3 && !/^the newest/.test(await focused()); step += 1) await app.page.keyboard.press("Shift+Tab");
  assert.match(await focused(), /^the newest/);
});

await test("a reset is seen in every window", async (app) => {
  const applicant = await app.chat("顾安宁");
  await app.api("POST", `/api/chats/${applicant.id}/messages`, { from: applicant.id, text: "forget me" });
  await applicant.hears("收到 forget me");
  await app.api("POST", "/api/reset", {});
  await app.page.waitForFunction(() => !document.body.innerText.includes("forget me"));
  await app.page.locator(".column").nth(2).waitFor();
});

await test("the sandbox goes away and comes back", async (app) => {
  await app.page.context().setOffline(true);
  await app.page.locator("#banner", { hasText: "正在重新连接" }).waitFor({ timeout: 40_000 });
  await app.page.context().setOffline(false);
  await app.page.locator("#banner").waitFor({ state: "hidden" });
  const applicant = await app.chat("林小满");
  await applicant.say("还在吗");
  await applicant.hears("收到 还在吗");
  app.complaints = app.complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED|ERR_NETWORK/.test(text));
});

await test("a phone shows one chat at a time, with room for 31 buttons", async (app) => {
  const applicant = await app.chat("林小满");
  await applicant.show();
  const rows = [];
  for (let index = 0; index < PROVINCES.length; index += 3) rows.push(PROVINCES.slice(index, index + 3).map((name) => [name, `p:${name}`]));
  await bot.say(applicant.id, "网站主办者在哪个省（自治区、直辖市）？", { reply_markup: keyboard(...rows) });
  await applicant.hears("哪个省");
  assert.equal(await app.page.locator(".column:visible").count(), 1);
  assert.ok(await app.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the phone");
  await app.shot("provinces-phone");
  const reviewer = await app.chat("沈书言");
  await reviewer.show();
  assert.equal(await app.page.locator(".column:visible").count(), 1);
  // What is unread beyond the strip's edge is counted there.
  const beyond = app.page.locator("nav#people .beyond");
  await applicant.show();
  const far = (await app.api("GET", "/api/people")).find((person) => person.first_name === "顾安宁");
  await app.api("POST", `/api/chats/${far.id}/messages`, { from: far.id, text: "/start" });
  await bot.say(far.id, "看不见的一条");
  await beyond.waitFor();
  assert.match(await beyond.getAttribute("aria-label"), /还有 \d+ 条未读/);
  await app.shot("unread-phone");
  await beyond.click();
  await app.page.locator("nav#people").getByRole("button", { name: /顾安宁/ }).click();
  await beyond.waitFor({ state: "hidden" });
}, { size: PHONE, touch: true });

for (const theme of ["light", "dark"]) {
  for (const [name, size] of [["desktop", DESKTOP], ["phone", PHONE]]) {
    await test(`axe finds nothing: ${theme}, ${name}`, async (app) => {
      const applicant = await app.chat("林小满");
      await applicant.show();
      await bot.say(applicant.id, "4 000 字的备注：" + "网站内容不得涉及未经许可的新闻、出版、教育等。".repeat(20) + "a".repeat(200));
      await bot.say(applicant.id, "<b>下一项</b> /help <tg-spoiler>密</tg-spoiler> <pre>code</pre> https://example.com/", { parse_mode: "HTML", reply_markup: keyboard([["企业", "enterprise"], ["看说明", "https://example.com/"]]) });
      await applicant.hears("下一项");
      await app.shot(`${name}-${theme}`);
      const { complaints } = app;
      const found = await app.accessibility();
      if (size === DESKTOP) {
        await app.page.getByRole("button", { name: "外部服务" }).click();
        await app.page.locator('details[data-service="telegram"] summary').click();
        found.push(...(await app.accessibility()));
        await app.page.getByRole("button", { name: "添加人物" }).click();
        found.push(...(await app.accessibility()));
      }
      assert.deepEqual([...new Set(found)], []);
      assert.deepEqual(complaints.filter((text) => !/axe/.test(text)), []);
      app.complaints = [];
    }, { theme, size });
  }
}

await browser.close();
await bot.stop();
console.log(failures ? `${failures} failed` : "all is well");
process.exitCode = failures ? 1 : 0;
