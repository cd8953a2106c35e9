// kafkajs: admin, producer, group, transactions. usage: BOOTSTRAP PREFIX
const assert = require('node:assert');
const { Kafka, CompressionTypes, logLevel } = require('kafkajs');

const [bootstrap, prefix] = process.argv.slice(2);
const kafka = new Kafka({ clientId: 'kafkajs', brokers: [bootstrap], logLevel: logLevel.NOTHING, retry: { retries: 10 } });
const topic = `${prefix}-topic`, group = `${prefix}-group`;

async function take(groupId, from, count) {
  const consumer = kafka.consumer({ groupId, readUncommitted: false });
  const taken = [];
  await consumer.connect();
  await consumer.subscribe({ topic: from, fromBeginning: true });
  await new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`awaited ${count} records, got ${taken.length}`)), 60000).unref();
    consumer.run({ eachMessage: async ({ message }) => { if (taken.push(message.value.toString()) === count) resolve(); } }).catch(reject);
  });
  await consumer.disconnect();
  return taken;
}

async function main() {
  const admin = kafka.admin();
  await admin.connect();
  assert.equal(await admin.createTopics({ topics: [{ topic, numPartitions: 2, replicationFactor: 1 }], waitForLeaders: true }), true);
  assert.equal(await admin.createTopics({ topics: [{ topic, numPartitions: 2, replicationFactor: 1 }] }), false);
  assert.ok((await admin.listTopics()).includes(topic));
  const described = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name: topic }] });
  assert.equal(described.resources[0].configEntries.find(entry => entry.configName === 'max.message.bytes').configValue, '1048588');

  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const sent = [];
  for (const compression of [CompressionTypes.None, CompressionTypes.GZIP]) {
    const messages = Array.from({ length: 300 }, (_, number) => ({ key: `${number}`, value: `${compression}-${number}`, headers: { h: '1' } }));
    sent.push(...messages.map(message => message.value));
    await producer.send({ topic, acks: -1, compression, messages });
  }
  assert.deepEqual((await take(group, topic, sent.length)).sort(), sent.sort());
  const offsets = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  assert.equal(offsets[0].partitions.reduce((sum, part) => sum + Math.max(0, Number(part.offset)), 0), sent.length);
  const ends = await admin.fetchTopicOffsets(topic);
  assert.equal(ends.reduce((sum, part) => sum + Number(part.high), 0), sent.length);
  assert.ok((await admin.listGroups()).groups.some(found => found.groupId === group));

  const output = `${prefix}-output`;
  await admin.createTopics({ topics: [{ topic: output, numPartitions: 1, replicationFactor: 1 }], waitForLeaders: true });
  const transactional = kafka.producer({ transactionalId: `${prefix}-tx`, idempotent: true, maxInFlightRequests: 1 });
  await transactional.connect();
  const aborted = await transactional.transaction();
  await aborted.send({ topic: output, messages: [{ value: 'aborted' }] });
  await aborted.abort();
  const committed = await transactional.transaction();
  await committed.send({ topic: output, messages: [{ value: 'committed' }] });
  await committed.sendOffsets({ consumerGroupId: `${prefix}-other`, topics: [{ topic, partitions: [{ partition: 0, offset: '7' }] }] });
  await committed.commit();
  assert.deepEqual(await take(`${prefix}-reader`, output, 1), ['committed']);
  assert.equal((await admin.fetchOffsets({ groupId: `${prefix}-other`, topics: [topic] }))[0].partitions.find(part => part.partition === 0).offset, '7');

  await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
  await admin.deleteGroups([group]);
  await admin.deleteTopics({ topics: [topic, output] });
  await Promise.all([producer.disconnect(), transactional.disconnect(), admin.disconnect()]);
  console.log('all as expected');
}

main().then(() => process.exit(0), failure => { console.error(failure); process.exit(1); });
