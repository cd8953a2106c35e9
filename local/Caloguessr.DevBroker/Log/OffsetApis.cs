using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Server;
using Caloguessr.DevBroker.Topics;

namespace Caloguessr.DevBroker.Log;

/// <summary>ListOffsets and DeleteRecords: where a partition begins, ends, or is at a time.</summary>
internal sealed class OffsetApis(TopicStore topics)
{
    private const long Latest = -1, Earliest = -2, MaxTimestamp = -3;

    public IEnumerable<Api> All =>
    [
        Api.Of(ApiKey.ListOffsets, 1, 7, ListOffsets, flexibleFrom: 6),
        Api.Of(ApiKey.DeleteRecords, 0, 1, DeleteRecords),
    ];

    private void ListOffsets(Request request)
    {
        var (reader, answer, version) = (request.Reader, request.Answer, request.Version);
        reader.Int32();
        var committedOnly = version >= 2 && reader.Int8() == 1;
        var asked = reader.Array(from =>
        {
            var topic = from.String();
            var partitions = from.Array(part =>
            {
                var number = part.Int32();
                if (version >= 4) part.Int32();
                var timestamp = part.Int64();
                part.Tags();
                return (Number: number, Timestamp: timestamp);
            });
            from.Tags();
            return (Topic: topic, Partitions: partitions);
        });
        reader.Tags();

        if (version >= 2) answer.Int32(0);
        answer.Array(asked, topic =>
        {
            answer.String(topic.Topic);
            answer.Array(topic.Partitions, partition =>
            {
                var (error, offset, timestamp) = Find(topic.Topic, partition.Number, partition.Timestamp, committedOnly);
                answer.Int32(partition.Number);
                answer.Error(error);
                answer.Int64(timestamp);
                answer.Int64(offset);
                if (version >= 4) answer.Int32(offset < 0 ? -1 : 0);
                answer.Tags();
            });
            answer.Tags();
        });
        answer.Tags();
    }

    private (ErrorCode, long Offset, long Timestamp) Find(string topic, int partition, long timestamp, bool committedOnly)
    {
        if (topics.Find(topic, partition) is not { } log) return (ErrorCode.UnknownTopicOrPartition, -1, -1);
        switch (timestamp)
        {
            case Latest: return (ErrorCode.None, committedOnly ? log.LastStableOffset : log.EndOffset, -1);
            case Earliest: return (ErrorCode.None, log.StartOffset, -1);
            case < MaxTimestamp: return (ErrorCode.UnsupportedVersion, -1, -1);
            default:
                var found = timestamp == MaxTimestamp ? log.Latest() : log.FirstSince(timestamp, committedOnly);
                return (ErrorCode.None, found?.Offset ?? -1, found?.Timestamp ?? -1);
        }
    }

    private void DeleteRecords(Request request)
    {
        var (reader, answer) = (request.Reader, request.Answer);
        var asked = reader.Array(from => (Topic: from.String(), Partitions: from.Array(part => (Number: part.Int32(), Offset: part.Int64()))));
        reader.Int32();
        answer.Int32(0);
        answer.Array(asked, topic =>
        {
            answer.String(topic.Topic);
            answer.Array(topic.Partitions, partition =>
            {
                var (error, start) = topics.Find(topic.Topic, partition.Number) is not { } log ? (ErrorCode.UnknownTopicOrPartition, -1)
                    : log.Config.IsCompacted && !log.Config.IsDeleted ? (ErrorCode.PolicyViolation, -1)
                    : log.DeleteBefore(partition.Offset);
                answer.Int32(partition.Number);
                answer.Int64(start);
                answer.Error(error);
            });
        });
    }
}
