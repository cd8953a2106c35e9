using Caloguessr.DevBroker.Groups;
using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Server;
using Caloguessr.DevBroker.Topics;

namespace Caloguessr.DevBroker.Transactions;

/// <summary>InitProducerId, AddPartitionsToTxn, AddOffsetsToTxn, TxnOffsetCommit, EndTxn.</summary>
internal sealed class TransactionApis(TransactionCoordinator coordinator, TopicStore topics, TimeProvider time)
{
    public IEnumerable<Api> All =>
    [
        Api.Of(ApiKey.InitProducerId, 0, 4, Init, flexibleFrom: 2),
        Api.Of(ApiKey.AddPartitionsToTxn, 0, 3, AddPartitions, flexibleFrom: 3),
        Api.Of(ApiKey.AddOffsetsToTxn, 0, 3, AddOffsets, flexibleFrom: 3),
        Api.Of(ApiKey.EndTxn, 0, 3, End, flexibleFrom: 3),
        Api.Of(ApiKey.TxnOffsetCommit, 0, 3, Commit, flexibleFrom: 3),
    ];

    private void Init(Request request)
    {
        var (reader, answer, version) = (request.Reader, request.Answer, request.Version);
        var (id, timeout) = (reader.NullableString(), reader.Int32());
        var known = version >= 3 ? (reader.Int64(), reader.Int16()) : (-1L, (short)-1);
        reader.Tags();
        var (error, producerId, epoch) = coordinator.Init(id, timeout, known);
        answer.Int32(0);
        answer.Error(version < 4 ? Older(error) : error);
        answer.Int64(producerId);
        answer.Int16(epoch);
        answer.Tags();
    }

    private void AddPartitions(Request request)
    {
        var (reader, answer, version) = (request.Reader, request.Answer, request.Version);
        var (id, producerId, epoch) = (reader.String(), reader.Int64(), reader.Int16());
        var asked = reader.Array(from =>
        {
            var topic = (Name: from.String(), Partitions: from.Array(part => part.Int32()));
            from.Tags();
            return topic;
        });
        reader.Tags();
        var partitions = asked.SelectMany(topic => topic.Partitions.Select(number => new TopicPartition(topic.Name, number))).ToList();
        var unknown = partitions.Where(partition => topics.Find(partition.Topic, partition.Partition) is null).ToHashSet();
        var error = unknown.Count > 0 ? ErrorCode.OperationNotAttempted : coordinator.Add(id, producerId, epoch, partitions);
        if (version < 2) error = Older(error);
        answer.Int32(0);
        answer.Array(asked, topic =>
        {
            answer.String(topic.Name);
            answer.Array(topic.Partitions, number =>
            {
                answer.Int32(number);
                answer.Error(unknown.Contains(new(topic.Name, number)) ? ErrorCode.UnknownTopicOrPartition : error);
                answer.Tags();
            });
            answer.Tags();
        });
        answer.Tags();
    }

    private void AddOffsets(Request request)
    {
        var reader = request.Reader;
        var (id, producerId, epoch, group) = (reader.String(), reader.Int64(), reader.Int16(), reader.String());
        reader.Tags();
        WriteError(request, coordinator.Add(id, producerId, epoch, group));
    }

    private void End(Request request)
    {
        var reader = request.Reader;
        var (id, producerId, epoch, commit) = (reader.String(), reader.Int64(), reader.Int16(), reader.Boolean());
        reader.Tags();
        WriteError(request, coordinator.End(id, producerId, epoch, commit));
    }

    private void Commit(Request request)
    {
        var (reader, answer, version) = (request.Reader, request.Answer, request.Version);
        var (id, group, producerId, epoch) = (reader.String(), reader.String(), reader.Int64(), reader.Int16());
        var (generation, member, instance) = version >= 3 ? (reader.Int32(), reader.String(), reader.NullableString()) : (-1, "", null);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var asked = reader.Array(from =>
        {
            var topic = from.String();
            var offsets = from.Array(part =>
            {
                var (number, offset) = (part.Int32(), part.Int64());
                var leaderEpoch = version >= 2 ? part.Int32() : -1;
                var entry = (new TopicPartition(topic, number), new CommittedOffset(offset, leaderEpoch, part.NullableString() ?? "", now));
                part.Tags();
                return entry;
            });
            from.Tags();
            return (Topic: topic, Offsets: offsets);
        });
        reader.Tags();
        var errors = coordinator.Commit(id, new(group, generation, member, instance, [.. asked.SelectMany(topic => topic.Offsets)], producerId, epoch));
        answer.Int32(0);
        OffsetAnswers.Write(answer, asked, [.. errors.Select(Older)]);
        answer.Tags();
    }

    private static void WriteError(Request request, ErrorCode error)
    {
        request.Answer.Int32(0);
        request.Answer.Error(request.Version < 2 ? Older(error) : error);
        request.Answer.Tags();
    }

    // Clients of earlier versions know one error for every old epoch. Source: KIP-588.
    private static ErrorCode Older(ErrorCode error) => error == ErrorCode.ProducerFenced ? ErrorCode.InvalidProducerEpoch : error;
}
