"""What the bot has set about itself: profile and webhook; plain state without rules."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.model import Json

Command = dict[str, str]
Scope = tuple[str, int, int]  # type, chat, user; 0 where the scope has none

DEFAULT_CONNECTIONS = 40  # Bot API, setWebhook
# Bot API server, WebhookActor: the wait after a first failure; it doubles from there.
FIRST_RETRY_SECONDS = 1.0


@dataclass(slots=True)
class Profile:
    """What was set, by language; the empty language is the one for everybody else."""

    commands: dict[tuple[Scope, str], list[Command]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)


@dataclass(slots=True)
class Webhook:
    """The settings of the webhook, and its latest failure."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = DEFAULT_CONNECTIONS
    last_error_date: int | None = None
    last_error_message: str | None = None
    set_at: float = float("-inf")
    first_retry_seconds: float = FIRST_RETRY_SECONDS

    def forget(self) -> None:
        """No webhook any more; the pace of retries stays."""
        self.url = self.secret_token = ""
        self.max_connections = DEFAULT_CONNECTIONS
        self.last_error_date = self.last_error_message = None
