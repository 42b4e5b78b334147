"""What keys with scopes can do, by the client."""
import os

from told import tell, trouble

import hopsworks

project = hopsworks.login(api_key_value=os.environ["KEY_FOR_MODELS"])
mr = project.get_model_registry()
os.makedirs("model")
with open("model/anything.txt", "w") as file:
    file.write("x")
name = "scoped_" + os.environ["SUFFIX"]
mr.python.create_model(name).save("model")
tell(
    saved=mr.get_model(name, version=1).name,
    serving=trouble(lambda: project.get_model_serving().get_deployments()),
    kafka=trouble(lambda: project.get_kafka_api().get_topics()),
)
