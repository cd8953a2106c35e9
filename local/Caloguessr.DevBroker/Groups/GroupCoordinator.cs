using System.Collections.Concurrent;
using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Server;
using Caloguessr.DevBroker.Topics;

namespace Caloguessr.DevBroker.Groups;

/// <summary>All consumer groups. What they must not forget is in the offsets log before anybody is told that it is done.</summary>
internal sealed class GroupCoordinator
{
    // As Kafka's offsets.retention.check.interval.ms: so long may a group be listed that has neither members nor offsets.
    private static readonly TimeSpan UnusedKept = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly OffsetsLog _log;
    private readonly TopicStore _topics;
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;

    public GroupCoordinator(TopicStore topics, BrokerOptions options, BrokerMetrics metrics, TimeProvider time)
    {
        (_topics, _options, _time) = (topics, options, time);
        _log = new(topics, time);
        _log.Load(FindOrMake, Find, id => _groups.TryRemove(id, out _));
        metrics.ObserveLag(Lags);
    }

    public IEnumerable<Group> All => _groups.Values;

    public Group? Find(string id) => _groups.GetValueOrDefault(id);

    public Task<JoinResult> JoinAsync(string groupId, GroupMember joining, string protocolType, bool needsKnownId)
    {
        while (true)
        {
            var group = FindOrMake(groupId);
            lock (group.Lock)
                if (group.State != GroupState.Dead) return group.Join(joining, protocolType, needsKnownId, _options.GroupInitialRebalanceDelay);
        }
    }

    public Task<SyncResult> SyncAsync(string groupId, string memberId, string? instanceId, int generation, IReadOnlyDictionary<string, byte[]> assignments)
    {
        if (Find(groupId) is not { } group) return Task.FromResult(SyncResult.Refused(ErrorCode.UnknownMemberId));
        lock (group.Lock) return group.Sync(memberId, instanceId, generation, assignments, () => _log.Write(group));
    }

    public ErrorCode Heartbeat(string groupId, string memberId, string? instanceId, int generation)
    {
        if (Find(groupId) is not { } group) return ErrorCode.UnknownMemberId;
        lock (group.Lock) return group.Heartbeat(memberId, instanceId, generation);
    }

    public ErrorCode Leave(string groupId, string memberId, string? instanceId)
    {
        if (Find(groupId) is not { } group) return ErrorCode.UnknownMemberId;
        lock (group.Lock) return group.Leave(memberId, instanceId);
    }

    /// <summary>Commits offsets, at once or, with a producer, when its transaction commits.</summary>
    /// <returns>The error of each partition.</returns>
    public IReadOnlyList<ErrorCode> Commit(OffsetCommit commit)
    {
        var group = commit.Generation < 0 || commit.ProducerId >= 0 ? FindOrMake(commit.Group) : Find(commit.Group);
        if (group is null) return [.. commit.Offsets.Select(_ => ErrorCode.IllegalGeneration)];
        lock (group.Lock)
        {
            if (group.CheckCommit(commit.MemberId, commit.InstanceId, commit.Generation, commit.ProducerId >= 0) is not ErrorCode.None and var refused)
                return [.. commit.Offsets.Select(_ => refused)];
            var errors = commit.Offsets.Select(offset => Fault(offset.Partition, offset.Offset)).ToList();
            var good = commit.Offsets.Where((_, number) => errors[number] == ErrorCode.None).ToList();
            _log.Write(group.Id, good.Select(offset => (offset.Partition, (CommittedOffset?)offset.Offset)), commit.ProducerId, commit.ProducerEpoch);
            var into = commit.ProducerId < 0 ? group.Offsets
                : group.PendingOffsets.TryGetValue(commit.ProducerId, out var pending) ? pending
                : group.PendingOffsets[commit.ProducerId] = [];
            foreach (var (partition, offset) in good) into[partition] = offset;
            return errors;
        }
    }

    /// <summary>Ends the transaction of a producer in the groups whose offsets it committed.</summary>
    public void EndTransaction(bool commit, long producerId, short producerEpoch, IEnumerable<string> groups)
    {
        _log.EndTransaction(commit, producerId, producerEpoch);
        foreach (var group in groups.Select(Find).OfType<Group>())
            lock (group.Lock)
                if (group.PendingOffsets.Remove(producerId, out var pending) && commit)
                    foreach (var (partition, offset) in pending) group.Offsets[partition] = offset;
    }

