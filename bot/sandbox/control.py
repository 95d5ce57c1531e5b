"""Routes under ``/sim`` that arrange things: faults, limits, clock, the bot's process, reset."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox.errors import SimError
from bot.sandbox.simapi import WORLD, body_of, number
from bot.sandbox.supervise import Supervisor


async def post_fault(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    fault = world.faults.add(await body_of(request))
    world.events.publish("state", dict)
    return web.json_response({"id": fault.id})


async def get_faults(request: web.Request) -> web.Response:
    return web.json_response({"faults": request.app[WORLD].faults.views()})


async def delete_faults(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    world.faults.clear()
    world.events.publish("state", dict)
    return web.json_response({})


async def delete_fault(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    world.faults.remove(number(request.match_info["id"], "id"))
    world.events.publish("state", dict)
    return web.json_response({})


async def post_limits(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    world.flood.change(await body_of(request))
    world.updates.slow_down_repeated_polls = world.flood.pace.slow_down_repeated_polls
    world.events.publish("state", dict)
    return web.json_response(world.flood.pace.view())


async def post_clock(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    seconds = number((await body_of(request)).get("advance_seconds", 0), "advance_seconds")
    if seconds < 0:
        raise SimError("the clock only moves forward")
    world.clock.ahead_seconds += seconds
    world.events.publish("state", dict)
    return web.json_response({"now": world.clock.unix()})


async def post_bot(request: web.Request) -> web.Response:
    supervisor = _supervisor(request)
    match request.match_info["action"]:
        case "kill":
            await supervisor.kill()
        case "stop":
            await supervisor.stop()
        case "start":
            await supervisor.start()
        case "restart":
            await supervisor.stop()
            await supervisor.start()
        case action:
            raise SimError(f"a process cannot {action}", status=404)
    return web.json_response(supervisor.view())


def _supervisor(request: web.Request) -> Supervisor:
    supervisor = request.app[WORLD].supervisor
    if supervisor is None:
        raise SimError("this sandbox runs no bot of its own")
    return supervisor


async def get_tour(request: web.Request) -> web.Response:
    return web.json_response(request.app[WORLD].tour)


async def put_tour(request: web.Request) -> web.Response:
    request.app[WORLD].tour = await body_of(request) or None
    return web.json_response({})


async def post_reset(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    world.reset(keep_users=(await body_of(request)).get("keep_users") is True)
    return web.json_response({})


def routes() -> list[web.RouteDef]:
    """Everything that arranges."""
    return [
        web.post("/sim/faults", post_fault),
        web.get("/sim/faults", get_faults),
        web.delete("/sim/faults", delete_faults),
        web.delete("/sim/faults/{id}", delete_fault),
        web.post("/sim/limits", post_limits),
        web.post("/sim/clock", post_clock),
        web.post("/sim/bot/{action}", post_bot),
        web.get("/sim/tour", get_tour),
        web.put("/sim/tour", put_tour),
        web.post("/sim/reset", post_reset),
    ]
