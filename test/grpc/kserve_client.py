"""KServe's own gRPC client against a server given as host:port, key; the deployment is "model", an echo."""

import asyncio
import sys
import grpc
import numpy as np
from kserve import InferenceGRPCClient, InferInput, InferRequest

address, key = sys.argv[1:3]
headers = (("authorization", "Bearer " + key),)


async def main():
    client = InferenceGRPCClient(address)
    assert await client.is_server_live(headers=headers)
    assert await client.is_server_ready(headers=headers)
    assert await client.is_model_ready("model", headers=headers)

    for binary in (False, True):
        for datatype, kind in {"BOOL": np.bool_, "INT8": np.int8, "INT32": np.int32, "INT64": np.int64, "UINT8": np.uint8,
                               "UINT64": np.uint64, "FP32": np.float32, "FP64": np.float64}.items():
            array = np.array([[0, 1], [1, 1]], dtype=kind)
            tensor = InferInput("x", list(array.shape), datatype)
            tensor.set_data_from_numpy(array, binary_data=binary)
            request = InferRequest(model_name="model", infer_inputs=[tensor], request_id="me")
            answer = await client.infer(request, headers=headers)
            assert answer.id == "me" and answer.model_name == "model"
            back = answer.outputs[0].as_numpy()
            assert back.dtype == array.dtype and (back == array).all(), (datatype, binary, back)

    half = InferInput("x", [2], "FP16")
    half.set_data_from_numpy(np.array([0.5, 2], np.float16), binary_data=True)
    answer = await client.infer(InferRequest("model", [half]), headers=headers)
    assert list(answer.outputs[0].as_numpy()) == [0.5, 2]

    texts = InferInput("x", [2], "BYTES", data=[b"a", "ü".encode()])
    answer = await client.infer(InferRequest("model", [texts], parameters={"own": "value"}), headers=headers)
    assert list(answer.outputs[0].as_numpy()) == [b"a", "ü".encode()], answer.outputs[0].as_numpy()

    for name, given, code in [("nobody", headers, grpc.StatusCode.NOT_FOUND), ("model", None, grpc.StatusCode.UNAUTHENTICATED)]:
        try:
            await client.infer(InferRequest(name, [texts]), headers=given)
        except grpc.RpcError as error:
            assert error.code() == code, (error.code(), error.details())
        else:
            raise AssertionError(code)
    await client.close()
    print("done")


asyncio.run(main())
