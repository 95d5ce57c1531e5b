"""Routes under ``/sim`` that play the people: who is there, what they write, tap and share."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox import people
from bot.sandbox.entities import usable
from bot.sandbox.errors import SimError
from bot.sandbox.files import document, photo
from bot.sandbox.model import Chat, ChatType, Json, Message, User
from bot.sandbox.params import read_params
from bot.sandbox.simapi import WORLD, body_of, group_in_path, ids_of, number, text_of
from bot.sandbox.transcript import chat_view, user_view
from bot.sandbox.world import World

# -- people and chats ----------------------------------------------------------------------------


async def post_user(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    body = await body_of(request)
    user_id = number(body["id"], "id") if "id" in body else world.free_user_id()
    if user_id <= 0:
        raise SimError("the id of a person is positive")
    user = User(user_id, text_of(body, "first_name"), label=text_of(body, "label", ""))
    for name in ("last_name", "username", "language_code", "link"):
        if body.get(name) is not None:
            setattr(user, name, text_of(body, name))
    if user_id in world.users:
        user.blocked = world.users[user_id].blocked
    return web.json_response(user_view(world.add_user(user)))


async def post_chat(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    body = await body_of(request)
    try:
        kind = ChatType(body.get("type", "group"))
    except ValueError:
        raise SimError("type must be group or supergroup") from None
    if kind is ChatType.PRIVATE:
        raise SimError("a private chat comes with its user")
    chat_id = number(body["id"], "id") if "id" in body else world.free_chat_id(kind)
    if chat_id >= 0 or chat_id in world.chats:
        raise SimError("the id of a group is negative and not taken yet")
    members = [world.user(user_id) for user_id in ids_of(body, "members")]
    chat = people.create_group(
        world,
        chat_id,
        text_of(body, "title"),
        kind,
        members,
        add_bot=body.get("add_bot", True) is True,
    )
    return web.json_response(chat_view(chat))


async def post_members(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    chat = group_in_path(request)
    body = await body_of(request)
    by = world.user(body["by"]) if "by" in body else _first_member(world, chat)
    for user_id in ids_of(body, "add"):
        if user_id == world.me.id:
            people.add_bot_to(world, chat, by)
        else:
            people.join(world, chat, world.user(user_id))
    for user_id in ids_of(body, "remove"):
        if user_id == world.me.id:
            people.remove_bot_from(world, chat, by)
        else:
            people.leave(world, chat, world.user(user_id))
    if "bot_is_admin" in body:
        people.add_bot_to(world, chat, by, admin=body["bot_is_admin"] is True)
    return web.json_response(chat_view(chat))


def _first_member(world: World, chat: Chat) -> User:
    if not chat.members:
        raise SimError("the group has no members")
    return world.users[next(iter(chat.members))]


async def post_migrate(request: web.Request) -> web.Response:
    new = people.migrate(request.app[WORLD], group_in_path(request))
    return web.json_response({"id": new.id})


async def post_block(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    user = world.user(number(request.match_info["id"], "id"))
    blocked = (await body_of(request)).get("blocked", True) is True
    return web.json_response({"update_id": people.block(world, user, blocked=blocked)})


# -- messages and taps ---------------------------------------------------------------------------


def message_of(world: World, body: Json, name: str = "message_id") -> Message:
    chat = world.chat(number(body.get("chat_id"), "chat_id"))
    message_id = number(body.get(name), name)
    if message_id not in chat.messages:
        raise SimError(f"there is no message {message_id} in chat {chat.id}", status=404)
    return chat.messages[message_id]


async def post_message(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    if request.content_type == "multipart/form-data":
        body, content = await _content_of_upload(request)
    else:
        body = await body_of(request)
        content = _content_of_body(world, body)
    chat = world.chat(number(body.get("chat_id"), "chat_id"))
    user = world.user(number(body.get("from_id"), "from_id"))
    reply_to = None
    if body.get("reply_to_message_id") is not None:
        reply_to = message_of(world, body, "reply_to_message_id")
    if body.get("forward_from_name"):
        name = text_of(body, "forward_from_name")
        origin = {"type": "hidden_user", "date": world.clock.unix(), "sender_user_name": name}
        content = {"forward_origin": origin} | content
    act = people.say(world, chat, user, content, reply_to=reply_to)
    return web.json_response(
        {
            "message_id": act.message.message_id,
            "update_id": act.update_id,
            "seq": act.message.seq,
        }
    )


async def _content_of_upload(request: web.Request) -> tuple[Json, Json]:
    world = request.app[WORLD]
    params = await read_params(request)
    caption = {"caption": params.text("caption")} if params.text("caption") else {}
    if "photo" in params.files:
        upload, folder = params.files["photo"], "photos"
    elif "document" in params.files:
        upload, folder = params.files["document"], "documents"
    else:
        raise SimError("there is no file part named document or photo")
    file = world.store_file(
        folder=folder, name=upload.name, mime_type=upload.mime_type, data=upload.data
    )
    if folder == "photos":
        return params.values, {"photo": photo(file)} | caption
    return params.values, {"document": document(file)} | caption


def _content_of_body(world: World, body: Json) -> Json:
    if isinstance(body.get("text"), str):
        content: Json = {"text": body["text"]}
        if isinstance(body.get("entities"), list):
            content["entities"] = usable(body["entities"], body["text"])
        return content
    for name in ("contact", "location"):
        if isinstance(body.get(name), dict):
            return {name: body[name]}
    if body.get("poll"):
        return {"poll": people.POLL}
    for name in ("sticker", "voice", "video"):
        if body.get(name):
            file = world.store_file(
                folder=f"{name}s", name=name, mime_type="application/octet-stream", data=b"\0"
            )
            return people.wordless_content(name, file)
    raise SimError("the message has no content")


async def post_edit(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    body = await body_of(request)
    user = world.user(number(body.get("from_id"), "from_id"))
    act = people.edit(world, message_of(world, body), user, text_of(body, "text"))
    return web.json_response({"update_id": act.update_id, "seq": act.message.seq})


async def post_tap(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    body = await body_of(request)
    message = message_of(world, body)
    user = world.user(number(body.get("from_id"), "from_id"))
    data, label = body.get("data"), body.get("button")
    found = people.find_button(message, data=data, label=label)
    if message.deleted:
        found = None
    if found is None and body.get("stale") is True and isinstance(data, str):
        found = data
    if found is None:
        raise SimError("the message has no such button now")
    seq = world.seq
    query, update_id = people.tap(world, message, user, found)
    return web.json_response({"callback_query_id": query.id, "update_id": update_id, "seq": seq})


async def get_tap(request: web.Request) -> web.Response:
    query = request.app[WORLD].callback_queries.get(request.match_info["id"])
    if query is None:
        raise SimError("there is no such callback query", status=404)
    return web.json_response(
        {
            "answered": query.answered,
            "text": query.text,
            "show_alert": query.show_alert,
            "url": query.url,
        }
    )


async def post_update(request: web.Request) -> web.Response:
    body = await body_of(request)
    if "update" not in body:
        raise SimError("there is no update")
    update_id = request.app[WORLD].updates.replay(body["update"])
    return web.json_response({"update_id": update_id})


def routes() -> list[web.RouteDef]:
    """Everything that acts for people."""
    return [
        web.post("/sim/users", post_user),
        web.post("/sim/users/{id}/block", post_block),
        web.post("/sim/chats", post_chat),
        web.post("/sim/chats/{id}/members", post_members),
        web.post("/sim/chats/{id}/migrate", post_migrate),
        web.post("/sim/messages", post_message),
        web.post("/sim/edits", post_edit),
        web.post("/sim/taps", post_tap),
        web.get("/sim/taps/{id}", get_tap),
        web.post("/sim/updates", post_update),
    ]
