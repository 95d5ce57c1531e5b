"""The refusals of the Bot API, in its own words and codes; decides nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class BotApiError(Exception):
    """A call is answered with this error code and description."""

    def __init__(
        self, code: int, description: str, *, parameters: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})

    def body(self) -> dict[str, Any]:
        """The JSON object a client receives."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class SimError(Exception):
    """A request to the play API that cannot be carried out."""

    def __init__(self, text: str, *, status: int = 400) -> None:
        super().__init__(text)
        self.text = text
        self.status = status


def bad_request(text: str) -> BotApiError:
    """400, with the prefix Telegram puts before every such text."""
    return BotApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> BotApiError:
    """403: the bot may not write there, now or at all."""
    return BotApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> BotApiError:
    """409: two ways of taking updates exclude each other."""
    return BotApiError(409, f"Conflict: {text}")


def too_many_requests(retry_after: int) -> BotApiError:
    """429, telling in whole seconds when to come back."""
    return BotApiError(
        429,
        f"Too Many Requests: retry after {retry_after}",
        parameters={"retry_after": retry_after},
    )


def chat_migrated(new_id: int) -> BotApiError:
    """400 for the id of a group that has become a supergroup."""
    return BotApiError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": new_id},
    )
