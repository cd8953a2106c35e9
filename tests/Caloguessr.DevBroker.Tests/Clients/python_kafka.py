"""python-kafka 2.0.2 (pure Python): admin, producer with each codec it has, groups, offsets. usage: BOOTSTRAP PREFIX"""
import sys
import time
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, NewPartitions, NewTopic
from kafka.errors import TopicAlreadyExistsError, UnknownTopicOrPartitionError

bootstrap, prefix = sys.argv[1:]
topic, group = f"{prefix}-topic", f"{prefix}-group"
now = int(time.time() * 1000)

admin = KafkaAdminClient(bootstrap_servers=bootstrap)
admin.create_topics([NewTopic(topic, 2, 1)])
try:
    admin.create_topics([NewTopic(topic, 2, 1)])
    raise AssertionError("a topic was made twice")
except TopicAlreadyExistsError:
    pass
deadline = time.monotonic() + 60
while topic not in admin.list_topics():
    # A topic that was made is known to the broker a moment later.
    assert time.monotonic() < deadline, f"awaited {topic}"
    time.sleep(0.05)
config = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])[0].resources[0][4]
assert any(entry[0] == "retention.ms" and entry[1] == "604800000" for entry in config), config

sent = []
for codec in (None, "gzip"):
    producer = KafkaProducer(bootstrap_servers=bootstrap, compression_type=codec, acks="all", linger_ms=5)
    futures = []
    for number in range(500):
        value = f"{codec}-{number}".encode()
        futures.append(producer.send(topic, value, key=b"k%d" % number, headers=[("h", b"1")], timestamp_ms=now + number))
        sent.append(value)
    producer.flush()
    assert all(future.get(30).offset >= 0 for future in futures)
    producer.close()

consumer = KafkaConsumer(topic, bootstrap_servers=bootstrap, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False, consumer_timeout_ms=30_000)
got = []
for message in consumer:
    got.append(message.value)
    assert message.headers == [("h", b"1")], message.headers
    if len(got) == len(sent):
        break
assert sorted(got) == sorted(sent), len(got)
consumer.commit()
partitions = [TopicPartition(topic, 0), TopicPartition(topic, 1)]
ends = consumer.end_offsets(partitions)
assert sum(ends.values()) == 1000 and sum(consumer.beginning_offsets(partitions).values()) == 0
assert all(consumer.committed(partition) == ends[partition] for partition in partitions)
times = consumer.offsets_for_times({partition: now for partition in partitions})
assert all(found.offset == 0 for found in times.values()), times
assert all(found is None for found in consumer.offsets_for_times({partition: now + 100_000 for partition in partitions}).values())
assert (group, "consumer") in admin.list_consumer_groups()
described = admin.describe_consumer_groups([group])[0]
assert described.state == "Stable" and len(described.members) == 1, described
consumer.close()

offsets = admin.list_consumer_group_offsets(group)
assert sum(found.offset for found in offsets.values()) == 1000, offsets
admin.create_partitions({topic: NewPartitions(3)})
admin.delete_consumer_groups([group])
admin.delete_topics([topic])
try:
    admin.delete_topics([f"{prefix}-none"])
    raise AssertionError("an unknown topic was deleted")
except UnknownTopicOrPartitionError:
    pass
admin.close()
print("all as expected")
