"""Inference at an address of its own."""
import os

from told import tell, trouble

import hopsworks
from hsml.client.istio.utils.infer_type import InferInput

project = hopsworks.login()
mr = project.get_model_registry()
os.makedirs("model")
open("model/weights.txt", "w").close()
with open("model/weights.txt", "w") as file:
    file.write("2")
with open("predict.py", "w") as file:
    file.write("class Predict:\n    def predict(self, inputs):\n        return [sum(row) for row in inputs]\n")
script = "/Projects/default/" + project.get_dataset_api().upload("predict.py", "Resources", overwrite=True)
name = os.environ["MODEL"]
mr.python.create_model(name).save("model")
deployment = mr.get_model(name, version=1).deploy(name=name, script_file=script, environment="minimal-inference-pipeline")
tell(early=trouble(lambda: deployment.predict(inputs=[1, 2])))
deployment.start(await_running=200)
tell(
    answer=deployment.predict(data={"instances": [[1, 2], [3, 4]]}),
    wrong=trouble(lambda: deployment.predict(data={"instances": [["a", 1]]})),
    endpoints=[[each.type, {port.name: port.number for port in each.ports}] for each in project.get_model_serving().get_inference_endpoints()],
)

# gRPC, which clients speak without TLS
with open("tensors.py", "w") as file:
    file.write("class Predict:\n    def predict(self, inputs):\n        return [[value * 2 for value in row] for row in inputs]\n")
tensors = "/Projects/default/" + project.get_dataset_api().upload("tensors.py", "Resources", overwrite=True)
grpc = mr.get_model(name, version=1).deploy(
    name="Grpc" + name, script_file=tensors, environment="minimal-inference-pipeline", api_protocol="GRPC"
)
grpc.start(await_running=200)
sent = InferInput(name="input-0", shape=[1, 2], datatype="FP32", data=[1.5, 2.5])
tell(
    grpc=trouble(lambda: [[each.name, each.shape, list(each.data or [])] for each in grpc.predict(data=[sent])]),
    protocol=grpc.api_protocol,
)

if hopsworks.__version__ >= "5":
    # None while nobody calls; the next call is held until one is there
    import time

    from hsml.scaling_config import PredictorScalingConfig

    resting = mr.get_model(name, version=1).deploy(
        name="Rest" + name,
        script_file=script,
        environment="minimal-inference-pipeline",
        scaling_configuration=PredictorScalingConfig(min_instances=0, max_instances=1, stable_window_seconds=6),
    )
    resting.start(await_running=200)
    for _ in range(200):
        idle = resting.get_state().status
        if idle == "Idle":
            break
        time.sleep(0.5)
    tell(idle=[idle, resting.is_running(), resting.predict(inputs=[1, 2]), resting.get_state().status])
