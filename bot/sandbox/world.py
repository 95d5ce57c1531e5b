"""The state of one sandbox and the few steps every act is made of; knows no HTTP."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any

from bot.sandbox.errors import SimError
from bot.sandbox.events import Events
from bot.sandbox.faults import Faults
from bot.sandbox.journal import Journal
from bot.sandbox.limits import FloodControl
from bot.sandbox.model import (
    CallbackQuery,
    Chat,
    ChatType,
    Json,
    Membership,
    Message,
    StoredFile,
    User,
)
from bot.sandbox.settings import Profile, Webhook
from bot.sandbox.supervise import Supervisor
from bot.sandbox.transcript import entry
from bot.sandbox.updates import CALLBACK_LIFETIME_SECONDS, UpdateQueue

FIRST_USER_ID = 5_000_001
SUPERGROUP_PREFIX = -1_000_000_000_000
# Taps older than this many are forgotten even if the clock stands still.
MAX_CALLBACK_QUERIES = 20_000


class Clock:
    """Tells the time in seconds since 1970: that of `wall`, plus what it was moved forward."""

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self.ahead_seconds = 0.0

    def now(self) -> float:
        return self._wall() + self.ahead_seconds

    def unix(self) -> int:
        return int(self.now())


class World:
    """Everything one bot token can see, and its users."""

    def __init__(
        self, *, token: str, username: str, name: str, wall: Callable[[], float] = time.time
    ) -> None:
        self.token = token
        self.clock = Clock(wall)
        self.events = Events()
        self.me = User(int(token.partition(":")[0]), name, is_bot=True, username=username)
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.file_paths: dict[str, StoredFile] = {}
        self.callback_queries: dict[str, CallbackQuery] = {}
        self.updates = UpdateQueue(self.clock.now)
        self.journal = Journal()
        self.faults = Faults()
        self.flood = FloodControl(self.clock.now)
        self.profile = Profile()
        self.webhook = Webhook()
        self.on_webhook_change: Callable[[], None] | None = None
        self.supervisor: Supervisor | None = None
        self.tour: Any = None
        self.seq = 0
        self._message_ids = itertools.count(1)
        self._waiters: dict[int, list[asyncio.Future[None]]] = {}

    # -- users and chats ---------------------------------------------------------------------

    def add_user(self, user: User) -> User:
        """Adds or replaces a person, whose private chat has the same id."""
        known = self.chats.get(user.id)
        self.users[user.id] = user
        if known is None:
            self.chats[user.id] = Chat(user.id, ChatType.PRIVATE, user=user)
        else:
            known.user = user
        self.events.publish("state", dict)
        return user

    def free_user_id(self) -> int:
        return max(self.users, default=FIRST_USER_ID - 1) + 1

    def free_chat_id(self, kind: ChatType) -> int:
        first = SUPERGROUP_PREFIX - 1 if kind is ChatType.SUPERGROUP else -1
        return next(number for number in itertools.count(first, -1) if number not in self.chats)

    def user(self, user_id: object) -> User:
        """Raises: SimError 404 for an id nobody has."""
        if isinstance(user_id, int) and user_id in self.users:
            return self.users[user_id]
        raise SimError(f"there is no user {user_id}", status=404)

    def chat(self, chat_id: object) -> Chat:
        """Raises: SimError 404 for an id no chat has."""
        if isinstance(chat_id, int) and chat_id in self.chats:
            return self.chats[chat_id]
        raise SimError(f"there is no chat {chat_id}", status=404)

    # -- messages ----------------------------------------------------------------------------

    def post(
        self,
        chat: Chat,
        sender: User,
        content: Json,
        *,
        reply_to: Message | None = None,
        reply_markup: Json | None = None,
        keyboard: list[list[Json]] | str | None = None,
        service: str | None = None,
    ) -> Message:
        """Puts a new message into a chat; tells no bot about it."""
        if chat.type is ChatType.SUPERGROUP:
            chat.last_own_id += 1
            message_id = chat.last_own_id
        else:
            message_id = next(self._message_ids)
        message = Message(
            chat,
            message_id,
            sender,
            self.clock.unix(),
            content,
            reply_markup=reply_markup,
            keyboard=keyboard,
            reply_to=reply_to,
            service=service,
        )
        chat.messages[message_id] = message
        self.touch(message)
        return message

    def touch(self, message: Message) -> None:
        """Marks a message as changed now and wakes whoever waits for its chat."""
        self.seq += 1
        chat = message.chat
        message.seq = chat.last_seq = self.seq
        chat.changed.pop(message.message_id, None)
        chat.changed[message.message_id] = None
        for waiter in self._waiters.pop(chat.id, ()):
            if not waiter.done():
                waiter.set_result(None)
        if self.events.watched:
            self.events.publish("entry", lambda: {"entry": entry(message)})

    def revise(self, message: Message, content: Json) -> None:
        """Replaces the content of a message and keeps the text it had."""
        message.versions.append({"date": message.edit_date or message.date, "text": message.text})
        message.content = content
        message.edit_date = self.clock.unix()

    def delete(self, message: Message) -> None:
        """Takes a message out of its chat for everybody."""
        message.deleted = True
        if message.chat.pinned is message:
            message.chat.pinned = None
        self.touch(message)

    async def change_in(self, chat: Chat, *, after: int, seconds: float) -> None:
        """Waits until something in the chat is newer than ``after``, or the time is over."""
        if chat.last_seq > after or seconds <= 0:
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.setdefault(chat.id, []).append(waiter)
        try:
            async with asyncio.timeout(seconds):
                await waiter
        except TimeoutError:
            waiting = self._waiters.get(chat.id, [])
            if waiter in waiting:
                waiting.remove(waiter)

    # -- updates -----------------------------------------------------------------------------

    def notify(self, kind: str, message: Message) -> int:
        """Queues a message for the bot, in the queue of its chat."""
        return self.updates.add(kind, message.to_api(), queue_key=message.chat.id)

    def membership_changed(self, chat: Chat, by: User, old: Membership, new: Membership) -> int:
        """Sets how the bot stands in a chat and tells it (``my_chat_member``)."""
        chat.bot = new
        payload = {
            "chat": chat.to_api(),
            "from": by.to_api(),
            "date": self.clock.unix(),
            "old_chat_member": self.bot_as_member(old),
            "new_chat_member": self.bot_as_member(new),
        }
        self.events.publish("state", dict)
        return self.updates.add("my_chat_member", payload, queue_key=chat.id)

    def bot_as_member(self, standing: Membership) -> Json:
        """The Bot API object ``ChatMember`` for the bot itself."""
        status = Membership.LEFT if standing is Membership.STRANGER else standing
        member: Json = {"user": self.me.to_api(), "status": status.value}
        if status is Membership.KICKED:
            member["until_date"] = 0
        if status is Membership.ADMINISTRATOR:
            member |= administrator_rights(can_be_edited=False)
        return member

    def webhook_changed(self) -> None:
        """Tells the sender of updates, and whoever watches, of new settings."""
        if self.on_webhook_change is not None:
            self.on_webhook_change()
        self.events.publish("state", dict)

    # -- files and taps ----------------------------------------------------------------------

    def store_file(self, *, folder: str, name: str, mime_type: str, data: bytes) -> StoredFile:
        """Keeps the bytes of a file and gives it its ids and its download path."""
        number = len(self.files) + 1
        suffix = f".{name.rpartition('.')[2]}" if "." in name else ""
        file = StoredFile(
            file_id=f"BQACAgIAAx{number:06d}{secrets.token_urlsafe(24)}",
            file_unique_id=f"AgAD{number:06d}{secrets.token_hex(4)}",
            path=f"{folder}/file_{number}{suffix}",
            name=name,
            mime_type=mime_type,
            data=data,
        )
        self.files[file.file_id] = file
        self.file_paths[file.path] = file
        return file

    def add_callback_query(self, user: User, chat: Chat) -> CallbackQuery:
        """A new tap, answerable for as long as Telegram would keep it."""
        query = CallbackQuery(str(secrets.randbits(62)), user, chat.id, self.clock.now())
        self.callback_queries[query.id] = query
        if len(self.callback_queries) > MAX_CALLBACK_QUERIES:
            del self.callback_queries[next(iter(self.callback_queries))]
        return query

    def open_callback_query(self, query_id: str) -> CallbackQuery | None:
        """The tap with this id if it can still be answered."""
        query = self.callback_queries.get(query_id)
        if query is None or self.clock.now() - query.at > CALLBACK_LIFETIME_SECONDS:
            return None
        return query

    # -- the whole ---------------------------------------------------------------------------

    def reset(self, *, keep_users: bool) -> None:
        """Forgets everything that happened, all faults, and the people unless kept."""
        kept: Iterable[User] = list(self.users.values()) if keep_users else ()
        self.users.clear()
        self.chats.clear()
        self.files.clear()
        self.file_paths.clear()
        self.callback_queries.clear()
        self.updates.clear()
        self.faults.clear()
        self.flood.clear()
        self.journal.clear()
        for user in kept:
            user.blocked = False
            self.add_user(user)
        self.events.publish("state", dict)


def administrator_rights(*, can_be_edited: bool) -> dict[str, Any]:
    """The flags of ``ChatMemberAdministrator``, as a group's administrator has them."""
    granted = (
        "can_manage_chat can_delete_messages can_restrict_members can_promote_members "
        "can_change_info can_invite_users can_pin_messages"
    )
    withheld = (
        "is_anonymous can_manage_video_chats can_post_stories can_edit_stories can_delete_stories "
        "can_send_welcome_messages"
    )
    rights: dict[str, Any] = dict.fromkeys(granted.split(), True)
    return rights | dict.fromkeys(withheld.split(), False) | {"can_be_edited": can_be_edited}
