"""What bot.telegram relies on in python-telegram-bot beyond its public interface: a version without it fails here, by name."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from telegram import InputFile
from telegram.error import ChatMigrated, RetryAfter
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBDeprecationWarning

from bot.telegram.api import Api, retry_after_seconds

TOKEN = "123456:AAE-made_up"


class Line(BaseRequest):
    """Keeps what it is asked for, and answers the same each time."""

    def __init__(self, status: int = 200, body: bytes = b'{"ok": true, "result": 7}') -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.files: list[Mapping[str, Any]] = []
        self.timeouts: list[object] = []
        self._answer = (status, body)

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        assert method == "POST"
        assert request_data is not None
        self.asked.append((url, request_data.json_parameters))
        self.files.append(request_data.multipart_data if request_data.contains_files else {})
        self.timeouts.append(read_timeout)
        return self._answer


def api(line: Line, polling: Line | None = None) -> Api:
    return Api(
        TOKEN, base_url="http://there/bot", request=line, get_updates_request=polling or Line()
    )


async def test_a_call_posts_the_parameters_as_json_and_returns_the_result_as_it_came() -> None:
    line = Line(body=b'{"ok": true, "result": [{"anything": [1]}]}')
    params = {"chat_id": 5, "text": "\u00e9 & <b>", "reply_markup": {"a": [True]}, "left": None}
    result = await api(line).call("sendMessage", params)

    assert result == [{"anything": [1]}]
    assert line.asked == [
        (
            f"http://there/bot{TOKEN}/sendMessage",
            {"chat_id": "5", "text": "\u00e9 & <b>", "reply_markup": '{"a": [true]}'},
        )
    ]
    assert params["left"] is None
    assert line.timeouts == [BaseRequest.DEFAULT_NONE]


async def test_a_method_that_the_library_does_not_know_is_called_all_the_same() -> None:
    line = Line()

    assert await api(line).call("sendTelegraph", {}) == 7
    assert line.asked == [(f"http://there/bot{TOKEN}/sendTelegraph", {})]


async def test_long_polling_has_its_own_line_and_its_own_time() -> None:
    line, polling = Line(), Line()
    await api(line, polling).call("getUpdates", {"timeout": 50}, read_timeout_seconds=60.0)

    assert line.asked == []
    assert polling.asked == [(f"http://there/bot{TOKEN}/getUpdates", {"timeout": "50"})]
    assert polling.timeouts == [60.0]


async def test_a_file_goes_along_under_the_name_of_its_parameter() -> None:
    line = Line()
    file = InputFile(b"%PDF", filename="\u56de\u6267.pdf", attach=False)
    await api(line).call("sendDocument", {"chat_id": 5, "document": file})

    assert line.asked[0][1] == {"chat_id": "5"}
    assert line.files == [{"document": ("\u56de\u6267.pdf", b"%PDF", "application/pdf")}]


async def test_the_public_way_warns_at_every_method_that_we_call() -> None:
    # When it no longer does, Api.call can go through it instead.
    line = Line()
    with pytest.warns(match="do_api_request"):
        await api(line).do_api_request("sendMessage", {"chat_id": 5})


@pytest.mark.parametrize(
    ("parameters", "error"),
    [('{"retry_after": 3}', RetryAfter), ('{"migrate_to_chat_id": -5}', ChatMigrated)],
)
async def test_what_telegram_says_beside_an_error_is_kept(
    parameters: str, error: type[Exception]
) -> None:
    body = f'{{"ok": false, "description": "x", "parameters": {parameters}}}'.encode()
    with pytest.raises(error) as caught:
        await api(Line(429, body)).call("sendMessage", {})

    told = caught.value
    assert isinstance(told, RetryAfter | ChatMigrated)
    if isinstance(told, RetryAfter):
        assert retry_after_seconds(told) == 3.0
    else:
        assert told.new_chat_id == -5


@pytest.mark.parametrize("future", [False, True], ids=["as now", "as announced"])
@pytest.mark.parametrize("given", [7, timedelta(seconds=7)])
def test_the_time_to_wait_is_read_in_seconds_without_a_warning(
    given: int | timedelta, future: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        error = RetryAfter(given)
    if future:
        monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        seconds = retry_after_seconds(error)

    assert seconds == 7.0
