// Starts telegram-test-api, a make-believe Bot API of somebody else's, and takes our bot through a filing's first ten answers by
// the package's own client. It knows few methods, answers some with null, forgets updates as soon as they are asked for and knows no
// long poll. Fails where the bot does not ask what comes next, dies, or asks for updates without a pause.
//
// Usage: node drive.js PORT TOKEN PROCESS_ID

const { TelegramServer } = require("telegram-test-api/lib/telegramServer");

const [port, token, bot] = [Number(process.argv[2]), process.argv[3], Number(process.argv[4])];
const person = 500118203;

const say = (text) => ({ say: text });
const press = (label) => ({ press: label });
// What the applicant does, and what the bot then asks: by its number, so that the order is checked too.
const steps = [
  [say("/start"), "开始备案"],
  [press("开始备案"), "第 1 项", "APP"],
  [press("网站"), "第 2 项", "企业"],
  [say("企业"), "第 3 / ", "营业执照"],
  [press("营业执照"), "第 4 / ", "号码"],
  [say("91320115MA0000007M"), "第 5 / ", "江苏"],
  [press("江苏"), "第 6 / ", "以前.*备过?案"],
  [press("否"), "第 7 / ", "域名"],
  [say("example-yunshan.com"), "第 8 / ", "IP"],
  [say("47.96.10.8"), "第 9 / ", "备过案"],
  [press("否"), "您的备案类型：新增备案"],
  [press("确定"), "第 10 / ", "全称"],
  [say("南京云杉示例科技有限公司"), "第 11 / ", "法定代表人"],
];

function fail(why) {
  console.error(why);
  process.exit(1);
}

function isUp() {
  try {
    return process.kill(bot, 0);
  } catch {
    return false;
  }
}

class Counting extends TelegramServer {
  polls = 0;
  getUpdates(...of) {
    this.polls += 1;
    return super.getUpdates(...of);
  }
}

async function main() {
  const server = new Counting({ host: "127.0.0.1", port });
  await server.start();
  const client = server.getClient(token, { userId: person, chatId: person, firstName: "小满", timeout: 30_000 });

  // The newest message with that button, as the client has seen it.
  const seen = [];
  const act = async (step) => {
    if ("press" in step) {
      for (const message of seen.slice().reverse()) {
        const buttons = (message.reply_markup?.inline_keyboard ?? []).flat();
        const button = buttons.find((button) => button.text.startsWith(step.press));
        if (button) return client.sendCallback(client.makeCallbackQuery(button.callback_data));
      }
      fail(`no button ${step.press}`);
    }
    if (step.say.startsWith("/")) return client.sendCommand(client.makeCommand(step.say));
    return client.sendMessage(client.makeMessage(step.say));
  };

  // What is shown: in the text, and on the buttons.
  const shown = (message) => {
    const buttons = (message.reply_markup?.inline_keyboard ?? []).flat().map((button) => button.text);
    return [message.text.replaceAll("&#x2f;", "/"), ...buttons].join("\n");
  };

  for (const [step, ...expected] of steps) {
    const name = step.press ?? step.say;
    await act(step);
    // A press is followed by what was chosen, and then by the question.
    const said = [];
    const asks = (text) => expected.every((words) => new RegExp(words).test(text));
    do {
      const { result } = await client.getUpdates().catch(() => {
        fail(`after ${name} the bot says ${JSON.stringify(said)}, not ${expected}`);
      });
      seen.push(...result.map((update) => update.message));
      said.push(...result.map((update) => shown(update.message)));
    } while (!said.some(asks));
    const questions = said.filter((text) => /第 \d+ (项|\/)/.test(text));
    if (questions.length > 1 || (questions.length === 1 && !asks(questions[0]))) {
      fail(`after ${name} the bot asks ${JSON.stringify(questions)}`);
    }
    console.log(`  ${name}: as expected`);
  }

  // It knows no long poll: the bot has to pause by itself, and goes on asking.
  const before = server.polls;
  const seconds = 3;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const polls = server.polls - before;
  if (polls < 1 || polls > 5 * seconds) fail(`${polls} times in ${seconds} s the bot asked for updates`);
  console.log(`  asked for updates ${polls} times in ${seconds} s`);
  if (!isUp()) fail("the bot is gone");
  await server.stop();
}

main().catch((error) => fail(error));
