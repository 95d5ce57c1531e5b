"""No library at all: one socket, one message an answer. What the driver and its server can take at most."""

from __future__ import annotations

import json
import sys
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from tests.bench.botapi import TOKEN


def call(connection: HTTPConnection, method: str, params: dict[str, Any]) -> Any:
    connection.request("POST", f"/bot{TOKEN}/{method}", urlencode(params))
    return json.loads(connection.getresponse().read())["result"]


def main(url: str) -> None:
    connection = HTTPConnection(url.removeprefix("http://"))
    offset = 0
    while True:
        for update in call(connection, "getUpdates", {"offset": offset, "timeout": 10}):
            message = update.get("message") or update["callback_query"]["message"]
            answer = {"chat_id": message["chat"]["id"], "text": message["text"]}
            call(connection, "sendMessage", answer)
            offset = update["update_id"] + 1


if __name__ == "__main__":
    main(*sys.argv[1:])
