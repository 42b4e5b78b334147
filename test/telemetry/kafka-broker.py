"""A Kafka cluster in memory (librdkafka's own, for tests), and a consumer that is not ours. Ends with its standard input."""

import base64
import json
import sys
import time

from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition
from confluent_kafka.admin import TopicMetadata

cluster = Producer({"test.mock.num.brokers": 1})
port = next(iter(cluster.list_topics(timeout=10).brokers.values())).port
print(json.dumps({"port": port}), flush=True)

text = lambda value: base64.b64encode(value or b"").decode()

for line in sys.stdin:
    asked = json.loads(line)
    consumer = Consumer(
        {"bootstrap.servers": f"127.0.0.1:{port}", "group.id": "reader"}
    )
    partitions = []
    while not partitions:
        partitions = consumer.list_topics(timeout=10).topics.get(asked["topic"], TopicMetadata()).partitions
        time.sleep(0.02)
    consumer.assign([TopicPartition(asked["topic"], each, OFFSET_BEGINNING) for each in partitions])
    found = []
    for _ in range(100):
        for message in consumer.consume(100, 0.1):
            if message.error() is None:
                headers = {name: value.decode() for name, value in message.headers() or []}
                found.append({"key": message.key().decode(), "value": text(message.value()), "headers": headers})
        if len(found) >= asked["count"]:
            break
    consumer.close()
    print(json.dumps(found), flush=True)
