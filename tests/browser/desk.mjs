//! A person is always in reach: a question from within the form, in the group and at the reviewer, and its answer in the chat; in Chinese on
//! a wide screen and in English on a phone. Names and numbers are made up.

import assert from "node:assert/strict";
import { PHONE, go, openPage, start } from "./sandbox.mjs";

const browser = await start();

const TALKS = {
  zh: {
    language: "zh-CN",
    applicant: "林小满",
    reviewer: "沈书言",
    begin: [["/new", /网站还是 APP/], ["[网站]", /个人还是单位/], ["我是外星人", /不是这里的选项|请点|没有/]],
    ask: ["[💬 问审核员]", /想问审核员什么/],
    question: ["我是帮朋友问的，能替他填吗？", /已转给审核员/],
    list: ["/answer", /等您回复的问题/],
    open: /^回复 \d+$/,
    how: /请直接写回复/,
    answer: ["可以替他填，但要用他的证件和手机号码。", /已回复/],
    answered: /审核员回复了您的问题/,
    quiet: ["/quiet", /不发提醒/],
    longer: ["[21:00–9:00]", /21:00–9:00/],
  },
  en: {
    language: "en",
    size: PHONE,
    applicant: "Nora Whitfield",
    reviewer: "Owen Tan",
    begin: [["/new", /website or an app/i], ["[Website]", /individual|organisation/i], ["purple", /not|press|choose/i]],
    ask: ["[💬 Ask a reviewer]", /like to ask the reviewers/],
    question: ["May I file for a friend?", /Passed on to the reviewers/],
    list: ["/answer", /wait for an answer/],
    open: /^Answer \d+$/,
    how: /Write the answer now/,
    answer: ["Yes, with your friend's own documents and phone.", /is answered/],
    answered: /has answered your question/,
    quiet: ["/quiet", /No reminders from/],
    longer: ["[21:00–9:00]", /21:00–9:00/],
  },
};

for (const [name, words] of Object.entries(TALKS)) {
  const page = await openPage(browser, { language: words.language, size: words.size });
  const applicant = await page.chat(words.applicant);
  const reviewer = await page.chat(words.reviewer);
  await reviewer.say("/start");
  await page.settle();
  await reviewer.forget();
  await go(applicant, words.begin);
  await page.shot(`desk-${name}-1-refused`);
  await go(applicant, [words.ask]);
  await go(applicant, [words.question]);
  await page.shot(`desk-${name}-2-asked`);
  await go(reviewer, [words.list]);
  await reviewer.press(words.open);
  await reviewer.hears(words.how);
  await go(reviewer, [words.answer]);
  await page.shot(`desk-${name}-3-answer`);
  await applicant.hears(words.answered);
  await go(applicant, [words.quiet]);
  await go(applicant, [words.longer]);
  await applicant.show();
  await page.shot(`desk-${name}-4-answered`);
  assert.deepEqual(page.complaints, [], "the browser complained");
  await page.close();
}
await browser.close();
console.log("1 passed, 0 failed");
