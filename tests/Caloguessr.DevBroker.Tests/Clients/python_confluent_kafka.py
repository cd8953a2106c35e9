"""confluent-kafka for Python over Debian's librdkafka: every codec, a group, transactions. usage: BOOTSTRAP PREFIX"""
import sys
import time
from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

bootstrap, prefix = sys.argv[1:]
topic, group = f"{prefix}-topic", f"{prefix}-group"
common = {"bootstrap.servers": bootstrap}


def take(consumer, count):
    taken, deadline = [], time.monotonic() + 60
    while len(taken) < count:
        assert time.monotonic() < deadline, f"awaited {count} records, got {len(taken)}"
        message = consumer.poll(0.2)
        if message is not None:
            assert message.error() is None, message.error()
            taken.append(message)
    return taken


def known(topic):
    """A topic that was made is known to the broker a moment later."""
    deadline = time.monotonic() + 60
    while not admin.list_topics(topic, timeout=60).topics[topic].partitions:
        assert time.monotonic() < deadline, f"awaited {topic}"
        time.sleep(0.05)


admin = AdminClient(common)
for made in admin.create_topics([NewTopic(topic, 2, 1)]).values():
    made.result()
try:
    admin.create_topics([NewTopic(topic, 2, 1)])[topic].result()
    raise AssertionError("a topic was made twice")
except KafkaException as failure:
    assert failure.args[0].code() == KafkaError.TOPIC_ALREADY_EXISTS, failure
known(topic)
resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
assert admin.describe_configs([resource])[resource].result()["cleanup.policy"].value == "delete"
admin.create_partitions([NewPartitions(topic, 3)])[topic].result()

sent = []
for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
    failures = []
    producer = Producer({**common, "compression.type": codec, "enable.idempotence": True, "linger.ms": 5})
    for number in range(200):
        sent.append(f"{codec}-{number}".encode())
        producer.produce(topic, sent[-1], key=str(number), on_delivery=lambda error, _: error and failures.append(error))
    assert producer.flush(60) == 0 and not failures, failures

consumer = Consumer({**common, "group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False, "isolation.level": "read_committed"})
consumer.subscribe([topic])
taken = take(consumer, len(sent))
assert sorted(message.value() for message in taken) == sorted(sent)

output = f"{prefix}-output"
admin.create_topics([NewTopic(output, 1, 1)])[output].result()
known(output)
transactional = Producer({**common, "transactional.id": f"{prefix}-tx"})
transactional.init_transactions(60)
transactional.begin_transaction()
transactional.produce(output, b"aborted")
transactional.flush(60)
transactional.abort_transaction(60)
transactional.begin_transaction()
transactional.produce(output, b"committed")
transactional.send_offsets_to_transaction(consumer.position(consumer.assignment()), consumer.consumer_group_metadata(), 60)
transactional.commit_transaction(60)

reader = Consumer({**common, "group.id": f"{prefix}-reader", "auto.offset.reset": "earliest", "isolation.level": "read_committed"})
reader.subscribe([output])
assert [message.value() for message in take(reader, 1)] == [b"committed"]
committed = consumer.committed([TopicPartition(topic, number) for number in range(3)], timeout=60)
assert sum(max(0, partition.offset) for partition in committed) == len(sent), committed

fencing = Producer({**common, "transactional.id": f"{prefix}-tx"})
fencing.init_transactions(60)
try:
    transactional.begin_transaction()
    transactional.produce(output, b"zombie")
    transactional.commit_transaction(60)
    raise AssertionError("a fenced producer committed")
except KafkaException as failure:
    assert failure.args[0].code() == KafkaError._FENCED, failure
consumer.close()
reader.close()
for deleted in admin.delete_topics([topic, output]).values():
    deleted.result()
print("all as expected")
