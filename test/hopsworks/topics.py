"""Kafka as the client has it: a project's topics and schemas, and topics that the calls of deployments go to."""
import os

from told import tell, trouble

import hopsworks
from hsml.inference_logger import InferenceLogger
from hsml.kafka_topic import KafkaTopic

project = hopsworks.login()
suffix = os.environ["SUFFIX"]
kafka = project.get_kafka_api()
subject = "calls" + suffix
avro = {"type": "record", "name": "calls", "fields": [{"name": "id", "type": "int"}]}
made = kafka.create_schema(subject, avro)
topic = kafka.create_topic("topic" + suffix, subject, 1, replicas=1, partitions=2)
tell(
    schema=[made.subject, made.version, made.schema],
    schemas=[each.version for each in kafka.get_schemas(subject)],
    topic=[topic.name, topic.replicas, topic.partitions],
    listed=[each.name for each in kafka.get_topics()],
    found=kafka.get_topic("topic" + suffix).name,
    logged=[field["name"] for field in __import__("json").loads(kafka.get_schema("inferenceschema", 4).schema)["fields"]],
    brokers=kafka.get_default_config()["bootstrap.servers"],
    in_use=trouble(made.delete),
    taken=trouble(lambda: kafka.create_topic("topic" + suffix, subject, 1)),
)

mr = project.get_model_registry()
os.makedirs("model")
with open("model/anything.txt", "w") as file:
    file.write("x")
with open("predict.py", "w") as file:
    file.write("class Predict:\n    def predict(self, inputs):\n        return inputs\n")
script = "/Projects/default/" + project.get_dataset_api().upload("predict.py", "Resources", overwrite=True)
mr.python.create_model("logged_" + suffix).save("model")
model = mr.get_model("logged_" + suffix, version=1)


def deploy(name, **logger):
    return model.deploy(
        name=name + suffix, script_file=script, environment="minimal-inference-pipeline", inference_logger=InferenceLogger(**logger)
    )


fresh = deploy("fresh", kafka_topic=KafkaTopic(name="CREATE", num_replicas=1, num_partitions=3), mode="ALL")
own = fresh.inference_logger.kafka_topic
fresh.description = "changed"
fresh.save()
# The older client takes no topic of its own other half
named = deploy("named", kafka_topic=topic if suffix == "New" else KafkaTopic(name=topic.name), mode="PREDICTIONS")
dictionary = deploy("dict", kafka_topic={"name": "topic" + suffix}, mode="MODEL_INPUTS")
none = deploy("none", kafka_topic=KafkaTopic(name="NONE"), mode="ALL")
tell(
    fresh=[own.name, fresh.inference_logger.mode],
    kept=project.get_model_serving().get_deployment("fresh" + suffix).inference_logger.kafka_topic.name,
    named=[named.inference_logger.kafka_topic.name, named.inference_logger.mode],
    dictionary=[dictionary.inference_logger.kafka_topic.name, dictionary.inference_logger.mode],
    nowhere=trouble(lambda: deploy("nowhere", kafka_topic=KafkaTopic(name="nobody"), mode="ALL")),
    busy=trouble(topic.delete),
)
for each in [named, dictionary, none]:
    each.delete(force=True)
tell(removed=trouble(topic.delete), left=[each.name for each in kafka.get_topics()])
