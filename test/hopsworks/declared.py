"""A schema that is published with a deployment, as the newer client has it; checked before a call goes out."""
import os

from told import tell, trouble

import hopsworks
from hsml.client.istio.utils.infer_type import InferInput
from hsml.deployment_schema import DeploymentSchema

project = hopsworks.login()
mr = project.get_model_registry()
os.makedirs("model")
with open("model/anything.txt", "w") as file:
    file.write("x")
with open("predict.py", "w") as file:
    file.write("class Predict:\n    def predict(self, inputs):\n        return [row['amount'] * 2 for row in inputs]\n")
mr.python.create_model("declared").save("model")
schema = DeploymentSchema(passed_features=[{"name": "amount", "type": "double", "nullable": False}])
deployment = mr.get_model("declared", version=1).deploy(
    name="declared", script_file="predict.py", environment="minimal-inference-pipeline", schema=schema
)
deployment.start(await_running=200)
fetched = project.get_model_serving().get_deployment("declared")
serving = fetched._predictor
api = __import__("hsml.core.serving_api", fromlist=["ServingApi"]).ServingApi()
tell(
    id=[fetched.schema_id == schema.schema_id, fetched.schema.names],
    answer=fetched.predict(inputs=[{"amount": 1.5}, {"amount": 2}]),
    wrong=trouble(lambda: fetched.predict(inputs=[{"amount": "x"}])),
    missing=trouble(lambda: fetched.predict(inputs=[{}])),
    openapi=list(api._get_schema(fetched.id, format="openapi")["paths"]),
    jsonschema="amount" in str(api._get_schema(fetched.id, format="jsonschema")),
)
fetched.stop()
fetched.delete()
