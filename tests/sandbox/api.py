"""A bare client of the Bot API for tests: sees status and body as they come over the wire."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import ClientSession

from bot.sandbox.server import SandboxServer
from tests.sandbox.schema import RETURNS, faults_of

Json = dict[str, Any]


class Api:
    """Calls methods by name; ``ok`` wants a result of the published type, ``refused`` a refusal."""

    checks_types = True  # off where a test feeds the bot garbage on purpose

    def __init__(self, server: SandboxServer, session: ClientSession) -> None:
        self.server = server
        self.session = session
        self.token = server.world.token

    def address(self, method: str, token: str | None = None) -> str:
        return f"{self.server.url}/bot{token or self.token}/{method}"

    async def post(self, method: str, **params: Any) -> tuple[int, Json]:
        """As JSON."""
        async with self.session.post(self.address(method), json=params) as response:
            return response.status, await response.json()

    async def post_form(self, method: str, **params: Any) -> tuple[int, Json]:
        """As a form, with JSON text for whatever is no text: what most libraries send."""
        form = {k: v if isinstance(v, str) else json.dumps(v) for k, v in params.items()}
        async with self.session.post(self.address(method), data=form) as response:
            return response.status, await response.json()

    async def ok(self, method: str, **params: Any) -> Any:
        status, body = await self.post(method, **params)
        assert (status, body["ok"]) == (200, True), body
        if self.checks_types:
            faults = faults_of(body["result"], RETURNS[method])
            assert not faults, faults
        return body["result"]

    async def refused(self, method: str, **params: Any) -> tuple[int, str]:
        status, body = await self.post(method, **params)
        assert body["ok"] is False, body
        assert body["error_code"] == status
        return status, body["description"]

    async def updates(self, **params: Any) -> list[Json]:
        found: list[Json] = await self.ok("getUpdates", **params)
        return found
