"""Triton's own HTTP client against ONNX models behind an address given as host:port/path, key."""

import sys
import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

address, key = sys.argv[1:3]
client = triton.InferenceServerClient(address)


def own():
    """Headers of a call: the client writes its own into them."""
    return {"authorization": "Bearer " + key}


def infer(model, array, datatype, binary=True, **more):
    tensor = triton.InferInput("x", array.shape, datatype)
    tensor.set_data_from_numpy(array, binary_data=binary)
    outputs = [triton.InferRequestedOutput("y", binary_data=binary)]
    return client.infer(model, [tensor], outputs=outputs, headers=own(), **more).as_numpy("y")


assert client.is_server_live(headers=own()) and client.is_server_ready(headers=own())
assert client.is_model_ready("floats", headers=own())
assert not client.is_model_ready("nobody", headers=own())
assert client.get_server_metadata(headers=own())["name"] == "lectern"
metadata = client.get_model_metadata("floats", headers=own())
assert metadata["platform"] == "onnx_onnxv1" and metadata["inputs"] == [{"name": "x", "datatype": "FP32", "shape": [-1, 2]}], metadata
assert client.get_model_config("floats", headers=own())["input"][0]["data_type"] == "TYPE_FP32"
assert {each["name"] for each in client.get_model_repository_index(headers=own())} == {"floats", "halves", "longs", "texts"}

array = np.array([[1.5, 2], [3, 4]], np.float32)
for binary in (True, False):
    assert (infer("floats", array, "FP32", binary) == array).all()
assert (infer("floats", array, "FP32", request_compression_algorithm="gzip", response_compression_algorithm="gzip") == array).all()
big = np.random.default_rng(1).random((200_000, 2), np.float32)
assert (infer("floats", big, "FP32") == big).all()
longs = np.array([2**62, -1], np.int64)
for binary in (True, False):
    assert (infer("longs", longs, "INT64", binary) == longs).all()
halves = np.array([1.5, 65504], np.float16)
assert (infer("halves", halves, "FP16") == halves).all()
texts = np.array([["zwei ü".encode()], [b""]], dtype=np.object_)
for binary in (True, False):
    back = infer("texts", texts, "BYTES", binary)
    assert [each if isinstance(each, bytes) else each.encode() for each in back.reshape(-1)] == list(texts.reshape(-1)), back

running = [client.async_infer("floats", [triton.InferInput("x", [2, 2], "FP32").set_data_from_numpy(array)], headers=own()) for _ in range(8)]
assert all((each.get_result().as_numpy("y") == array).all() for each in running)

statistics = client.get_inference_statistics("floats", headers=own())["model_stats"][0]
assert statistics["inference_stats"]["success"]["count"] >= 11, statistics

client.load_model("halves", headers=own())
for broken, words in [
    (lambda: infer("floats", np.ones((1, 3), np.float32), "FP32"), "the model takes [-1,2]"),
    (lambda: infer("floats", np.ones((1, 2)), "FP64"), "the model takes FP32"),
    (lambda: infer("nobody", array, "FP32"), "does not exist"),
    (lambda: client.unload_model("halves", headers=own()), "modelControl"),
]:
    try:
        broken()
        raise SystemExit("was not refused: " + words)
    except InferenceServerException as error:
        assert words in str(error), str(error)
print("done")
