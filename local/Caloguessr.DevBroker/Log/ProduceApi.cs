using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Server;
using Caloguessr.DevBroker.Topics;
using Caloguessr.DevBroker.Transactions;

namespace Caloguessr.DevBroker.Log;

/// <summary>Produce: checks each batch, then appends it. Source: LogValidator and UnifiedLog of Kafka.</summary>
internal sealed class ProduceApi(TopicStore topics, TransactionCoordinator transactions, BrokerMetrics metrics, TimeProvider time)
{
    private const short FirstVersionWithZstd = 7;

    public IEnumerable<Api> All => [Api.Of(ApiKey.Produce, 3, 8, Produce)];

    private void Produce(Request request)
    {
        var (reader, answer, version) = (request.Reader, request.Answer, request.Version);
        reader.NullableString();
        var acks = reader.Int16();
        reader.Int32();
        var data = reader.Array(from => (Topic: from.String(), Partitions: from.Array(part => (Number: part.Int32(), Records: part.NullableBytes() ?? default))));
        request.IsUnanswered = acks == 0;

        answer.Array(data, topic =>
        {
            answer.String(topic.Topic);
            answer.Array(topic.Partitions, partition =>
            {
                var result = acks is < -1 or > 1 ? AppendResult.Refused(ErrorCode.InvalidRequiredAcks) : Append(topic.Topic, partition.Number, partition.Records, version);
                // Who waits for no answer learns of an error by the end of the connection.
                if (acks == 0 && result.Error != ErrorCode.None) throw new FrameException($"Records that need no answer were refused: {result.Error}.");
                answer.Int32(partition.Number);
                answer.Error(result.Error);
                answer.Int64(result.BaseOffset);
                answer.Int64(result.AppendTime);
                if (version >= 5) answer.Int64(result.StartOffset);
                if (version >= 8)
                {
                    answer.Array<int>([], answer.Int32);
                    answer.String(null);
                }
            });
        });
        answer.Int32(0);
    }

    private AppendResult Append(string topic, int partition, Memory<byte> records, short version)
    {
        if (topics.Find(topic) is not { } found || found.Partition(partition) is not { } log) return AppendResult.Refused(ErrorCode.UnknownTopicOrPartition);
        if (found.IsInternal) return AppendResult.Refused(ErrorCode.InvalidTopic);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (Fault(found.Config, records.Span, now, version) is not ErrorCode.None and var fault) return AppendResult.Refused(fault);
        records = InTheTopicsCodec(found.Config, records);
        if (records.Length > found.Config.MaxMessageBytes) return AppendResult.Refused(ErrorCode.MessageTooLarge);
        var batch = new RecordBatch(records.Span);
        try
        {
            var result = batch.IsTransactional
                ? transactions.Append(batch.ProducerId, batch.ProducerEpoch, new(topic, partition), () => log.Append(records, now))
                : log.Append(records, now);
            if (result.Error == ErrorCode.None) metrics.Received(topic, records.Length, batch.Count);
            return result;
        }
        catch (IOException)
        {
            return AppendResult.Refused(ErrorCode.KafkaStorageError);
        }
    }

    // One batch of magic 2, whole and sound.
    private static ErrorCode Fault(TopicConfig config, Span<byte> records, long now, short version)
    {
        if (records.Length < RecordBatch.HeaderBytes) return ErrorCode.InvalidRecord;
        var batch = new RecordBatch(records);
        if (batch.Magic != RecordBatch.CurrentMagic || batch.Size != records.Length) return ErrorCode.InvalidRecord;
        if (!batch.IsSound) return ErrorCode.CorruptMessage;
        if (batch.Codec == Codec.Zstd && version < FirstVersionWithZstd) return ErrorCode.UnsupportedCompressionType;
        if (records.Length > config.MaxMessageBytes) return ErrorCode.MessageTooLarge;
        if (batch.BaseOffset != 0 || batch.IsControl || batch.Count <= 0 || batch.LastOffsetDelta != batch.Count - 1) return ErrorCode.InvalidRecord;
        if (batch.ProducerId >= 0 && (batch.ProducerEpoch < 0 || batch.BaseSequence < 0)) return ErrorCode.InvalidRecord;
        if (!config.IsLogAppendTime && IsFarOff(config, batch, now)) return ErrorCode.InvalidTimestamp;
        try
        {
            ReadOnlySpan<byte> plain = batch.Codec == Codec.None ? batch.Records : Codecs.Decompress(batch.Codec, batch.Records);
            return Record.AreSound(plain, batch.Count, needKeys: config.IsCompacted) ? ErrorCode.None : ErrorCode.InvalidRecord;
        }
        catch (InvalidRecordsException)
        {
            // Kafka's codecs throw what it has no error code for.
            return ErrorCode.UnknownServerError;
        }
    }

    // compression.type other than "producer": stored so, however it came.
    private static Memory<byte> InTheTopicsCodec(TopicConfig config, Memory<byte> records)
    {
        var from = new RecordBatch(records.Span);
        if (config.Compression is not { } codec || codec == from.Codec) return records;
        var plain = from.Codec == Codec.None ? from.Records.ToArray() : Codecs.Decompress(from.Codec, from.Records);
        var stored = codec == Codec.None ? plain : Codecs.Compress(codec, plain);
        var bytes = new byte[RecordBatch.HeaderBytes + stored.Length];
        stored.CopyTo(bytes, RecordBatch.HeaderBytes);
        new RecordBatch(bytes).Write(from.BaseOffset, (BatchAttributes)(((short)from.Attributes & ~7) | (int)codec), from.LastOffsetDelta, from.BaseTimestamp, from.MaxTimestamp,
            from.ProducerId, from.ProducerEpoch, from.BaseSequence, from.Count);
        return bytes;
    }

    private static bool IsFarOff(TopicConfig config, RecordBatch batch, long now) =>
        batch.MaxTimestamp - now > config.TimestampAfterMaxMs || (batch.BaseTimestamp >= 0 && now - batch.BaseTimestamp > config.TimestampBeforeMaxMs);
}
