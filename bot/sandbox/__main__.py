"""Command line of the sandbox: ``python -m bot.sandbox``; reads arguments, decides nothing else."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal

from bot.sandbox.server import (
    DEFAULT_NAME,
    DEFAULT_TOKEN,
    DEFAULT_USERNAME,
    SandboxServer,
    new_world,
)


def parser() -> argparse.ArgumentParser:
    """The options of the command line."""
    options = argparse.ArgumentParser(
        prog="python -m bot.sandbox",
        description="A local Telegram Bot API server with a chat page.",
    )
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8046)
    options.add_argument("--token", default=DEFAULT_TOKEN, help="the token the bot will use")
    options.add_argument("--username", default=DEFAULT_USERNAME)
    options.add_argument("--name", default=DEFAULT_NAME)
    options.add_argument("--flood", action="store_true", help="enforce Telegram's flood limits")
    options.add_argument(
        "--trust", action="append", default=[], metavar="HOST", help="another name of this machine"
    )
    options.add_argument(
        "command",
        nargs="*",
        help="a bot to run, after --; it finds BOT_API_URL and BOT_TOKEN in its environment",
    )
    return options


async def serve(options: argparse.Namespace) -> None:
    """Runs the server, and the bot if there is a command, until SIGINT or SIGTERM."""
    world = new_world(token=options.token, username=options.username, name=options.name)
    world.flood.change({"enforce": options.flood})
    server = SandboxServer(options.host, options.port, world=world, trusted_hosts=options.trust)
    await server.start()
    print(f"Chat page  {server.url}/")
    print(f"Bot API    {server.url}/bot{options.token}/<method>", flush=True)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        if options.command:
            address = {"BOT_API_URL": server.url, "BOT_TOKEN": options.token}
            await server.supervise(options.command, env=os.environ | address)
        await stop.wait()
    finally:
        await server.stop()


def main() -> None:
    """Entry point."""
    asyncio.run(serve(parser().parse_args()))


if __name__ == "__main__":
    main()
