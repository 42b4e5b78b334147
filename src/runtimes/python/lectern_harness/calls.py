"""One call: what the frame says becomes the method's arguments, and what the method returns becomes the answer's payload."""

import json

from . import tensors
from .answers import plain, to_json


class BadInput(Exception):
    """The caller's mistake: a 400 in the protocol's words."""


def _refuse(word):
    raise BadInput(f"the body holds {word}, which JSON does not know; use null or a number")


_decode = json.JSONDecoder(parse_constant=_refuse).decode


def parsed(payload):
    try:
        body = _decode(payload.decode("utf-8").lstrip("\ufeff"))
    except UnicodeDecodeError:
        raise BadInput("the body is not UTF-8") from None
    except RecursionError:
        raise BadInput("the body is nested too deeply") from None
    except ValueError as error:
        raise BadInput(f"the body is not valid JSON: {error}") from None
    if not isinstance(body, dict):
        raise BadInput("the body must be a JSON object")
    return body


class V1:
    """`{"instances": […]}` or `{"inputs": […]}` in, `{"predictions": …}` out; further keys are the call's parameters."""

    def __init__(self, op):
        self.op = op
        self.word = "explanations" if op == "explain" else "predictions"

    def arguments(self, header, payload):
        body = parsed(payload)
        key = "instances" if "instances" in body else "inputs"
        inputs = body.pop(key, None)
        if not isinstance(inputs, list):
            raise BadInput('Expected "instances" or "inputs" to be a list')
        own = body.pop("parameters", None)
        return (inputs,), {**body, **(own if isinstance(own, dict) else {})}

    def answer(self, value, header):
        if isinstance(value, (bytes, bytearray, memoryview)):
            return {"contentType": "application/octet-stream"}, value
        if isinstance(value, dict) and self.word in value:
            return {}, to_json(value, "the answer")
        return {}, b'{"%s":%s}' % (self.word.encode(), to_json(value, self.word))


class Tensors:
    """Arrays in: the only one as it is, several as a dict by their names. Arrays out, by name where there are several."""

    def arguments(self, header, payload):
        named = tensors.decode(header["inputs"], payload)
        only = len(named) == 1 and not header.get("byName")
        return (named[0][1] if only else dict(named),), header.get("parameters") or {}

    def answer(self, value, header):
        if hasattr(value, "__next__") or hasattr(value, "__anext__"):
            raise tensors.NotTensor("the script answers piece by piece, which this call cannot carry")
        listed, payload = tensors.encode(value, header.get("outputNames") or [])
        return {"outputs": listed}, payload


class Generate:
    def arguments(self, header, payload):
        body = parsed(payload)
        text = body.get("text_input")
        if not isinstance(text, str):
            raise BadInput('"text_input" must be a text')
        parameters = body.get("parameters")
        return (text,), parameters if isinstance(parameters, dict) else {}

    def answer(self, value, header):
        return {}, to_json(value if isinstance(value, dict) else {"text_output": text_of(value)}, "the answer")


class Transform:
    """A transformer's half of a V1 call: the body comes in, the body for the next goes out, its other keys untouched."""

    def __init__(self, op):
        self.keys = ("instances", "inputs") if op == "preprocess" else ("predictions", "outputs", "explanations")

    def arguments(self, header, payload):
        body = parsed(payload)
        key = next((each for each in self.keys if each in body), None)
        if key is None:
            raise BadInput(f'the body must hold "{self.keys[0]}" or "{self.keys[1]}"')
        header["body"], header["key"] = body, key
        return (body[key],), {}

    def answer(self, value, header):
        body, key = header["body"], header["key"]
        if isinstance(value, dict) and any(each in value for each in self.keys):
            return {}, to_json(value, "the answer")
        return {}, to_json({**body, key: value}, "the answer")


def text_of(value):
    if isinstance(value, (bytes, bytearray)):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else str(plain(value) if type(value).__module__ != "builtins" else value)


def piece(value):
    """(content type, bytes) of one piece of a streamed answer."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "application/octet-stream", value
    if isinstance(value, str):
        return "text/plain; charset=utf-8", value.encode("utf-8", "replace")
    return "application/x-ndjson", to_json(value, "the piece") + b"\n"


kinds = {
    ("predict", "v1"): V1("predict"),
    ("explain", "v1"): V1("explain"),
    ("predict", "oip"): Tensors(),
    ("generate", "oip"): Generate(),
    ("preprocess", "v1"): Transform("preprocess"),
    ("postprocess", "v1"): Transform("postprocess"),
    ("preprocess", "oip"): Tensors(),
    ("postprocess", "oip"): Tensors(),
}
