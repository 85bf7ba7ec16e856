//! The whole way after the submission, in the page: supplement, curtain, its photo, papers, SMS verification by two persons of whom one is
//! late, authority, grant, opening day and public-security number; in Chinese and in English. The reviewer presses buttons and types
//! numbers, and both are counted. All names and numbers are made up: their check digits are right, and they belong to nobody.

import assert from "node:assert/strict";
import { go, openPage, start } from "./sandbox.mjs";

const browser = await start();
const page = await openPage(browser, { language: "zh-CN" });
const MOST_PRESSES = 10;

/** A photo of nothing in particular, large enough. */
async function photo() {
  const url = await page.page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1200, 900];
    const paint = canvas.getContext("2d");
    const sky = paint.createLinearGradient(0, 0, 1200, 900);
    sky.addColorStop(0, "#7aa7d9");
    sky.addColorStop(1, "#e8d9b0");
    paint.fillStyle = sky;
    paint.fillRect(0, 0, 1200, 900);
    paint.fillStyle = "#3b3b3b";
    paint.arc(600, 380, 150, 0, 7);
    paint.fill();
    return canvas.toDataURL("image/jpeg", 0.9);
  });
  return { name: "curtain.jpg", mimeType: "image/jpeg", buffer: Buffer.from(url.split(",")[1], "base64") };
}

const hours = (count) => page.api("POST", "/api/clock", { advance_seconds: count * 3600 });

/** The next morning at nine: reviewers hand over before four in the afternoon. */
async function nextMorning() {
  const { now } = await page.api("GET", "/api/clock");
  const day = new Date(new Date(now).getTime() + 24 * 3600 * 1000 + 8 * 3600 * 1000).toISOString().slice(0, 10);
  await page.api("POST", "/api/clock", { to: `${day}T09:00:00+08:00` });
}

const ZH = {
  applicant: "林小满",
  reviewer: "沈书言",
  filing: [
    ["/start", /备案助手/], ["[开始备案]", /网站还是 APP/], ["[网站]", /个人还是单位/], ["[企业]", /哪种证件/],
    ["[营业执照（个人或企业）]", /上的号码/], ["91320115MA0000007M", /在江苏/], ["[江苏]", /以前在任何一家服务商/], ["[否]", /网站域名/],
    ["yunshan-way.com", /公网 IP/], ["47.96.10.8", /以前备过案/], ["[否]", /新增备案/], ["[确定]", /全称/],
    ["南京云杉示例科技有限公司", /法定代表人/], ["陈示例", /住所/], ["江苏省南京市江宁区示例路88号3幢501室", /门牌号/],
    ["和证件住所相同", /出资或主管/], ["[陈示例]", /哪种证件/], ["居民身份证", /陈示例/], ["[陈示例]", /上的号码/],
    ["320102199003071239", /手机号码/], ["139 1234 5678", /固定电话/], ["025-84123456", /打不通/], ["137 1234 5678", /网站叫什么/],
    ["云杉示例官网", /首页/], ["[www.yunshan-way.com]", /什么内容/], ["[单位门户网站]", /哪几种语言/], ["[选好了]", /前置审批/],
    ["[以上都不涉及]", /具体内容/], ["介绍本公司的产品和门店，不在线销售。", /就是主体负责人/], ["[否]", /哪种证件/],
    ["居民身份证", /叫什么名字/], ["李样例", /上的号码/], ["320102199003070017", /手机号码/], ["136 1234 5678", /固定电话/],
    ["025-84123457", /打不通/], ["137 1234 5678", /哪种方式/], ["[幕布照]", /还在手上/], ["[否]", /幕布寄到哪里/],
    ["寄到通讯地址", /现在就寄吗/], ["[否]", /请核对/], ["[提交备案]", /已提交/],
  ],
  show: "[查看]",
  supplement: [["[补充材料]", /哪些|补充/], ["[域名证书]", /✓|域名证书/], ["[发送补充要求]", /待补充材料/]],
  asked: /补充/,
  supply: [["[继续填写]", /域名证书/]],
  sent: ["[发完了]", /再核对/],
  submit: "[提交备案]",
  submitted: /已提交/,
  handed: /重新提交/,
  approve: ["[通过]", /邮寄幕布/],
  mail: [["[登记幕布快递]", /哪家快递/], ["SF1029384756123", /寄出幕布/]],
  mailed: /幕布已寄出/,
  arrived: /到了没有|到了吗|收到幕布|幕布/,
  here: ["[到了]", /幕布前拍一张照片/],
  usePhoto: ["[用这张]", /哪家快递/],
  papers: [["[顺丰]", /快递单号/], ["SF5647382910456", /请核对/]],
  papersTold: /已登记/,
  received: ["[收到资料]", /审核|幕布照/],
  accept: ["[通过]", /待提交/],
  handOver: ["[提交管局]", /待短信核验/],
  sms: /请完成短信核验/,
  first: "[✅ 陈示例 已核验]",
  second: "[✅ 李样例 已核验]",
  late: /李样例/,
  reported: /全部完成/,
  verified: ["[短信核验完成]", /管局审核中/],
  passed: /进入管局审核/,
  grant: [["[备案成功]", /备案号/], ["苏ICP备2026012346号-1", /备案成功/]],
  granted: /恭喜/,
  after: [["[今天开通了]", /公安联网备案/], ["[公安备案已办好]", /公安备案号/], ["苏公网安备32010002010002号", /手续都办完了/]],
};

