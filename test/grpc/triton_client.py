"""Triton's own gRPC client against a server given as host:port, key; the deployment is "model", an echo."""

import sys
import threading
import numpy as np
import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException

address, key = sys.argv[1:3]
headers = {"authorization": "Bearer " + key}
client = triton.InferenceServerClient(address)


def infer(array, datatype, **more):
    tensor = triton.InferInput("x", array.shape, datatype)
    tensor.set_data_from_numpy(array)
    return client.infer("model", [tensor], headers=headers, **more)


assert client.is_server_live() and client.is_server_ready()
assert client.is_model_ready("model", headers=headers)
assert client.get_server_metadata().name == "lectern"
assert client.get_model_metadata("model", headers=headers).platform == "python"
assert client.get_model_config("model", headers=headers, as_json=True)["config"]["name"] == "model"
assert [each.name for each in client.get_model_repository_index(headers=headers).models] == ["model"]
client.load_model("model", headers=headers)

for datatype, kind in {
    "BOOL": np.bool_, "INT8": np.int8, "INT16": np.int16, "INT32": np.int32, "INT64": np.int64, "UINT8": np.uint8,
    "UINT16": np.uint16, "UINT32": np.uint32, "UINT64": np.uint64, "FP16": np.float16, "FP32": np.float32, "FP64": np.float64,
}.items():
    array = np.array([[0, 1, 1], [1, 0, 1]], dtype=kind)
    result = infer(array, datatype, request_id="r-" + datatype)
    back = result.as_numpy("output-0")
    assert back.dtype == array.dtype and (back == array).all(), datatype
    assert result.get_response().id == "r-" + datatype

texts = np.array([b"one", "zwei ü".encode(), b""], dtype=np.object_)
assert list(infer(texts, "BYTES").as_numpy("output-0")) == list(texts)

big = np.random.default_rng(1).random(1_310_720).reshape(1024, 1280)
assert (infer(big, "FP64", compression_algorithm="gzip").as_numpy("output-0") == big).all()

for broken, code in [
    (lambda: client.infer("nobody", [triton.InferInput("x", [1], "FP32").set_data_from_numpy(np.ones(1, np.float32))], headers=headers), "NOT_FOUND"),
    (lambda: infer(np.ones(1), "FP64", parameters={"word": "raise"}), "INTERNAL"),
    (lambda: infer(np.ones(1), "FP64", parameters={"word": "sleep", "seconds": "0.5"}, client_timeout=0.1), "DEADLINE_EXCEEDED"),
    (lambda: client.unload_model("model", headers=headers), "INVALID_ARGUMENT"),
    (lambda: client.get_model_metadata("model"), "UNAUTHENTICATED"),
    (lambda: client.get_cuda_shared_memory_status(headers=headers), "UNIMPLEMENTED"),
]:
    try:
        broken()
    except InferenceServerException as error:
        assert error.status() == "StatusCode." + code, (error.status(), error.message())
    else:
        raise AssertionError(code)

stats = client.get_inference_statistics("model", headers=headers).model_stats[0]
assert stats.inference_stats.success.count >= 14 and stats.inference_count >= 14

answers = []
client.start_stream(lambda result, error: answers.append((result, error)), headers=headers)
for number in range(10):
    tensor = triton.InferInput("x", [1], "INT32").set_data_from_numpy(np.array([number], np.int32))
    client.async_stream_infer("model" if number != 4 else "nobody", [tensor], request_id=str(number))
client.stop_stream()
assert len(answers) == 10
for number, (result, error) in enumerate(answers):
    if number == 4:
        assert "does not exist" in error.message()
    else:
        assert result.as_numpy("output-0")[0] == number and result.get_response().id == str(number)

done = threading.Event()
tensor = triton.InferInput("x", [1], "INT32").set_data_from_numpy(np.array([3], np.int32))
client.async_infer("model", [tensor], lambda result, error: error or done.set(), headers=headers)
assert done.wait(10)
client.close()
print("done")
