"""Tensors of the Open Inference Protocol: raw little-endian bytes to arrays (numpy where it is installed) and back."""

import struct

from .answers import plain

numpy = None


def use_numpy():
    """Where it is installed; at the first tensor, as its import takes a while that other scripts need not wait."""
    global numpy
    if numpy is None:
        try:
            import numpy as found
        except ImportError:
            return
        numpy = found


_codes = {
    "BOOL": "?",
    "UINT8": "B",
    "UINT16": "H",
    "UINT32": "I",
    "UINT64": "Q",
    "INT8": "b",
    "INT16": "h",
    "INT32": "i",
    "INT64": "q",
    "FP16": "e",
    "FP32": "f",
    "FP64": "d",
}
_numpy_names = {
    "BOOL": "?",
    "UINT8": "u1",
    "UINT16": "<u2",
    "UINT32": "<u4",
    "UINT64": "<u8",
    "INT8": "i1",
    "INT16": "<i2",
    "INT32": "<i4",
    "INT64": "<i8",
    "FP16": "<f2",
    "FP32": "<f4",
    "FP64": "<f8",
}
_names = {"bool": "BOOL", "float16": "FP16", "float32": "FP32", "float64": "FP64"}
_names.update({f"{sign}int{bits}": f"{sign.upper()}INT{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)})


class NotTensor(Exception):
    """Names the output that is none."""


def decode(tensors, payload):
    """[(name, array)] of the tensors that a frame's header lists."""
    use_numpy()
    view = memoryview(payload)
    return [(each["name"], _array(each, view[each["offset"] : each["offset"] + each["bytes"]])) for each in tensors]


def _array(tensor, raw):
    datatype, shape = tensor["datatype"], tensor["shape"]
    if tensor["offset"] % 8:
        raw = bytearray(raw)  # where a number may begin anywhere, libraries in C are slow or refuse
    if datatype == "BYTES":
        items = _split(raw)
        if numpy is None:
            return _nested(items, shape)
        array = numpy.empty(len(items), dtype=object)
        array[:] = items
        return array.reshape(shape)
    if datatype == "BF16":
        if numpy is None:
            halves = struct.unpack(f"<{len(raw) // 2}H", raw)
            return _nested([struct.unpack("<f", struct.pack("<I", each << 16))[0] for each in halves], shape)
        wide = numpy.frombuffer(raw, "<u2").astype("<u4") << 16
        return wide.view("<f4").reshape(shape)
    if numpy is None:
        code = _codes[datatype]
        return _nested(list(struct.unpack(f"<{len(raw) // struct.calcsize(code)}{code}", raw)), shape)
    return numpy.frombuffer(raw, _numpy_names[datatype]).reshape(shape)


def _split(raw):
    items, at = [], 0
    while at < len(raw):
        (size,) = struct.unpack_from("<I", raw, at)
        items.append(bytes(raw[at + 4 : at + 4 + size]))
        at += 4 + size
    return items


def _nested(items, shape):
    for size in reversed(shape[1:]):
        items = [items[at : at + size] for at in range(0, len(items), size)] if size else [[] for _ in range(shape[0])]
    return items if shape else items[0]


def encode(value, names):
    """(tensors for the header, payload parts) of what a script returned. `names`: of the outputs, as far as they are known."""
    tensors, parts, offset = [], [], 0
    for name, each in _outputs(value, names):
        datatype, shape, raw = _raw(name, each)
        tensors.append({"name": name, "datatype": datatype, "shape": shape, "offset": offset, "bytes": len(raw)})
        parts.append(raw)
        offset += len(raw)
    return tensors, b"".join(parts)


def _outputs(value, names):
    if isinstance(value, dict):
        if isinstance(value.get("outputs"), list) and all(isinstance(each, dict) and "data" in each for each in value["outputs"]):
            return [(str(each.get("name", f"output-{at}")), each["data"]) for at, each in enumerate(value["outputs"])]
        if list(value) == ["predictions"]:
            return [(names[0] if names else "output-0", value["predictions"])]
        return [(str(name), each) for name, each in value.items()]
    if type(value).__module__.split(".", 1)[0] == "pandas" and getattr(value, "ndim", 0) == 2:
        return [(str(name), value[name].to_numpy()) for name in value.columns]
    if isinstance(value, tuple) and len(value) == len(names) > 1:
        return list(zip(names, value))
    return [(names[0] if names else "output-0", value)]


def _raw(name, value):
    if type(value).__module__.split(".", 1)[0] == "pandas" and hasattr(value, "to_numpy"):
        value = value.to_numpy()
    if numpy is not None:
        try:
            array = numpy.asarray(value)
        except (ValueError, TypeError) as error:
            raise NotTensor(f'output "{name}" is no tensor: {error}') from None
        datatype = _names.get(array.dtype.name)
        if datatype:
            return datatype, list(array.shape), numpy.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()
        return "BYTES", list(array.shape), _texts(name, array.reshape(-1).tolist())
    items = value if isinstance(value, (list, tuple, str, bytes, int, float, bool)) else plain(value)
    shape = _shape(name, items)
    flat = _flat(items, len(shape))
    kinds = {type(each) for each in flat}
    if kinds <= {bool} and flat:
        return "BOOL", shape, struct.pack(f"<{len(flat)}?", *flat)
    if kinds <= {int, bool} and flat:
        return "INT64", shape, _packed(name, "q", flat)
    if kinds <= {int, float, bool}:
        return "FP64", shape, _packed(name, "d", flat)
    return "BYTES", shape, _texts(name, flat)


def _packed(name, code, flat):
    try:
        return struct.pack(f"<{len(flat)}{code}", *flat)
    except (struct.error, OverflowError) as error:
        raise NotTensor(f'output "{name}" has a number that does not fit: {error}') from None


def _texts(name, flat):
    parts = []
    for each in flat:
        if isinstance(each, str):
            each = each.encode("utf-8")
        if not isinstance(each, (bytes, bytearray)):
            raise NotTensor(
                f'output "{name}" is no tensor: it holds a value of type {type(each).__name__}, or rows of different lengths'
            )
        parts.append(struct.pack("<I", len(each)))
        parts.append(bytes(each))
    return b"".join(parts)


def _shape(name, value):
    if not isinstance(value, (list, tuple)):
        return []
    if not value:
        return [0]
    inner = _shape(name, value[0])
    if any(_shape(name, each) != inner for each in value[1:]):
        raise NotTensor(f'output "{name}" is no tensor: its rows have different lengths')
    return [len(value), *inner]


def _flat(value, depth):
    if depth == 0:
        return [value]
    for _ in range(depth - 1):
        value = [each for row in value for each in row]
    return list(value)
