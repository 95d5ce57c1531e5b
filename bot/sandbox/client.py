"""Client of the play API for tests and demonstrations: speaks HTTP only, asserts nothing."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from aiohttp import ClientSession, FormData

Json = dict[str, Any]
Entry = dict[str, Any]
Predicate = Callable[[Entry], bool]

# Longer than any bot takes, also on a machine that is slow and busy.
DEFAULT_TIMEOUT_SECONDS = 60.0
# One long-polled reading of a transcript; the server allows 60.
WAIT_SECONDS = 20.0


class SimRefusedError(Exception):
    """The play API refused a request."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text}")
        self.status = status
        self.text = text


class NothingCameError(AssertionError):
    """No message satisfied the condition in time; carries what the chat shows instead."""

    def __init__(self, chat_id: int, texts: list[str]) -> None:
        shown = "\n".join(f"  | {text}" for text in texts[-6:]) or "  (nothing new)"
        super().__init__(f"nothing that fits came to chat {chat_id}; its latest messages:\n{shown}")


class Sim:
    """Plays people against a sandbox: ``async with Sim(url) as sim``."""

    def __init__(self, url: str, *, session: ClientSession | None = None) -> None:
        self.url = url.rstrip("/")
        self._session = session
        self._own_session = session is None
        self._marks: dict[int, int] = {}

    async def __aenter__(self) -> Self:
        self._open()
        return self

    def _open(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession()
        return self._session

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections, unless they were handed in."""
        if self._own_session and self._session is not None:
            await self._session.close()
            self._session = None

    async def request(self, verb: str, path: str, body: Any = None, **query: Any) -> Json:
        """One request to ``/sim/<path>``.

        Raises: SimRefusedError with the server's words.
        """
        session = self._open()
        asked = {key: str(value) for key, value in query.items() if value is not None}
        sent: Json = {"data": body} if isinstance(body, FormData) else {"json": body}
        if body is None:
            sent = {}
        url = f"{self.url}/sim/{path}"
        async with session.request(verb, url, params=asked, **sent) as response:
            answer: Json = await response.json()
            if response.status >= 400:
                raise SimRefusedError(response.status, answer.get("error", ""))
            return answer

    # -- the stage -----------------------------------------------------------------------------

    async def state(self) -> Json:
        """Bot, users, chats, faults, limits and what waits."""
        return await self.request("GET", "state")

    async def add_user(self, first_name: str, **fields: Any) -> Json:
        """A person; their private chat has the same id."""
        return await self.request("POST", "users", {"first_name": first_name} | fields)

    async def add_group(
        self,
        title: str,
        members: list[int],
        *,
        kind: str = "group",
        add_bot: bool = True,
        chat_id: int | None = None,
    ) -> Json:
        """A group; the first member is its creator."""
        body: Json = {"title": title, "type": kind, "members": members, "add_bot": add_bot}
        if chat_id is not None:
            body["id"] = chat_id
        return await self.request("POST", "chats", body)

    async def change_members(self, chat_id: int, **changes: Any) -> Json:
        """``add=[…]``, ``remove=[…]``, ``bot_is_admin=…``, ``by=user``."""
        return await self.request("POST", f"chats/{chat_id}/members", changes)

    async def migrate(self, chat_id: int) -> int:
        """Makes a group a supergroup and returns its new id."""
        answer = await self.request("POST", f"chats/{chat_id}/migrate", {})
        return int(answer["id"])

    async def block(self, user: int, *, blocked: bool = True) -> Json:
        """The person blocks the bot, or lets it write again."""
        return await self.request("POST", f"users/{user}/block", {"blocked": blocked})

    async def reset(self, *, keep_users: bool = False) -> None:
        """Forgets everything but, if asked, the people."""
        await self.request("POST", "reset", {"keep_users": keep_users})
        self._marks.clear()

    async def advance_clock(self, seconds: int) -> None:
        """Moves the server's clock forward."""
        await self.request("POST", "clock", {"advance_seconds": seconds})

    # -- acts of people ------------------------------------------------------------------------

    async def send(self, user: int, *, chat_id: int | None = None, **content: Any) -> Json:
        """A message of any kind: ``text=``, ``sticker=True``, ``location={…}``, …"""
        chat_id = chat_id or user
        body = {"chat_id": chat_id, "from_id": user} | content
        return self._marked(chat_id, await self.request("POST", "messages", body))

    async def say(self, user: int, text: str, *, chat_id: int | None = None, **more: Any) -> Json:
        """The person writes, in their private chat unless told otherwise."""
        return await self.send(user, chat_id=chat_id, text=text, **more)

    async def share_contact(
        self, user: int, phone_number: str, *, first_name: str = "Me", of_user: int | None = None
    ) -> Json:
        """The person shares a contact, their own unless told otherwise."""
        contact = {"phone_number": phone_number, "first_name": first_name}
        return await self.send(user, contact=contact | {"user_id": of_user or user})

    async def send_file(
        self,
        user: int,
        name: str,
        data: bytes,
        *,
        chat_id: int | None = None,
        caption: str = "",
        mime_type: str = "application/octet-stream",
        photo: bool = False,
    ) -> Json:
        """The person sends a document, or a picture as a photo."""
        chat_id = chat_id or user
        form = FormData(quote_fields=False)
        form.add_field("chat_id", str(chat_id))
        form.add_field("from_id", str(user))
        form.add_field("caption", caption)
        part = "photo" if photo else "document"
        form.add_field(part, io.BytesIO(data), filename=name, content_type=mime_type)
        return self._marked(chat_id, await self.request("POST", "messages", form))

    async def edit(
        self, user: int, message_id: int, text: str, *, chat_id: int | None = None
    ) -> Json:
        """The person changes a message of their own."""
        chat_id = chat_id or user
        body = {"chat_id": chat_id, "from_id": user, "message_id": message_id, "text": text}
        return self._marked(chat_id, await self.request("POST", "edits", body))

    async def tap(
        self,
        user: int,
        button: str,
        *,
        chat_id: int | None = None,
        message_id: int | None = None,
        stale: bool = False,
    ) -> Json:
        """Taps a button by its visible text or its data: on the newest message that has it,
        or on the one named.

        Raises: SimRefusedError if there is no such button now.
        """
        chat_id = chat_id or user
        body: Json = {"chat_id": chat_id, "from_id": user, "message_id": message_id}
        if stale:
            body |= {"data": button, "stale": True}
        else:
            found = await self._find_button(chat_id, button, message_id)
            body |= {"message_id": found[0], "data": found[1]}
        return self._marked(chat_id, await self.request("POST", "taps", body))

    async def _find_button(
        self, chat_id: int, button: str, message_id: int | None
    ) -> tuple[int, str]:
        for message in reversed(await self.messages(chat_id)):
            if message_id not in {None, message["message_id"]}:
                continue
            for shown in (shown for row in message["buttons"] for shown in row):
                if "data" in shown and button in {shown["text"], shown["data"]}:
                    return message["message_id"], shown["data"]
        raise SimRefusedError(400, f"no message of chat {chat_id} has a button {button!r}")

    async def tapped(self, callback_query_id: str) -> Json:
        """What the bot answered to a tap, if it has."""
        return await self.request("GET", f"taps/{callback_query_id}")

    async def replay(self, update: Any) -> int:
        """Hands the bot a raw update, as it is."""
        answer = await self.request("POST", "updates", {"update": update})
        return int(answer["update_id"])

    # -- trouble -------------------------------------------------------------------------------

    async def add_fault(self, kind: str, method: str = "*", **fields: Any) -> int:
        """``status``, ``delay``, ``cut`` or ``lost_reply``; see the README for the fields."""
        body = {"kind": kind, "method": method} | fields
        return int((await self.request("POST", "faults", body))["id"])

    async def faults(self) -> list[Json]:
        """The faults still in force."""
        found: list[Json] = (await self.request("GET", "faults"))["faults"]
        return found

    async def remove_fault(self, fault_id: int) -> None:
        """Ends one fault."""
        await self.request("DELETE", f"faults/{fault_id}")

    async def clear_faults(self) -> None:
        """Ends all faults."""
        await self.request("DELETE", "faults")

    async def set_limits(self, **limits: Any) -> Json:
        """Flood control: ``enforce=True`` and, if wanted, other paces."""
        return await self.request("POST", "limits", limits)

    async def bot_process(self, action: str) -> Json:
        """``kill``, ``stop``, ``start`` or ``restart`` the supervised bot."""
        return await self.request("POST", f"bot/{action}", {})

    def _marked(self, chat_id: int, answer: Json) -> Json:
        self._marks[chat_id] = answer["seq"]
        return answer

    # -- reading -------------------------------------------------------------------------------

    async def messages(self, chat_id: int, *, after: int = 0, wait: float = 0) -> list[Entry]:
        """The messages now in a chat, oldest first, without deleted ones."""
        answer = await self.transcript(chat_id, after=after, wait=wait)
        return [message for message in answer["messages"] if not message["deleted"]]

    async def transcript(self, chat_id: int, *, after: int = 0, wait: float = 0) -> Json:
        """The raw transcript; with ``wait`` it answers as soon as something is newer."""
        return await self.request("GET", "transcript", chat_id=chat_id, after=after, wait=wait)

    async def texts(self, chat_id: int) -> list[str]:
        """The texts now in a chat, oldest first."""
        return [message["text"] for message in await self.messages(chat_id)]

    async def last(self, chat_id: int) -> Entry | None:
        """The newest message of a chat."""
        found = await self.messages(chat_id)
        return found[-1] if found else None

    async def journal(self, *, method: str | None = None, after: int = 0) -> list[Json]:
        """The latest calls of the Bot API with their answers, oldest first."""
        answer = await self.request("GET", "journal", method=method, after=after)
        calls: list[Json] = answer["calls"]
        return calls

    async def commands(self, chat_id: int, user: int | None = None) -> list[Json]:
        """The command menu this person sees in this chat."""
        found: Any = await self.request("GET", "commands", chat_id=chat_id, user_id=user or chat_id)
        return list(found)

    async def file(self, file_id: str) -> bytes:
        """The bytes of a file somebody sent."""
        session = self._open()
        async with session.get(f"{self.url}/sim/files/{quote(file_id)}") as response:
            if response.status != 200:
                raise SimRefusedError(response.status, "no such file")
            return await response.read()

    async def seq(self) -> int:
        """The present place in time, for ``after``."""
        # Nothing is newer than that, so the answer is short however many chats there are.
        answer = await self.request("GET", "transcript", after=1 << 53)
        return int(answer["last_seq"])

    async def wait_for(
        self,
        chat_id: int,
        predicate: Predicate | str,
        timeout: float = DEFAULT_TIMEOUT_SECONDS,
        *,
        after: int | None = None,
    ) -> Entry:
        """Waits for a message of the bot, new or edited since this client's last act in the
        chat (or since ``after``), that satisfies the predicate or contains the text.

        Raises: NothingCameError after ``timeout`` seconds, showing the chat.
        """
        fits = predicate if callable(predicate) else _contains(predicate)
        since = self._marks.get(chat_id, 0) if after is None else after
        seen: list[Entry] = []
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        left = timeout
        while left > 0:
            answer = await self.transcript(chat_id, after=since, wait=min(left, WAIT_SECONDS))
            new: list[Entry] = answer["messages"]
            for message in new:
                shown = message["from"]["is_bot"] and not message["deleted"]
                if shown and fits(message):
                    return message
            seen = new or seen
            since = max(since, answer["last_seq"])
            left = deadline - loop.time()
        raise NothingCameError(chat_id, [message["text"] for message in seen])


def _contains(text: str) -> Predicate:
    return lambda message: text in message["text"]
