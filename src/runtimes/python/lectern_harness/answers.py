"""What scripts return becomes JSON; numpy and pandas are known without being imported."""

import json
import math


class NotJson(Exception):
    """Names the place and the value that JSON cannot hold."""


def to_json(value, at):
    """Bytes of the JSON text; `at` is what the value is called in messages."""
    try:
        return _encode(value).encode("utf-8")
    except (TypeError, ValueError, RecursionError, UnicodeEncodeError) as error:
        fault = _fault(value, at, 0)
        raise NotJson(fault or f"{at} cannot be written as JSON: {error}") from None


def plain(value):
    """numpy and pandas values as what Python itself has for them; TypeError for anything else."""
    kind = type(value)
    module = kind.__module__.split(".", 1)[0]
    if module == "numpy":
        return value.tolist()
    if module == "pandas":
        if hasattr(value, "to_dict") and getattr(value, "ndim", 0) == 2:
            return value.to_dict(orient="records")
        if hasattr(value, "isoformat"):
            return value.isoformat()
        if hasattr(value, "tolist"):
            return value.tolist()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8")
    if isinstance(value, (set, frozenset)):
        return list(value)
    for method in ("tolist", "model_dump"):
        if hasattr(value, method):
            return getattr(value, method)()
    raise TypeError(f"a value of type {_name(kind)}")


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=plain).encode


def _name(kind):
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _fault(value, at, depth):
    """Where the trouble lies: looked for only once there is one."""
    if depth > 200:
        return f"{at[:80]}… is nested too deeply for JSON, or holds itself"
    if isinstance(value, float) and not math.isfinite(value):
        word = "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        return f"{at} is {word}, which JSON cannot hold"
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            return f"{at} is a text with a lone surrogate, which JSON cannot hold"
        return None
    if value is None or isinstance(value, (bool, int, float)):
        return None
    if isinstance(value, dict):
        for key, each in value.items():
            if not isinstance(key, (str, int, float, bool, type(None))):
                return f"{at} has a key of type {_name(type(key))}, which JSON cannot hold"
            found = _fault(each, f"{at}.{key}", depth + 1)
            if found:
                return found
        return None
    if isinstance(value, (list, tuple)):
        for index, each in enumerate(value):
            found = _fault(each, f"{at}[{index}]", depth + 1)
            if found:
                return found
        return None
    try:
        inner = plain(value)
    except UnicodeDecodeError:
        return f"{at} is bytes that are no UTF-8 text, which JSON cannot hold"
    except (TypeError, ValueError):
        return f"{at} is a value of type {_name(type(value))}, which JSON cannot hold"
    return _fault(inner, at, depth + 1)
