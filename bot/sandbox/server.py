"""The HTTP side: Bot API, downloads, play API and page on one port; keeps no state of its own."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox import control, play, reading
from bot.sandbox.errors import BotApiError, SimError
from bot.sandbox.methods import answer_call
from bot.sandbox.params import MAX_UPLOAD_BYTES, Params, read_params
from bot.sandbox.reading import file_response
from bot.sandbox.simapi import WORLD
from bot.sandbox.supervise import Supervisor
from bot.sandbox.webhook import WebhookSender
from bot.sandbox.world import World

DEFAULT_TOKEN = "424242:SANDBOX-token-of-no-value"  # noqa: S105 - opens nothing but this sandbox
DEFAULT_USERNAME = "sandbox_bot"
DEFAULT_NAME = "Sandbox bot"
PAGE = Path(__file__).parent / "page"
# Form fields around an upload of the largest size.
BODY_MARGIN_BYTES = 1 << 20
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

TRUSTED_HOSTS: web.AppKey[frozenset[str]] = web.AppKey("trusted_hosts", frozenset)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def new_world(
    *,
    token: str = DEFAULT_TOKEN,
    username: str = DEFAULT_USERNAME,
    name: str = DEFAULT_NAME,
    wall: Callable[[], float] = time.time,
) -> World:
    """An empty world for one bot; `wall` tells its time, in seconds since 1970."""
    return World(token=token, username=username, name=name, wall=wall)


def api_response(status: int, body: dict[str, Any]) -> web.Response:
    """An answer of the Bot API."""
    return web.Response(
        status=status,
        body=json.dumps(body, ensure_ascii=False).encode(),
        content_type="application/json",
    )


async def bot_api(request: web.Request) -> web.Response:
    """``/bot<token>/<method>``."""
    world = request.app[WORLD]
    if request.match_info["token"] != world.token:
        return refused(BotApiError(401, "Unauthorized"))
    try:
        params = await read_params(request)
    except BotApiError as refusal:
        return refused(refusal)
    method = request.match_info["method"]
    answer = await answer_call(world, method, params, connected=lambda: is_connected(request))
    if answer.cut and request.transport is not None:
        request.transport.abort()
    return api_response(answer.status or 500, answer.body)


def refused(refusal: BotApiError) -> web.Response:
    """The answer to a call that reached no method."""
    return api_response(refusal.code, refusal.body())


def is_connected(request: web.Request) -> bool:
    """Whether the client still waits for its answer."""
    return request.transport is not None and not request.transport.is_closing()


async def download(request: web.Request) -> web.Response:
    """``/file/bot<token>/<path>``."""
    world = request.app[WORLD]
    if request.match_info["token"] != world.token:
        return refused(BotApiError(401, "Unauthorized"))
    file = world.file_paths.get(request.match_info["path"])
    if file is None:
        return refused(BotApiError(404, "Not Found"))
    return file_response(file.data, file.name, "application/octet-stream")


async def index(_request: web.Request) -> web.StreamResponse:
    """The chat page."""
    page = PAGE / "index.html"
    if not page.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(page)


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refusals of the play API as ``{"error": …}``."""
    try:
        return await handler(request)
    except SimError as refusal:
        return web.json_response({"error": refusal.text}, status=refusal.status)
    except BotApiError as refusal:
        return web.json_response({"error": refusal.description}, status=400)


@web.middleware
async def only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Keeps other sites' pages from playing our people through the visitor's browser."""
    if request.path.startswith("/sim/"):
        origin = request.headers.get("Origin")
        foreign = origin is not None and urlsplit(origin).netloc != request.host
        if foreign or not is_own_name(request):
            return web.json_response({"error": "other sites have no access"}, status=403)
    return await handler(request)


def is_own_name(request: web.Request) -> bool:
    """Whether we were called by a name that no stranger can point at this machine.

    A page elsewhere can make a name of its own resolve to 127.0.0.1 (DNS rebinding); it cannot do
    so with an IP address or with ``localhost``.
    """
    name = urlsplit(f"//{request.host}").hostname or ""
    if name == "localhost" or name in request.app[TRUSTED_HOSTS]:
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


async def add_page_headers(request: web.Request, response: web.StreamResponse) -> None:
    """The page is always fresh, and runs no script but its own."""
    if request.path == "/" or request.path.startswith("/page/"):
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
    if not request.path.startswith(("/bot", "/file/")):
        response.headers["Cache-Control"] = "no-store"


def create_app(world: World, *, trusted_hosts: Iterable[str] = ()) -> web.Application:
    """The application that serves one world.

    ``trusted_hosts`` are names, besides addresses and localhost, by which the play API is called.
    """
    app = web.Application(
        client_max_size=MAX_UPLOAD_BYTES + BODY_MARGIN_BYTES,
        middlewares=[only_from_here, errors_as_json],
    )
    app[WORLD] = world
    app[TRUSTED_HOSTS] = frozenset(trusted_hosts)
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", bot_api)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", download)
    app.add_routes([*play.routes(), *reading.routes(), *control.routes()])
    app.router.add_get("/", index)
    if PAGE.is_dir():
        app.router.add_static("/page/", PAGE)
    app.on_response_prepare.append(add_page_headers)
    app.cleanup_ctx.append(_webhook_sender)
    app.on_shutdown.append(_end_streams)
    return app


async def _webhook_sender(app: web.Application) -> AsyncIterator[None]:
    world = app[WORLD]

    async def execute(method: str, params: Params) -> None:
        await answer_call(world, method, params, connected=lambda: True)

    sender = WebhookSender(world, execute)
    await sender.start()
    yield
    await sender.stop()


async def _end_streams(app: web.Application) -> None:
    world = app[WORLD]
    world.updates.end_poll()
    world.events.close()


class SandboxServer:
    """A sandbox on a port of this machine; port 0 takes a free one."""

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        world: World | None = None,
        trusted_hosts: Iterable[str] = (),
    ) -> None:
        self.world = world or new_world()
        self.host = host
        self._trusted_hosts = frozenset(trusted_hosts)
        self.port = port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Without a slash at the end; the value for a client's base address."""
        return f"http://{self.host}:{self.port}"

    async def start(self) -> None:
        """Raises: OSError if the port is taken."""
        app = create_app(self.world, trusted_hosts=self._trusted_hosts)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, self.host, self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        self._runner = runner

    async def supervise(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        """Runs the bot as a child process, after ``start``: it needs the address.

        Raises: OSError if the command cannot be started.
        """
        self.world.supervisor = Supervisor(
            command, env=env, cwd=cwd, changed=lambda: self.world.events.publish("state", dict)
        )
        await self.world.supervisor.start()

    async def stop(self) -> None:
        """Stops the bot if it runs here, ends long polls and streams, then the server."""
        if self.world.supervisor is not None:
            await self.world.supervisor.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
