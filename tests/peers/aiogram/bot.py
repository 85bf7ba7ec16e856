"""An echo bot as aiogram's guide would have it. It knows nothing of the sandbox but the address."""

import asyncio
import os

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import BotCommand, BufferedInputFile, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

dispatcher = Dispatcher()


@dispatcher.message(CommandStart())
async def start(message: Message) -> None:
    buttons = [
        InlineKeyboardButton(text="👍 Like", callback_data="like"),
        InlineKeyboardButton(text="Nothing", callback_data="nothing"),
    ]
    keyboard = InlineKeyboardMarkup(inline_keyboard=[buttons])
    await message.answer(f"<b>Hello</b>, {message.from_user.first_name}", parse_mode="HTML", reply_markup=keyboard)


@dispatcher.callback_query(F.data == "like")
async def like(query: CallbackQuery) -> None:
    await query.answer("Thanks!")
    await query.message.edit_text("Liked")


@dispatcher.message(F.photo)
async def photo(message: Message, bot: Bot) -> None:
    content = (await bot.download(message.photo[-1])).read()
    await message.answer_photo(BufferedInputFile(content, "echo.jpg"), caption=f"Your photo: {len(content)} bytes")


@dispatcher.message(F.text)
async def echo(message: Message) -> None:
    await message.reply(message.text)


async def main() -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["API_ROOT"]))
    bot = Bot(os.environ["BOT_TOKEN"], session=session)
    await bot.set_my_commands([BotCommand(command="start", description="Say hello")])
    await dispatcher.start_polling(bot)


asyncio.run(main())
