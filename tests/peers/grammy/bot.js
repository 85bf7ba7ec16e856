// An echo bot as grammY's guide would have it. It knows nothing of the sandbox but the address.
import { Bot, InlineKeyboard, InputFile } from "grammy";

const bot = new Bot(process.env.BOT_TOKEN, { client: { apiRoot: process.env.API_ROOT } });

bot.command("start", (ctx) =>
  ctx.reply(`<b>Hello</b>, ${ctx.from.first_name}`, {
    parse_mode: "HTML",
    reply_markup: new InlineKeyboard().text("👍 Like", "like").text("Nothing", "nothing"),
  }),
);

bot.callbackQuery("like", async (ctx) => {
  await ctx.answerCallbackQuery({ text: "Thanks!" });
  await ctx.editMessageText("Liked");
});

bot.on("message:photo", async (ctx) => {
  const file = await ctx.getFile();
  const response = await fetch(`${process.env.API_ROOT}/file/bot${process.env.BOT_TOKEN}/${file.file_path}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  await ctx.replyWithPhoto(new InputFile(bytes, "echo.jpg"), { caption: `Your photo: ${bytes.length} bytes` });
});

bot.on("message:text", (ctx) => ctx.reply(ctx.msg.text, { reply_parameters: { message_id: ctx.msg.message_id } }));

bot.catch((error) => {
  console.error(error);
  process.exit(1);
});

await bot.api.setMyCommands([{ command: "start", description: "Say hello" }]);
process.once("SIGTERM", () => bot.stop());
await bot.start();
