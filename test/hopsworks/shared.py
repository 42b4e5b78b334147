"""The model registry of another project."""
import os

from told import tell, trouble

import hopsworks
from hopsworks_common import client

name = "borrowed" + hopsworks.__version__.split(".")[0]
project = hopsworks.login()
connection = (client.get_connection if hasattr(client, "get_connection") else client._get_connection)()
registry_of = getattr(connection, "get_model_registry", None) or connection._get_model_registry
theirs = registry_of("shared-lab")
os.makedirs("model")
with open("model/weights.txt", "w") as file:
    file.write("2")
theirs.python.create_model(name, metrics={"accuracy": 1}).save("model")
model = theirs.get_model(name, version=1)
start = model.download(os.path.join(os.getcwd(), "downloaded"))
tell(
    found=[model.name, model.training_metrics],
    downloaded=sorted(each for each in os.listdir(start) if not each.startswith(".")),
    own=trouble(lambda: project.get_model_registry().get_model(name, version=1)),
    nowhere=trouble(lambda: registry_of("nowhere")),
)
model.delete()
tell(left=theirs.get_models(name))