const EN = {
  applicant: "Nora Whitfield",
  reviewer: "Owen Tan",
  filing: [
    "/start", "[Start a filing]", "[Website]", "[Individual]", "Resident identity card", "320102199003070009", "Jiangsu", "[No]", "shanye-way.cn", "47.96.10.9",
    "[No]", "[Confirm]", "陈示例", "江苏省南京市江宁区示例路88号3幢501室", "same as on the certificate", "13912345678", "13712345678", "山野摄影笔记",
    "www.shanye-way.cn", "Simplified Chinese", "本网站为个人网站，记录山野摄影，不涉及经营。", "[Curtain photo]", "[No]", "send it to the postal address", "[No]",
    "[Submit the filing]",
  ].map((act) => [act, null]),
  show: "[Show]",
  supplement: [["[Ask for material]", null], ["[Domain certificate]", null], ["[Ask for it]", /asked for|material/i]],
  asked: /material|needed|wanted/i,
  supply: [["[Continue]", /Domain certificate/i]],
  sent: ["[That is all]", /check/i],
  submit: "[Submit the filing]",
  submitted: /handed in|submitted|received/i,
  handed: /again|handed in/i,
  approve: ["[Approve]", /curtain/i],
  mail: [["[Curtain mailed]", /Who carries|carrier|which/i], ["SF1029384756124", /curtain mailed/i]],
  mailed: /curtain for filing \d+ was mailed/i,
  arrived: /curtain/i,
  here: ["[It is there]", /photograph|photo/i],
  usePhoto: ["[Use this one]", /carries|courier|carrier|papers/i],
  papers: [["[SF Express]", /number/i], ["SF5647382910457", /check|right/i]],
  papersTold: /noted|recorded/i,
  accept: ["[Approve]", /ready|authority/i],
  handOver: ["[Hand over]", /SMS/i],
  sms: /SMS check/i,
  first: null,
  second: "[✅ 陈示例 has verified]",
  late: /not .*finished|SMS check/i,
  reported: /SMS check/i,
  verified: [null, /authority/i],
  passed: /authority/i,
  grant: [["[Grant]", /number/i], ["苏ICP备2026012347号-1", /granted/i]],
  granted: /Good news/i,
  after: [["[It opened today]", /public-security/i], ["[Public-security filing is done]", /number/i], ["苏公网安备32010002010003号", /is done/i]],
};

for (const [language, words] of Object.entries({ zh: ZH, en: EN })) {
  const applicant = await page.chat(words.applicant);
  const reviewer = await page.chat(words.reviewer);
  const counted = {};
  await nextMorning();
  await go(reviewer, [["/start", null]]);
  await reviewer.forget();
  await go(applicant, words.filing);
  await page.shot(`way-${language}-1-submitted`);
  await reviewer.say("/queue");
  await reviewer.hears(/#\d+/);
  const number = /#(\d+)/.exec(await reviewer.lastText())[1];
  await go(reviewer, [[`[#${number}]`, null], ...words.supplement], counted);
  await page.shot(`way-${language}-2-supplement`);
  await applicant.hears(words.asked);
  await go(applicant, words.supply);
  await applicant.sendFiles(await photo());
  await page.settle();
  await go(applicant, [words.sent]);
  await page.shot(`way-${language}-3-material`);
  await go(applicant, [[words.submit, words.submitted]]);
  await reviewer.hears(words.handed);
  await go(reviewer, [[words.show, null], words.approve, ...words.mail], counted);
  await page.shot(`way-${language}-4-curtain-mailed`);
  await applicant.hears(words.mailed);
  await hours(73);
  await applicant.hears(words.arrived);
  await page.shot(`way-${language}-5-has-it-arrived`);
  await go(applicant, [words.here]);
  await applicant.sendFiles(await photo(), { as: "document" });
  await page.settle();
  await page.shot(`way-${language}-6-photo`);
  await go(applicant, [words.usePhoto, ...words.papers, [words.submit, words.papersTold]]);
  await nextMorning();
  await go(reviewer, [[`/received ${number}`, null]], counted);
  await go(reviewer, [[`/show ${number}`, null]], counted);
  await page.shot(`way-${language}-7-review`);
  await go(reviewer, [words.accept, words.handOver], counted);
  await applicant.hears(words.sms);
  await page.shot(`way-${language}-8-sms`);
  if (words.first) await go(applicant, [[words.first, null]]);
  // One of the two is late: what is left to do is said again.
  await hours(12);
  await applicant.hears(words.late);
  await page.shot(`way-${language}-9-late`);
  await go(applicant, [[words.second, null]]);
  await reviewer.hears(words.reported);
  await go(reviewer, [[`/verified ${number}`, words.verified[1]]], counted);
  await applicant.hears(words.passed);
  await go(reviewer, words.grant, counted);
  await applicant.hears(words.granted);
  await page.shot(`way-${language}-10-granted`);
  await go(applicant, words.after);
  await page.shot(`way-${language}-11-done`);
  console.log(`${language}: the reviewer pressed ${counted.presses} times and typed ${counted.typed.join(", ")}`);
  assert.ok(counted.presses <= MOST_PRESSES, `${counted.presses} presses`);
  // Nothing but numbers, and the commands that have them.
  assert.ok(counted.typed.every((text) => /\d/.test(text)), counted.typed.join(", "));
}
assert.deepEqual(page.complaints, [], "the browser complained");
await page.close();
await browser.close();
console.log("1 passed, 0 failed");