    /// <summary>Deletes a group without members.</summary>
    public ErrorCode Delete(string groupId)
    {
        if (Find(groupId) is not { } group) return ErrorCode.GroupIdNotFound;
        lock (group.Lock)
        {
            if (group.State == GroupState.Dead) return ErrorCode.GroupIdNotFound;
            if (group.State != GroupState.Empty) return ErrorCode.NonEmptyGroup;
            _log.Write(groupId, [.. group.Offsets.Keys.Select(partition => (partition, (CommittedOffset?)null))]);
            Forget(group);
            return ErrorCode.None;
        }
    }

    /// <summary>Forgets offsets of partitions that no member reads.</summary>
    public IReadOnlyList<ErrorCode> DeleteOffsets(Group group, IReadOnlyList<TopicPartition> partitions)
    {
        lock (group.Lock)
        {
            var subscribed = group.State == GroupState.Empty ? [] : Subscription.TopicsOf(group);
            var errors = partitions.Select(partition => _topics.Find(partition.Topic, partition.Partition) is null ? ErrorCode.UnknownTopicOrPartition
                : subscribed.Contains(partition.Topic) ? ErrorCode.GroupSubscribedToTopic
                : ErrorCode.None).ToList();
            var gone = partitions.Where((partition, number) => errors[number] == ErrorCode.None && group.Offsets.ContainsKey(partition)).ToList();
            _log.Write(group.Id, gone.Select(partition => (partition, (CommittedOffset?)null)));
            foreach (var partition in gone) group.Offsets.Remove(partition);
            return errors;
        }
    }

    /// <summary>A topic is gone, and with it what groups have read of it.</summary>
    public void ForgetTopic(string topic)
    {
        foreach (var group in All)
            lock (group.Lock)
            {
                var gone = group.Offsets.Keys.Where(partition => partition.Topic == topic).ToList();
                _log.Write(group.Id, gone.Select(partition => (partition, (CommittedOffset?)null)));
                foreach (var partition in gone) group.Offsets.Remove(partition);
            }
    }

    /// <summary>Removes members that were not heard of, ends rebalances that are due, forgets offsets that nobody came for.</summary>
    public void Sweep()
    {
        var now = _time.GetUtcNow();
        var (expired, unused) = ((now - _options.OffsetsRetention).ToUnixTimeMilliseconds(), (now - UnusedKept).ToUnixTimeMilliseconds());
        foreach (var group in All)
            lock (group.Lock)
            {
                group.Sweep();
                if (group.State == GroupState.Empty && group.EmptySince < expired)
                {
                    var gone = group.Offsets.Where(offset => offset.Value.CommittedAt < expired).Select(offset => offset.Key).ToList();
                    _log.Write(group.Id, gone.Select(partition => (partition, (CommittedOffset?)null)));
                    foreach (var partition in gone) group.Offsets.Remove(partition);
                }
                if (group.IsForgettable && group.EmptySince < unused) Forget(group);
            }
    }

    private void Forget(Group group)
    {
        _log.Forget(group.Id);
        group.Die();
        _groups.TryRemove(group.Id, out _);
    }

    private Group FindOrMake(string id) => _groups.GetOrAdd(id, key =>
    {
        var group = new Group(key, _time);
        group.Changed = () => _log.Write(group);
        return group;
    });

    private ErrorCode Fault(TopicPartition partition, CommittedOffset offset) =>
        _topics.Find(partition.Topic, partition.Partition) is null ? ErrorCode.UnknownTopicOrPartition
        : offset.Metadata.Length > OffsetCommit.LongestMetadata ? ErrorCode.OffsetMetadataTooLarge
        : ErrorCode.None;

    private IEnumerable<(string, string, int, long)> Lags()
    {
        foreach (var group in All)
        {
            KeyValuePair<TopicPartition, CommittedOffset>[] offsets;
            lock (group.Lock) offsets = [.. group.Offsets];
            foreach (var (partition, offset) in offsets)
                if (_topics.Find(partition.Topic, partition.Partition) is { } log)
                    yield return (group.Id, partition.Topic, partition.Partition, Math.Max(0, log.EndOffset - offset.Offset));
        }
    }
}
