"""The guide "How to create a deployment", step by step, with all that belongs to it."""
import json
import os

from told import tell, trouble

import hopsworks

new = hopsworks.__version__ >= "5"

# Step 1: connect
project = hopsworks.login()
mr = project.get_model_registry()
tell(project=project.name)

# The guide assumes a trained model in the registry
os.makedirs("model/vocabulary")
with open("model/weights.json", "w") as file:
    json.dump({"factor": 3}, file)
with open("model/vocabulary/words.txt", "wb") as file:
    file.write(b"word\n" * 3_000_000)  # more than one chunk
with open("predict.py", "w") as file:
    file.write(
        """
import json, os

class Predict(object):
    def __init__(self):
        with open(os.path.join(os.environ["MODEL_FILES_PATH"], "weights.json")) as file:
            self.factor = json.load(file)["factor"] * int(os.environ.get("TIMES", "1"))
        print("loaded factor", self.factor, flush=True)

    def predict(self, inputs):
        return [[value * self.factor for value in row] for row in inputs]
"""
    )
saved = mr.python.create_model(
    "my_model", metrics={"accuracy": 0.92}, description="Multiplies", input_example=[[1, 2]]
)
saved.save("model", keep_original_files=True) if new else saved.save("model")
mr.python.create_model("my_model", metrics={"accuracy": 0.95}).save("model")
tell(saved=[saved.id, saved.version], again=trouble(lambda: mr.python.create_model("my_model", version=1).save("model")))
tell(
    best=mr.get_best_model("my_model", "accuracy", "max").version,
    worst=mr.get_best_model("my_model", "accuracy", "min").version,
    versions=[each.version for each in mr.get_models("my_model")],
    nothing=[trouble(lambda: mr.get_model("no_such_model", version=1))],
)

# Step 2: create a deployment
my_model = mr.get_model("my_model", version=1)
tell(
    model=[my_model.name, my_model.version, my_model.framework, my_model.description, my_model.training_metrics],
    example=my_model.input_example,
    downloaded=sorted(os.path.relpath(os.path.join(at, name), start) for start in [my_model.download(os.path.join(os.getcwd(), "downloaded"))] for at, _, names in os.walk(start) for name in names if not name.startswith(".")),
)
script = "/Projects/default/" + project.get_dataset_api().upload("predict.py", "Resources", overwrite=True)
tell(without_script=trouble(lambda: my_model.deploy()))

# Option A: the model object
plain = {"script_file": script, "environment": "minimal-inference-pipeline"}
my_deployment = my_model.deploy(**plain)
if not new:  # which names environments nowhere else
    del plain["environment"]
tell(created=my_deployment.get_state().status, is_created=my_deployment.is_created(), name=my_deployment.name)

# Option B: the Model Serving handle
ms = project.get_model_serving()
my_predictor = ms.create_predictor(my_model, **plain)
same = my_predictor.deploy()
tell(same=same.id == my_deployment.id)
another = ms.create_predictor(my_model, name="Another1", **plain)
another.environment = "minimal-inference-pipeline"
other = ms.create_deployment(another)
other.save()
tell(
    another=[other.name, other.artifact_version],
    deployments=sorted(each.name for each in ms.get_deployments()),
    of_model=sorted(each.name for each in ms.get_deployments(my_model)) if new else None,
    other_model=trouble(lambda: ms.create_predictor(mr.get_model("my_model", version=2), name="mymodel", **plain).deploy()),
    bad_name=trouble(lambda: ms.create_predictor(my_model, name="not-a-name", **plain).deploy()),
    no_script=trouble(lambda: ms.create_predictor(my_model, name="lost", script_file="/Projects/default/Resources/lost.py").deploy()),
    stopped=trouble(lambda: my_deployment.predict(inputs=[1, 2])),
)
other.delete()

# Make predictions
my_deployment.start(await_running=200)
state = my_deployment.get_state()
tell(
    running=[state.status, state.condition.type, state.condition.status, state.available_predictor_instances],
    predictions=my_deployment.predict(data={"instances": [[1, 2], [3, 4]]}),
    inputs=my_deployment.predict(inputs=[1, 2]),
    wrong=trouble(lambda: my_deployment.predict(inputs=[["a", None]])),
    again_running=my_deployment.is_running(),
)
my_deployment.get_logs(tail=100)

# Change it while it runs
my_deployment.predictor.description = "Another text"
if new:
    my_deployment.predictor._env_vars = {"TIMES": "10"}
    my_deployment.save(new_version=True)
    versions = my_deployment.get_versions()
    tell(changed=my_deployment.predict(inputs=[1]), versions_now=[[each.version, each.active] for each in versions])
    my_deployment.rollback(1)
    tell(rolled_back=my_deployment.predict(inputs=[1]), active=[each.version for each in my_deployment.get_versions() if each.active])
    my_deployment.add_tag("owner", {"team": "a"})
    tell(deployment_tags=my_deployment.get_tags())
    my_deployment.delete_tag("owner")
else:
    with open("predict.py", "a") as file:
        file.write("\n    def predict(self, inputs):\n        return 'another script'\n")
    project.get_dataset_api().upload("predict.py", "Resources", overwrite=True)
    my_deployment.artifact_version = "CREATE"
    my_deployment.save(await_update=200)
    tell(changed=my_deployment.predict(inputs=[1]), artifact=my_deployment.artifact_version)
artifacts = my_deployment.download_artifact_files()
tell(described=my_deployment.predictor.description, artifact_files=os.listdir(artifacts))
my_deployment.describe()

# Stop, delete
(my_model.add_tag if new else my_model.set_tag)("owner", {"team": "a"})
tell(tags=my_model.get_tags(), tag=my_model.get_tag("owner"))
my_model.delete_tag("owner")
tell(refused=trouble(lambda: my_deployment.delete()), in_use=trouble(lambda: my_model.delete()))
my_deployment.stop()
tell(stopped_state=[my_deployment.get_state().status, my_deployment.is_stopped()])
my_deployment.delete()
tell(after=[each.name for each in ms.get_deployments()])
for each in mr.get_models("my_model"):
    each.delete()
tell(left=[each.version for each in mr.get_models("my_model")], folder=project.get_dataset_api().exists("Models/my_model/1"))
