"""A deployment whose calls go to a topic that is there."""
import os

from told import tell

import hopsworks
from hsml.inference_logger import InferenceLogger
from hsml.kafka_topic import KafkaTopic

project = hopsworks.login()
mr = project.get_model_registry()
os.makedirs("model")
with open("model/anything.txt", "w") as file:
    file.write("x")
with open("predict.py", "w") as file:
    file.write("class Predict:\n    def predict(self, inputs):\n        return [sum(row) for row in inputs]\n")
mr.python.create_model("logged").save("model")
deployment = mr.get_model("logged", version=1).deploy(
    name="logged",
    script_file="predict.py",
    environment="minimal-inference-pipeline",
    inference_logger=InferenceLogger(kafka_topic=KafkaTopic(name="calls"), mode="ALL"),
)
deployment.start(await_running=200)
tell(id=deployment.id, answer=deployment.predict(inputs=[[1, 2]]))
