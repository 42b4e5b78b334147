"""KServe's own REST client against ONNX models behind a base URL, key."""

import asyncio
import sys
import httpx
import numpy as np
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig

base, key = sys.argv[1:3]


def own():
    """Headers of a call: the client writes its own into them."""
    return {"authorization": "Bearer " + key}


async def main():
    v1 = InferenceRESTClient(RESTConfig(protocol="v1"))
    v2 = InferenceRESTClient(RESTConfig(protocol="v2"))
    assert await v1.is_model_ready(base, "floats", headers=own())
    assert await v2.is_model_ready(base, "floats", headers=own())
    assert await v2.is_server_live(base, headers=own()) and await v2.is_server_ready(base, headers=own())
    assert await v1.infer(base, {"instances": [[1.5, 2]]}, model_name="floats", headers=own()) == {"predictions": [[1.5, 2]]}

    array = np.array([[1.5, 2], [3, 4]], np.float32)
    for binary in (False, True):
        tensor = InferInput("x", [2, 2], "FP32")
        tensor.set_data_from_numpy(array, binary_data=binary)
        asked = InferRequest(model_name="floats", infer_inputs=[tensor], request_id="mine")
        answer = await v2.infer(base, asked, model_name="floats", headers=own())
        assert answer.id == "mine" and answer.model_name == "floats", answer
        assert (answer.outputs[0].as_numpy() == array).all(), answer

    for broken, status, words in [
        (lambda: v1.infer(base, {"instances": [[1]]}, model_name="floats", headers=own()), 400, "the model takes 2"),
        (lambda: v1.infer(base, {"instances": [[1, 2]]}, model_name="nobody", headers=own()), 404, "does not exist"),
    ]:
        try:
            await broken()
            raise SystemExit("was not refused: " + words)
        except httpx.HTTPStatusError as error:
            assert error.response.status_code == status and words in str(error), str(error)
    print("done")


asyncio.run(main())
