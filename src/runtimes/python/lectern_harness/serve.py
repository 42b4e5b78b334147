"""The loop: frames in, calls of the script, frames out. One call at a time, or as many as come where the script is asynchronous."""

import argparse
import asyncio
import contextlib
import ctypes
import inspect
import os
import signal
import sys
import threading
import traceback

from . import tensors
from .answers import NotJson
from .calls import BadInput, kinds, piece
from .channel import Channel
from .script import Script, ScriptFault, own_traceback


def main(argv):
    options = argparse.ArgumentParser()
    options.add_argument("--component", default="predictor")
    options.add_argument("--script", required=True)
    options.add_argument("--script-name", required=True)
    args = options.parse_args(argv)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_host()
    _print_at_once()
    channel = Channel(3)
    # What the script imports is looked for beside it, and nothing of ours is in its way.
    sys.path[0] = os.path.dirname(os.path.abspath(args.script))
    sys.argv = [args.script_name]
    try:
        script = Script(args.script, args.script_name, args.component).load()
        if script.asynchronous():
            asyncio.run(_serve_many(channel, script))
        else:
            _serve_one_by_one(channel, script)
    except ScriptFault as fault:
        sys.stdout.flush()
        if fault.trace:
            sys.stderr.write(fault.trace)
            sys.stderr.flush()
        channel.send({"op": "error", "id": None, "type": "ScriptFault", "message": str(fault), "traceback": fault.trace})
        return 1
    except EOFError:
        pass
    return 0


def _end_with_host():
    """A script that never returns must not outlive the process that it answers to."""

    def watch():
        with contextlib.suppress(OSError):
            while os.read(4, 64):
                pass
        os._exit(0)

    os.set_inheritable(4, False)
    threading.Thread(target=watch, daemon=True).start()


def _print_at_once():
    """What C code prints would stay in a buffer until it is full: by lines instead, as Python's own prints do here."""
    with contextlib.suppress(Exception):
        library = ctypes.CDLL(None)
        stdout = ctypes.c_void_p.in_dll(library, "stdout" if sys.platform != "darwin" else "__stdoutp")
        library.setvbuf(stdout, None, 1, 0)


def _ready(channel, script, made):
    facts = {"methods": sorted(script.methods), "concurrent": script.asynchronous(), "python": sys.version.split()[0]}
    schema = getattr(made, "schema", None)
    if isinstance(schema, dict):
        facts["schema"] = schema
    channel.send({"op": "ready", **facts})


def _serve_one_by_one(channel, script):
    made = script.make()
    _ready(channel, script, made)
    cancelled, kept = set(), []
    while True:
        frame = kept.pop(0) if kept else channel.receive()
        header, payload = frame
        if header["op"] == "cancel":
            continue
        for step in _steps(script, made, header, payload):
            while True:
                ahead = channel.receive(wait=False) if step == "piece" else None
                if ahead is None:
                    break
                if ahead[0]["op"] == "cancel":
                    cancelled.add(ahead[0]["id"])
                else:
                    kept.append(ahead)
            if header["id"] in cancelled:
                channel.send(*_called_off(header["id"]))
                break
            if step != "piece":
                channel.send(*step)
        cancelled.clear()


def _steps(script, made, header, payload):
    """Frames to send, each as (header, payload), and the word "piece" wherever a streamed answer may be called off."""
    call_id = header["id"]
    try:
        kind = kinds[header["op"], header.get("protocol", "v1")]
        value = _invoke(script, made, kind, header, payload)
        if inspect.isawaitable(value):
            value = asyncio.run(_awaited(value))
        if hasattr(value, "__next__") and header.get("stream"):
            for each in value:
                content_type, data = piece(each)
                yield {"op": "chunk", "id": call_id, "contentType": content_type}, data
                yield "piece"
            yield {"op": "answer", "id": call_id, "end": True}, b""
            return
        yield _answer(kind, value if not hasattr(value, "__next__") else _joined(list(value)), header)
    except GeneratorExit:
        raise
    except BaseException as error:
        yield _error(call_id, error)


def _invoke(script, made, kind, header, payload):
    arguments, parameters = kind.arguments(header, payload)
    asked = script.methods.get(header["op"])
    if asked is None:
        raise BadInput(f"the script has no method {header['op']}")
    extra = {"parameters": parameters} if "parameters" in asked else {}
    return getattr(made, header["op"])(*arguments, **extra)


def _answer(kind, value, header):
    said, payload = kind.answer(value, header)
    return {"op": "answer", "id": header["id"], **said}, payload


def _joined(pieces):
    """A stream that the caller wants whole."""
    if pieces and all(isinstance(each, str) for each in pieces):
        return "".join(pieces)
    if pieces and all(isinstance(each, (bytes, bytearray)) for each in pieces):
        return b"".join(pieces)
    return pieces


def _error(call_id, error):
    if isinstance(error, BadInput):
        return {"op": "error", "id": call_id, "type": "BadInput", "message": str(error), "status": 400}, b""
    if isinstance(error, (NotJson, tensors.NotTensor)):
        sys.stderr.write(f"the script's answer cannot be sent: {error}\n")
        return {"op": "error", "id": call_id, "type": "ValueError", "message": str(error)}, b""
    try:
        message = str(error)
        trace = own_traceback(error)
    except BaseException:
        message, trace = "", "".join(traceback.format_tb(error.__traceback__))
    sys.stderr.write(trace)
    status = getattr(error, "status_code", None)
    said = {"status": status} if isinstance(status, int) and 400 <= status <= 599 else {}
    return {"op": "error", "id": call_id, "type": type(error).__name__, "message": message, "traceback": trace, **said}, b""


def _called_off(call_id):
    return {"op": "error", "id": call_id, "type": "CalledOff", "message": "nobody waits for it any more"}, b""


async def _awaited(value):
    return await value


async def _serve_many(channel, script):
    made = script.make()
    _ready(channel, script, made)
    loop = asyncio.get_running_loop()
    running, gone = {}, loop.create_future()

    def finish(task, call_id):
        del running[call_id]
        if task.cancelled():
            channel.send(*_called_off(call_id))

    def take():
        try:
            while not gone.done():
                frame = channel.receive(wait=False)
                if frame is None:
                    return
                header, payload = frame
                if header["op"] == "cancel":
                    if header["id"] in running:
                        running[header["id"]].cancel()
                else:
                    task = loop.create_task(_one_of_many(channel, script, made, header, payload))
                    running[header["id"]] = task
                    task.add_done_callback(lambda done, call_id=header["id"]: finish(done, call_id))
        except EOFError:
            gone.set_result(None)

    loop.add_reader(channel.fileno(), take)
    take()
    await gone
    loop.remove_reader(channel.fileno())


async def _one_of_many(channel, script, made, header, payload):
    call_id = header["id"]
    try:
        kind = kinds[header["op"], header.get("protocol", "v1")]
        value = _invoke(script, made, kind, header, payload)
        if inspect.isawaitable(value):
            value = await value
        if hasattr(value, "__next__"):
            value = _each(value)
        if hasattr(value, "__anext__"):
            if header.get("stream"):
                async for each in value:
                    content_type, data = piece(each)
                    channel.send({"op": "chunk", "id": call_id, "contentType": content_type}, data)
                channel.send({"op": "answer", "id": call_id, "end": True})
                return
            value = _joined([each async for each in value])
        channel.send(*_answer(kind, value, header))
    except asyncio.CancelledError:
        raise
    except BaseException as error:
        channel.send(*_error(call_id, error))


async def _each(values):
    for value in values:
        yield value
        await asyncio.sleep(0)
