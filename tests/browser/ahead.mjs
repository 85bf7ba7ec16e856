//! A curtain is ordered while the form is being filled in, and mailed before the filing is handed in; in Chinese on a wide screen and in
//! English on a phone. Names and numbers are made up.

import assert from "node:assert/strict";
import { PHONE, go, openPage, start } from "./sandbox.mjs";

const browser = await start();

const TALKS = {
  zh: {
    language: "zh-CN",
    applicant: "林小满",
    reviewer: "沈书言",
    filing: [
      "/new", "[网站]", "[个人]", "居民身份证", "320102199003070009", "江苏", "[否]", "shanye-ahead.cn", "47.96.10.9", "[否]", "[确定]", "陈示例",
      "江苏省南京市江宁区示例路88号3幢501室", "和证件住所相同", "13912345678", "13712345678", "山野摄影笔记", "www.shanye-ahead.cn", "中文简体",
      "本网站为个人网站，记录山野摄影，不涉及经营。", "[幕布照]", "[否]", "寄到通讯地址",
    ],
    asked: /现在就寄吗/,
    order: ["[是]", /请核对/],
    where: ["/parcel", /已请审核员先寄幕布/],
    list: ["/answer", /请先寄幕布/],
    open: /^回复 \d+$/,
    how: /寄出后直接发来快递公司和单号/,
    mail: ["顺丰 SF1029384756125", /已回复/],
    mailed: /申请照常填写、提交，不用等它/,
    resume: ["[继续填写]", /SF1029384756125/],
    submit: ["[提交备案]", /已提交/],
  },
  en: {
    language: "en",
    size: PHONE,
    applicant: "Nora Whitfield",
    reviewer: "Owen Tan",
    filing: [
      "/new", "[Website]", "[Individual]", "Resident identity card", "320102199003071239", "Jiangsu", "[No]", "shanye-early.cn", "47.96.10.9", "[No]", "[Confirm]",
      "李样例", "江苏省南京市江宁区示例路88号3幢501室", "same as on the certificate", "13812345678", "13712345678", "山野摄影随笔",
      "www.shanye-early.cn", "Simplified Chinese", "本网站为个人网站，记录山野摄影，不涉及经营。", "[Curtain photo]", "[No]", "send it to the postal address",
    ],
    asked: /mail the curtain now/,
    order: ["[Yes]", /check/i],
    where: ["/parcel", /asked to mail the curtain now/],
    list: ["/answer", /Please mail the curtain now/],
    open: /^Answer \d+$/,
    how: /Once it is mailed, send the carrier and the number/,
    mail: ["SF Express SF1029384756126", /is answered/],
    mailed: /there is no need to wait/,
    resume: ["[Continue]", /SF1029384756126/],
    submit: ["[Submit the filing]", /handed in|submitted|received/i],
  },
};

for (const [name, words] of Object.entries(TALKS)) {
  const page = await openPage(browser, { language: words.language, size: words.size });
  const applicant = await page.chat(words.applicant);
  const reviewer = await page.chat(words.reviewer);
  await reviewer.say("/start");
  await page.settle();
  await reviewer.forget();
  await go(applicant, words.filing.map((act) => [act, null]));
  await applicant.hears(words.asked);
  await page.shot(`ahead-${name}-1-asked`);
  await go(applicant, [words.order]);
  await go(applicant, [words.where]);
  await page.shot(`ahead-${name}-2-ordered`);
  await go(reviewer, [words.list]);
  await reviewer.press(words.open);
  await reviewer.hears(words.how);
  await page.shot(`ahead-${name}-3-at-the-reviewer`);
  await go(reviewer, [words.mail]);
  await applicant.hears(words.mailed);
  await applicant.show();
  await page.shot(`ahead-${name}-4-mailed`);
  await go(applicant, [words.resume]);
  await go(applicant, [words.submit]);
  assert.deepEqual(page.complaints, [], "the browser complained");
  await page.close();
}
await browser.close();
console.log("1 passed, 0 failed");
