namespace Caloguessr.DevBroker.Tests.Wire;

internal sealed record Produced(ErrorCode Error, long BaseOffset, long LogAppendTime, long LogStartOffset);

internal sealed record Fetched(ErrorCode Error, long HighWatermark, long LastStableOffset, IReadOnlyList<(long ProducerId, long FirstOffset)> Aborted, byte[] Bytes)
{
    public IReadOnlyList<RecordBatch> Batches => RecordBatch.Decode(Bytes);

    /// <summary>Offset, key and value of each data record.</summary>
    public IReadOnlyList<(long Offset, string? Key, string? Value)> Records => [.. Batches.Where(batch => (batch.Attributes & RecordBatch.Control) == 0)
        .SelectMany(batch => batch.Records.Select(record => (batch.BaseOffset + record.OffsetDelta, record.KeyText, record.ValueText)))];

    public IReadOnlyList<string?> Values => [.. Records.Select(record => record.Value)];
}

internal sealed record FetchOptions
{
    public int MaxWaitMilliseconds { get; init; }

    public int MinBytes { get; init; } = 1;

    public int MaxBytes { get; init; } = 50_000_000;

    public int PartitionMaxBytes { get; init; } = 50_000_000;

    public bool ReadCommitted { get; init; }

    public int SessionId { get; init; }

    public int SessionEpoch { get; init; } = -1;
}

/// <summary>Produce, Fetch and ListOffsets.</summary>
internal static class LogCalls
{
    public static async Task<Produced> ProduceAsync(
        this WireConnection connection, string topic, int partition, byte[]? records, int version = 7, int acks = -1, string? transactionalId = null) =>
        ReadProduced(await connection.CallAsync(Api.Produce, version, ProduceBody(acks, transactionalId, topic, (partition, records))), version)[partition];

    public static Task<Produced> ProduceAsync(this WireConnection connection, string topic, RecordBatch batch, int version = 7, string? transactionalId = null) =>
        connection.ProduceAsync(topic, 0, batch.Encode(), version, transactionalId: transactionalId);

    public static Action<WireWriter> ProduceBody(int acks, string? transactionalId, string topic, params (int Index, byte[]? Records)[] partitions) => request => request
        .Text(transactionalId).Int16(acks).Int32(30_000)
        .Array([topic], (to, name) => to.Text(name).Array(partitions, (part, one) => part.Int32(one.Index).Bytes(one.Records)));

    public static Dictionary<int, Produced> ReadProduced(WireReader answer, int version) => answer
        .Array(topic => (topic.Text(), Partitions: topic.Array(part => (Index: part.Int32(),
            Produced: new Produced(part.Error(), part.Int64(), part.Int64(), version >= 5 ? part.Int64() : -1)))))
        .SelectMany(topic => topic.Partitions).ToDictionary(part => part.Index, part => part.Produced);

    public static async Task<Fetched> FetchAsync(
        this WireConnection connection, string topic, long offset, FetchOptions? options = null, int version = 10, int partition = 0) =>
        ReadFetched(await connection.CallAsync(Api.Fetch, version, FetchBody(options ?? new(), version, topic, (partition, offset))), version).Partitions[partition];

    public static Action<WireWriter> FetchBody(FetchOptions options, int version, string topic, params (int Index, long Offset)[] partitions) => request =>
    {
        request.Int32(-1).Int32(options.MaxWaitMilliseconds).Int32(options.MinBytes).Int32(options.MaxBytes).Bool(options.ReadCommitted);
        if (version >= 7) request.Int32(options.SessionId).Int32(options.SessionEpoch);
        request.Array([topic], (to, name) => to.Text(name).Array(partitions, (part, one) =>
        {
            part.Int32(one.Index);
            if (version >= 9) part.Int32(-1);
            part.Int64(one.Offset);
            if (version >= 5) part.Int64(-1);
            part.Int32(options.PartitionMaxBytes);
        }));
        if (version >= 7) request.Int32(0);
        if (version >= 11) request.Text("");
    };

    public static (ErrorCode Error, int Session, Dictionary<int, Fetched> Partitions) ReadFetched(WireReader answer, int version)
    {
        _ = answer.Int32();
        var (error, session) = version >= 7 ? (answer.Error(), answer.Int32()) : (ErrorCode.NoError, 0);
        var partitions = answer.Array(topic => (topic.Text(), Partitions: topic.Array(part =>
        {
            var (index, failure, highWatermark, lastStable) = (part.Int32(), part.Error(), part.Int64(), part.Int64());
            if (version >= 5) _ = part.Int64();
            var aborted = part.Array(one => (one.Int64(), one.Int64()));
            if (version >= 11) _ = part.Int32();
            return (Index: index, Fetched: new Fetched(failure, highWatermark, lastStable, aborted, part.Bytes() ?? []));
        })));
        return (error, session, partitions.SelectMany(topic => topic.Partitions).ToDictionary(part => part.Index, part => part.Fetched));
    }

    /// <summary>-1 asks for the end, -2 for the start, anything else for the first record with that timestamp or a later one.</summary>
    public static async Task<(ErrorCode Error, long Timestamp, long Offset)> ListOffsetAsync(
        this WireConnection connection, string topic, long timestamp, int version = 2, bool readCommitted = false, int partition = 0)
    {
        var answer = await connection.CallAsync(Api.ListOffsets, version, request =>
        {
            request.Int32(-1);
            if (version >= 2) request.Bool(readCommitted);
            request.Array([topic], (to, name) => to.Text(name).Array([partition], (part, index) =>
            {
                part.Int32(index);
                if (version >= 4) part.Int32(-1);
                part.Int64(timestamp);
            }));
        });
        if (version >= 2) _ = answer.Int32();
        return answer.Array(to => (to.Text(), Partitions: to.Array(part =>
        {
            var (_, error, time, offset) = (part.Int32(), part.Error(), part.Int64(), part.Int64());
            if (version >= 4) _ = part.Int32();
            return (error, time, offset);
        })))[0].Partitions[0];
    }

    public static async Task<long> EarliestAsync(this WireConnection connection, string topic) => (await connection.ListOffsetAsync(topic, -2)).Offset;

    public static async Task<long> LatestAsync(this WireConnection connection, string topic) => (await connection.ListOffsetAsync(topic, -1)).Offset;
}
