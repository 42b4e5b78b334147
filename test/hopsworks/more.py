"""What a deployment may have besides: a built-in server, a transformer, settings; and what goes wrong."""
import json
import os
import subprocess
import sys

from told import tell, trouble

import hopsworks
from hsml.inference_batcher import InferenceBatcher
from hsml.inference_logger import InferenceLogger
from hsml.resources import PredictorResources, Resources, TransformerResources
from hsml.transformer import Transformer

new = hopsworks.__version__ >= "5"
suffix = "New" if new else "Old"

# Training happens elsewhere: the client's environment needs no scikit-learn
os.makedirs("iris")
subprocess.run(
    [
        os.environ["TRAINING_PYTHON"],
        "-c",
        """
import joblib
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
joblib.dump(LogisticRegression(max_iter=500).fit(*load_iris(return_X_y=True)), "iris/model.pkl")
""",
    ],
    check=True,
)

project = hopsworks.login()
mr = project.get_model_registry()
ms = project.get_model_serving()
files = project.get_dataset_api()


def upload(name, text):
    with open(name, "w") as file:
        file.write(text)
    return "/Projects/default/" + files.upload(name, "Resources/" + suffix)


files.mkdir("Resources/" + suffix)

# A scikit-learn model needs no script, and the guide's call takes no argument
mr.sklearn.create_model("iris_" + suffix).save("iris")
iris = mr.get_model("iris_" + suffix, version=1)
my_deployment = iris.deploy()
my_deployment.start(await_running=9000)  # its packages are installed first
tell(iris=my_deployment.predict(inputs=[[5.1, 3.5, 1.4, 0.2], [6.7, 3.0, 5.2, 2.3]]), server=my_deployment.model_server)
my_deployment.stop()
my_deployment.delete()

# A transformer, with everything else that can be said
os.makedirs("plain")
with open("plain/anything.txt", "w") as file:
    file.write("x")
mr.python.create_model("plain_" + suffix).save("plain")
plain = mr.get_model("plain_" + suffix, version=1)
predictor_script = upload(
    "predictor.py",
    """
import os
class Predict:
    def predict(self, inputs):
        print("predictor of", os.environ["DEPLOYMENT_NAME"], flush=True)
        return [sum(row) for row in inputs]
""",
)
transformer_script = upload(
    "transformer.py",
    """
class Transformer:
    def preprocess(self, inputs):
        print("transformer got", inputs, flush=True)
        return {"instances": [[value * 10 for value in row] for row in inputs["instances"]]} if isinstance(inputs, dict) else [[value * 10 for value in row] for row in inputs]
    def postprocess(self, outputs):
        return {"predictions": [-value for value in outputs["predictions"]]} if isinstance(outputs, dict) else [-value for value in outputs]
""",
)
amounts = [Resources(0.1, 64, 0), Resources(1, 512, 0)]
settings = {
    "resources": PredictorResources(requests=amounts[0], limits=amounts[1]) if new else PredictorResources(1, *amounts),
    "transformer": Transformer(transformer_script, TransformerResources(requests=amounts[0], limits=amounts[1]) if new else TransformerResources(1, *amounts)),
    "inference_logger": InferenceLogger(mode="ALL"),
    "inference_batcher": InferenceBatcher(enabled=True, max_batch_size=8, max_latency=100, timeout=5),
}
full = plain.deploy(name="full" + suffix, script_file=predictor_script, environment="minimal-inference-pipeline", **settings)
full.start(await_running=200)
state = full.get_state()
tell(
    full=full.predict(data={"instances": [[1, 2], [3, 4]]}),
    instances=[state.available_predictor_instances, state.available_transformer_instances],
    logger=[full.inference_logger.mode, full.inference_logger.kafka_topic is not None],
    batcher=[full.inference_batcher.enabled, full.inference_batcher.max_batch_size, full.inference_batcher.max_latency],
    limits=[full.resources.limits.cores, full.resources.limits.memory],
    transformer=full.transformer.script_file,
)
full.get_logs(component="predictor", tail=20)
full.get_logs(component="transformer", tail=20)
full.stop()
full.delete()

# What goes wrong
broken_script = upload("broken.py", "class Predict:\n    def __init__(self):\n        raise KeyError('weights')\n    def predict(self, inputs):\n        return inputs\n")
broken = plain.deploy(name="broken" + suffix, script_file=broken_script, environment="minimal-inference-pipeline")
tell(failed=trouble(lambda: broken.start(await_running=200)))
state = broken.get_state()
tell(state=[state.status, state.condition.type, state.condition.status])
broken.get_logs(tail=50)
broken.stop()
tell(after_stop=broken.get_state().status)
broken.delete()
tell(
    environment=trouble(lambda: plain.deploy(name="nowhere", script_file=predictor_script, environment="no-such-pipeline")),
    classless=trouble(
        lambda: plain.deploy(name="classless" + suffix, script_file=upload("classless.py", "x = 1\n"), environment="minimal-inference-pipeline")
    ),
    grpc=trouble(lambda: plain.deploy(name="grpc", script_file=predictor_script, api_protocol="GRPC")),
)
tell(left=[each.name for each in ms.get_deployments() if each.name == "classless" + suffix])

# Stays, for others to look at
shared = plain.deploy(name="shared" + suffix, script_file=predictor_script, environment="minimal-inference-pipeline")
shared.start(await_running=200)
tell(shared=shared.predict(inputs=[[1, 2]]), id=shared.id)
