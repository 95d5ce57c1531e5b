"""A small bot over plain HTTP, so that the page is tested on its own; knows nothing of ours."""

from __future__ import annotations

import asyncio
import contextlib
import html
from typing import Any

import aiohttp

Json = dict[str, Any]

QUESTION = "<b>Will you take part?</b>\n<i>You can change this at any time.</i>"
ARABIC = "<b>كم عدد المشاركين؟</b>\n▰▰▱▱\nرقم تقديري"
RETRY_SECONDS = 0.2


def button(text: str, data: str) -> Json:
    """One inline button."""
    return {"text": text, "callback_data": data}


class EchoBot:
    """Answers as scripted below; ``group`` is told of every tap on Yes."""

    def __init__(self, api: str, group: int) -> None:
        self.api = api
        self.group = group
        self._session = aiohttp.ClientSession()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Registers its commands and begins to poll."""
        await self.call("setMyCommands", commands=[command("start", "Begin")])
        french = [command("start", "Commencer"), command("aide", "Obtenir de l'aide")]
        await self.call("setMyCommands", commands=french, language_code="fr")
        self._task = asyncio.create_task(self._poll())

    async def stop(self) -> None:
        """Ends the polling and the connections."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._session.close()

    async def call(self, method: str, **params: Any) -> Json:
        """One call; a refusal comes back as it is."""
        async with self._session.post(f"{self.api}/{method}", json=params) as response:
            answer: Json = await response.json()
            return answer

    async def _poll(self) -> None:
        offset = 0
        while True:
            try:
                answer = await self.call("getUpdates", offset=offset, timeout=20)
                for update in answer.get("result", []):
                    await self._handle(update)
                    offset = update["update_id"] + 1
                if not answer["ok"]:
                    await asyncio.sleep(RETRY_SECONDS)
            except aiohttp.ClientError:
                await asyncio.sleep(RETRY_SECONDS)

    async def _handle(self, update: Json) -> None:
        match update:
            case {"callback_query": query}:
                await self._tapped(query)
            case {"edited_message": message}:
                await self._say(message, f"Changed to: {html.escape(message['text'])}")
            case {"message": {"contact": contact} as message}:
                thanks = f"Thank you, {contact['phone_number']}"
                await self._say(message, thanks, reply_markup={"remove_keyboard": True})
            case {"message": {"document": document} as message}:
                chat_id = message["chat"]["id"]
                await self.call("sendDocument", chat_id=chat_id, document=document["file_id"])
            case {"message": {"text": text} as message}:
                await self._said(message, text)

    async def _said(self, message: Json, text: str) -> None:
        match text.split(maxsplit=1)[0]:
            case "/start":
                await self.call("sendChatAction", chat_id=message["chat"]["id"], action="typing")
                yes_no = [[button("Yes", "yes"), button("No", "no")], [button("Explain", "alert")]]
                await self._say(message, QUESTION, reply_markup={"inline_keyboard": yes_no})
            case "keyboard":
                keys = [[{"text": "Share my number", "request_contact": True}], [{"text": "Skip"}]]
                await self._say(message, "Your number?", reply_markup={"keyboard": keys})
            case "arabic":
                keys = [[button("تخطّي", "skip"), button("القائمة", "menu")]]
                await self._say(message, ARABIC, reply_markup={"inline_keyboard": keys})
            case "link":
                await self._say(message, "Open https://t.me/sandbox_bot?start=OTHER now")
            case _:
                await self._say(message, f"You said: <b>{html.escape(text)}</b>")

    async def _tapped(self, query: Json) -> None:
        message = query["message"]
        if query["data"] == "alert":
            text = "Your State is asked to reply."
            await self.call(
                "answerCallbackQuery", callback_query_id=query["id"], text=text, show_alert=True
            )
            return
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text="Saved")
        taken = f"Participation: <b>{html.escape(query['data'])}</b>"
        await self.call(
            "editMessageText",
            chat_id=message["chat"]["id"],
            message_id=message["message_id"],
            text=taken,
            parse_mode="HTML",
        )
        await self.call("sendMessage", chat_id=self.group, text="France has replied")

    async def _say(self, message: Json, text: str, **more: Any) -> None:
        chat_id = message["chat"]["id"]
        await self.call("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **more)


def command(name: str, description: str) -> Json:
    """One entry of the command menu."""
    return {"command": name, "description": description}
