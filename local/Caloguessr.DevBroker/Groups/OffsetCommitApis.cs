using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Server;

namespace Caloguessr.DevBroker.Groups;

/// <summary>OffsetCommit, OffsetFetch, OffsetDelete.</summary>
internal sealed class OffsetCommitApis(GroupCoordinator coordinator, TimeProvider time)
{
    public IEnumerable<Api> All =>
    [
        Api.Of(ApiKey.OffsetCommit, 2, 7, Commit),
        Api.Of(ApiKey.OffsetFetch, 1, 7, Fetch, flexibleFrom: 6),
        Api.Of(ApiKey.OffsetDelete, 0, 0, Delete),
    ];

    private void Commit(Request request)
    {
        var (reader, answer, version) = (request.Reader, request.Answer, request.Version);
        var (group, generation, member) = (reader.String(), reader.Int32(), reader.String());
        var instance = version >= 7 ? reader.NullableString() : null;
        if (version is >= 2 and <= 4) reader.Int64();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var topics = reader.Array(from =>
        {
            var topic = from.String();
            return (Topic: topic, Offsets: from.Array(part =>
            {
                var (number, offset) = (part.Int32(), part.Int64());
                var epoch = version >= 6 ? part.Int32() : -1;
                return (new TopicPartition(topic, number), new CommittedOffset(offset, epoch, part.NullableString() ?? "", now));
            }));
        });

        var errors = coordinator.Commit(new(group, generation, member, instance, [.. topics.SelectMany(topic => topic.Offsets)]));
        if (version >= 3) answer.Int32(0);
        OffsetAnswers.Write(answer, topics, errors);
    }

    private void Fetch(Request request)
    {
        var (reader, answer, version) = (request.Reader, request.Answer, request.Version);
        var id = reader.String();
        var asked = reader.NullableArray(from =>
        {
            var topic = (Topic: from.String(), Partitions: from.Array(part => part.Int32()));
            from.Tags();
            return topic;
        });
        var needsStable = version >= 7 && reader.Boolean();
        reader.Tags();

        var group = coordinator.Find(id);
        using var held = group is null ? default : group.Lock.EnterScope();
        asked ??= [.. (group?.Offsets.Keys ?? Enumerable.Empty<TopicPartition>()).GroupBy(partition => partition.Topic).Select(topic => (topic.Key, topic.Select(partition => partition.Partition).Order().ToList()))];
        if (version >= 3) answer.Int32(0);
        answer.Array(asked, topic =>
        {
            answer.String(topic.Topic);
            answer.Array(topic.Partitions, number =>
            {
                var partition = new TopicPartition(topic.Topic, number);
                var isUnstable = needsStable && group is not null && group.PendingOffsets.Values.Any(pending => pending.ContainsKey(partition));
                var offset = isUnstable ? null : group?.Offsets.GetValueOrDefault(partition);
                answer.Int32(number);
                answer.Int64(offset?.Offset ?? -1);
                if (version >= 5) answer.Int32(offset?.LeaderEpoch ?? -1);
                answer.String(offset?.Metadata ?? "");
                answer.Error(isUnstable ? ErrorCode.UnstableOffsetCommit : ErrorCode.None);
                answer.Tags();
            });
            answer.Tags();
        });
        if (version >= 2) answer.Error(ErrorCode.None);
        answer.Tags();
    }

    private void Delete(Request request)
    {
        var (reader, answer) = (request.Reader, request.Answer);
        var id = reader.String();
        var topics = reader.Array(from => (Topic: from.String(), Partitions: from.Array(part => part.Int32())));
        if (coordinator.Find(id) is not { } group)
        {
            answer.Error(ErrorCode.GroupIdNotFound);
            answer.Int32(0);
            answer.Array<int>([], answer.Int32);
            return;
        }
        var errors = coordinator.DeleteOffsets(group, [.. topics.SelectMany(topic => topic.Partitions.Select(number => new TopicPartition(topic.Topic, number)))]);
        answer.Error(ErrorCode.None);
        answer.Int32(0);
        var next = 0;
        answer.Array(topics, topic =>
        {
            answer.String(topic.Topic);
            answer.Array(topic.Partitions, number =>
            {
                answer.Int32(number);
                answer.Error(errors[next++]);
            });
        });
    }
}
