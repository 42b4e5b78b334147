"""The gRPC clients that Hopsworks' packages make for a deployment: host:port, key, deployment, and which generation."""

import sys
import numpy as np

address, key, deployment, generation = sys.argv[1:5]
if generation == "path":
    from hopsworks_common.client.istio.grpc.inference_client import GRPCInferenceServerClient
    from hopsworks_common.client.istio.utils.infer_type import InferInput, InferRequest

    client = GRPCInferenceServerClient(address, key, path_prefix="/v1/default/" + deployment)
else:
    from hsml.client.istio.grpc.inference_client import GRPCInferenceServerClient
    from hsml.client.istio.utils.infer_type import InferInput, InferRequest

    host = deployment.lower() + ".default.lectern.internal"
    client = GRPCInferenceServerClient(address, serving_api_key=key, channel_args=(("grpc.ssl_target_name_override", host),))

for data in (np.array([1.5, 2]), [1.5, 2.0]):
    tensor = InferInput(name="x", shape=[2], datatype="FP64", data=data)
    answer = client.infer(InferRequest(infer_inputs=[tensor], model_name=deployment))
    assert list(answer.outputs[0].as_numpy()) == [3, 4], answer.outputs[0].as_numpy()
print("done")
