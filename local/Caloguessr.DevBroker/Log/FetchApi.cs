using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Server;
using Caloguessr.DevBroker.Topics;

namespace Caloguessr.DevBroker.Log;

/// <summary>Fetch: whole batches from an offset on; without enough of them the answer waits for an append. Fetch sessions are not made: session id 0.</summary>
internal sealed class FetchApi(TopicStore topics, BrokerMetrics metrics, TimeProvider time)
{
    // Kafka's fetch.max.bytes of a broker.
    private const int MaxBytes = 57_671_680;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    public IEnumerable<Api> All => [new(ApiKey.Fetch, 4, 11, Api.NeverFlexible, FetchAsync)];

    private async ValueTask FetchAsync(Request request)
    {
        var asked = Read(request);
        if (asked.SessionId != 0)
        {
            WriteHead(request, ErrorCode.FetchSessionIdNotFound);
            request.Answer.Array<int>([], request.Answer.Int32);
            return;
        }
        await WaitAsync(request, asked);
        WriteHead(request, ErrorCode.None);
        var left = asked.MaxBytes;
        var isFirst = true;
        request.Answer.Array(asked.Topics, topic =>
        {
            request.Answer.String(topic.Name);
            request.Answer.Array(topic.Partitions, partition =>
            {
                var size = WritePartition(request, topic.Name, partition, asked.IsCommittedOnly, Math.Min(partition.MaxBytes, left), isFirst);
                if (size == 0) return;
                (isFirst, left) = (false, left - size);
                metrics.Sent(topic.Name, size);
            });
        });
    }

    private static Asked Read(Request request)
    {
        var (reader, version) = (request.Reader, request.Version);
        reader.Int32();
        var wait = TimeSpan.FromMilliseconds(Math.Max(0, reader.Int32()));
        var (minBytes, maxBytes, isolation) = (reader.Int32(), Math.Min(reader.Int32(), MaxBytes), reader.Int8());
        var session = version >= 7 ? reader.Int32() : 0;
        if (version >= 7) reader.Int32();
        var topics = reader.Array(from => new AskedTopic(from.String(), from.Array(part =>
        {
            var number = part.Int32();
            if (version >= 9) part.Int32();
            var offset = part.Int64();
            if (version >= 5) part.Int64();
            return new AskedPartition(number, offset, part.Int32());
        })));
        return new(wait > LongestWait ? LongestWait : wait, minBytes, maxBytes, isolation == 1, session, topics);
    }

    // Wakes on the first append that makes it enough, on an error that there is no use waiting with, and at the deadline.
    private async ValueTask WaitAsync(Request request, Asked asked)
    {
        if (asked.Wait == TimeSpan.Zero || IsEnough(asked)) return;
        var started = time.GetTimestamp();
        var changed = new SemaphoreSlim(0);
        var subscriptions = asked.Topics.SelectMany(topic => topic.Partitions.Select(partition => topics.Find(topic.Name, partition.Number)))
            .OfType<PartitionLog>().Select(log => log.OnChange(() => { if (changed.CurrentCount == 0) changed.Release(); })).ToList();
        try
        {
            while (!IsEnough(asked))
            {
                var left = asked.Wait - time.GetElapsedTime(started);
                if (left <= TimeSpan.Zero || !await changed.WaitAsync(left, request.Gone)) break;
            }
        }
        finally
        {
            foreach (var subscription in subscriptions) subscription.Dispose();
            request.Waited = time.GetElapsedTime(started);
        }
    }

    private bool IsEnough(Asked asked)
    {
        long available = 0;
        foreach (var topic in asked.Topics)
            foreach (var partition in topic.Partitions)
            {
                if (topics.Find(topic.Name, partition.Number) is not { } log || partition.Offset < log.StartOffset || partition.Offset > log.EndOffset) return true;
                available += log.Available(partition.Offset, asked.IsCommittedOnly, asked.MinBytes);
            }
        return available >= asked.MinBytes;
    }

    private static void WriteHead(Request request, ErrorCode error)
    {
        request.Answer.Int32(0);
        if (request.Version < 7) return;
        request.Answer.Error(error);
        request.Answer.Int32(0);
    }

    /// <returns>How many bytes of records were written.</returns>
    private int WritePartition(Request request, string topic, AskedPartition asked, bool committedOnly, int maxBytes, bool isFirst)
    {
        var (answer, version) = (request.Answer, request.Version);
        var log = topics.Find(topic, asked.Number);
        using var records = new KafkaWriter();
        var aborted = new List<AbortedTransaction>();
        var error = log is null ? ErrorCode.UnknownTopicOrPartition : log.Read(asked.Offset, maxBytes, committedOnly, isFirst, records, aborted);
        answer.Int32(asked.Number);
        answer.Error(error);
        answer.Int64(error == ErrorCode.None ? log!.EndOffset : -1);
        answer.Int64(error == ErrorCode.None ? log!.LastStableOffset : -1);
        if (version >= 5) answer.Int64(error == ErrorCode.None ? log!.StartOffset : -1);
        answer.Array(committedOnly ? aborted : null, transaction =>
        {
            answer.Int64(transaction.ProducerId);
            answer.Int64(transaction.FirstOffset);
        });
        if (version >= 11) answer.Int32(-1);
        answer.Bytes(records.Written.Span);
        return records.Length;
    }

    private sealed record Asked(TimeSpan Wait, int MinBytes, int MaxBytes, bool IsCommittedOnly, int SessionId, IReadOnlyList<AskedTopic> Topics);
    private sealed record AskedTopic(string Name, IReadOnlyList<AskedPartition> Partitions);
    private sealed record AskedPartition(int Number, long Offset, int MaxBytes);
}
