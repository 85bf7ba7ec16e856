//! An enterprise's filing in the page, as people do it: from /start to the granted number, with a rejection of two fields on
//! the way. All names and numbers are made up: their check digits are right, and they belong to nobody.

import assert from "node:assert/strict";
import { PHONE, go, openPage, start } from "./sandbox.mjs";

const browser = await start();
const page = await openPage(browser, { language: "zh-CN" });
const applicant = await page.chat("林小满");
const administrator = await page.chat("顾安宁");
const group = await page.chat("审核");
const reviewer = await page.chat("沈书言");

await go(reviewer, [["/start", /命令/]]);
const people = await page.api("GET", "/api/people");
await go(administrator, [["/start", /命令/]]);
await group.speakAs("顾安宁");
await go(group, [["/here", /待领取：0/]]);

await go(applicant, [["/start", /备案助手/]]);
await page.shot("filing-1-welcome");
await go(applicant, [
  ["[开始备案]", /网站还是 APP/],
  ["[网站]", /个人还是单位/],
  ["[企业]", /哪种证件/],
  ["[营业执照（个人或企业）]", /上的号码/],
  ["9132011500000000", /18 位/],
  ["91320115MA0000007M", /在江苏/],
  ["[江苏]", /以前在任何一家服务商/],
  ["[否]", /网站域名/],
  ["https://www.yunshan-demo.com/", /公网 IP/],
  ["47.96.10.8", /以前备过案/],
  ["[否]", /新增备案/],
]);
await page.shot("filing-2-type-check");
await go(applicant, [
  ["[确定]", /全称/],
  ["南京云杉示例科技有限公司", /法定代表人/],
  ["陈示例", /住所/],
  ["江苏省南京市江宁区示例路88号3幢501室", /门牌号/],
  ["[江苏省南京市江宁区示例路88号3幢501室]", /出资或主管/],
  ["[陈示例]", /哪种证件/],
  ["居民身份证", /陈示例/],
  ["[陈示例]", /上的号码/],
  ["320102199003071239", /手机号码/],
  ["139 1234 5678", /固定电话/],
  ["025-84123456", /打不通/],
  ["137 1234 5678", /网站叫什么/],
  ["云杉示例官网", /首页/],
  ["[www.yunshan-demo.com]", /什么内容/],
  // Simplified Chinese is ticked already.
  ["[单位门户网站]", /哪几种语言/],
]);
await page.shot("filing-3-languages");
await go(applicant, [
  ["[选好了]", /前置审批/],
  ["[以上都不涉及]", /具体内容/],
  ["介绍本公司的产品和门店，不在线销售。", /就是主体负责人/],
  ["[是]", /哪种方式/],
  ["[电话核实]", /请核对/],
]);
await page.shot("filing-4-summary");
await go(applicant, [["[提交备案]", /已提交/]]);
await group.hears(/待领取：1/);

await go(reviewer, [["/queue", /待办：1/]]);
const number = /#(\d+)/.exec(await reviewer.lastText())[1];
await go(reviewer, [[`[#${number}]`, /未核验/]]);
await page.shot("filing-5-review");
await go(reviewer, [
  ["[驳回]", /哪些项/],
  ["[网站信息]", /网站名称：/],
  ["[网站名称]", /为什么/],
  ["[网站名称与主办单位没有关联]", /✗ 网站名称/],
  ["[主体负责人]", /主体负责人手机号码：/],
  ["[主体负责人手机号码]", /为什么/],
  ["[另写原因]", /请发来/],
  ["两次拨打都无人接听，请换一个能接通的号码。", /✗ 主体负责人手机号码/],
]);
await page.shot("filing-6-rejection");
await go(reviewer, [["[发送驳回]", /已驳回/]]);
await applicant.hears(/需要修改/);
await page.shot("filing-7-rejected");
await go(applicant, [
  ["[继续填写]", /审核员说|网站叫什么/],
  ["138 1234 5678", /网站叫什么/],
  ["云杉示例产品展示", /请再核对/],
  ["[提交备案]", /已提交/],
]);
await reviewer.hears(/重新提交/);
await go(reviewer, [
  [`/approve ${number}`, /初审通过/],
  // Whatever the hour is: late in the day the bot warns first.
  [`/hand_over ${number} now`, /待短信核验/],
]);
await applicant.hears(/请完成短信核验/);
await go(applicant, [["/sms", /待核验/]]);
await page.shot("filing-8-sms");
await go(reviewer, [
  ["[短信核验完成]", /管局审核中/],
  [`/grant ${number} 苏ICP备2026012345号-1`, /备案成功/],
]);
await applicant.hears(/恭喜[\s\S]*苏ICP备2026012345号-1/);
await page.shot("filing-9-granted");
await go(applicant, [
  ["[今天开通了]", /公安联网备案/],
  ["[公安备案已办好]", /公安备案号/],
  ["苏公网安备32010002010001号", /手续都办完了/],
]);
await page.shot("filing-10-public-security");

const status = await page.api("GET", `/api/chats/${people.find((person) => person.first_name === "林小满").id}/messages`);
assert.match(JSON.stringify(status.messages.at(-1)), /苏公网安备32010002010001号/);
assert.deepEqual(page.complaints, [], "the browser complained");
await page.close();

const phone = await openPage(browser, { language: "zh-CN", size: PHONE, theme: "dark" });
await (await phone.chat("林小满")).show();
await phone.shot("filing-11-phone");
assert.deepEqual(phone.complaints, [], "the browser complained");
await phone.close();
await browser.close();
console.log("1 passed, 0 failed");
