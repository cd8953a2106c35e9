using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Topics;

namespace Caloguessr.DevBroker.Log;

/// <summary>
/// One partition: its segments in order, the state of its producers and its aborted transactions. Everything happens under one lock, so that what
/// is read is what was appended. With one node, what is appended is replicated: the high watermark is the end offset.
/// </summary>
internal sealed partial class PartitionLog : IDisposable
{
    private const string SnapshotFile = "producers.snapshot";
    private const string StartOffsetFile = "log-start-offset";

    private readonly Lock _lock = new();
    private readonly string _directory;
    private readonly ILogger _logger;
    private readonly List<LogSegment> _segments = [];
    private readonly List<AbortedTransaction> _aborted = [];
    private readonly List<Action> _waiters = [];
    private ProducerStates _producers = new();
    private long _firstDirtyOffset;
    private bool _isDeleted;

    private PartitionLog(string topic, int partition, string directory, TopicConfig config, ILogger logger) =>
        (Topic, Partition, _directory, Config, _logger) = (topic, partition, directory, config, logger);

    public string Topic { get; }
    public int Partition { get; }
    public TopicConfig Config { get; set; }

    /// <summary>The first offset there is.</summary>
    public long StartOffset { get; private set; }

    /// <summary>The offset of the next record.</summary>
    public long EndOffset
    {
        get
        {
            lock (_lock) return _segments[^1].NextOffset;
        }
    }

    /// <summary>The offset up to which every transaction has ended.</summary>
    public long LastStableOffset
    {
        get
        {
            lock (_lock) return Math.Min(EndOffset, _producers.OpenTransactions.DefaultIfEmpty(long.MaxValue).Min());
        }
    }

    /// <summary>Bytes on disk.</summary>
    public long Size
    {
        get
        {
            lock (_lock) return _segments.Sum(segment => segment.Size);
        }
    }

    /// <summary>Whether a directory is one that a broker of this kind made for a partition: by its name, and by the names in it.</summary>
    public static bool IsDirectory(string path) =>
        Path.GetFileName(path) is var name && name.LastIndexOf('-') is > 0 and var dash && Topics.Topic.IsValidName(name[..dash]) && int.TryParse(name[(dash + 1)..], out _)
        && Directory.GetDirectories(path).Length == 0
        && Directory.GetFiles(path).All(file => Path.GetFileName(file) is SnapshotFile or StartOffsetFile or AtomicFile.Part || Path.GetExtension(file) is ".log" or ".index" or ".cleaned");

    /// <summary>Opens a partition's directory; after a crash it is recovered first.</summary>
    public static PartitionLog Open(string topic, int partition, string directory, TopicConfig config, ILogger logger)
    {
        Directory.CreateDirectory(directory);
        var log = new PartitionLog(topic, partition, directory, config, logger);
        log.Load();
        return log;
    }

    /// <summary>Appends a batch that a client sent.</summary>
    /// <returns>The batch's first offset, or the error that its producer gets.</returns>
    public AppendResult Append(Memory<byte> bytes, long now)
    {
        lock (_lock)
        {
            if (_isDeleted) return AppendResult.Refused(ErrorCode.UnknownTopicOrPartition);
            var batch = new RecordBatch(bytes.Span);
            if (batch.ProducerId >= 0)
            {
                if (_producers.Duplicate(batch) is { } there) return new(ErrorCode.None, there.First, -1, StartOffset);
                if (_producers.Check(batch) is not ErrorCode.None and var refused) return new(refused, -1, -1, StartOffset);
            }
            if (Config.IsLogAppendTime) batch.SetAppendTime(now);
            Write(batch);
            return new(ErrorCode.None, batch.BaseOffset, Config.IsLogAppendTime ? now : -1, StartOffset);
        }
    }

    /// <summary>Appends a batch of the broker's own, such as an offset of a group.</summary>
    public void AppendOwn(byte[] bytes)
    {
        lock (_lock) Write(new RecordBatch(bytes));
    }

    /// <summary>Ends a producer's transaction here, if it has written. Source: KIP-98, WriteTxnMarkers.</summary>
    public void EndTransaction(bool commit, long producerId, short producerEpoch, long now)
    {
        lock (_lock)
        {
            var first = _producers.TransactionFirst(producerId);
            if (first is null || _isDeleted) return;
            var marker = new RecordBatch(ControlRecord.Batch(commit, producerId, producerEpoch, now));
            Write(marker);
            if (!commit) _aborted.Add(new(producerId, first.Value, marker.BaseOffset));
        }
    }

    /// <summary>Reads whole batches into an answer.</summary>
    /// <param name="offset">Where to begin.</param>
    /// <param name="maxBytes">How much.</param>
    /// <param name="committedOnly">Stop at the last stable offset.</param>
    /// <param name="atLeastOne">Read the first batch even when it is larger.</param>
    /// <param name="into">Gets the batches.</param>
    /// <param name="aborted">Gets the aborted transactions in what was read.</param>
    public ErrorCode Read(long offset, int maxBytes, bool committedOnly, bool atLeastOne, KafkaWriter into, List<AbortedTransaction> aborted)
    {
        lock (_lock)
        {
            if (_isDeleted) return ErrorCode.UnknownTopicOrPartition;
            if (offset < StartOffset || offset > EndOffset) return ErrorCode.OffsetOutOfRange;
            var limit = committedOnly ? LastStableOffset : EndOffset;
            if (offset >= limit || (maxBytes <= 0 && !atLeastOne)) return ErrorCode.None;
            try
            {
                var start = into.Length;
                var next = offset;
                // A segment may hold nothing from the offset on when it was compacted.
                for (var index = SegmentOf(offset); index < _segments.Count && into.Length == start; index++)
                {
                    if (_segments[index].Read(Math.Max(next, _segments[index].BaseOffset), maxBytes, limit, atLeastOne, into) is not { } read) break;
                    next = read;
                }
                if (committedOnly) aborted.AddRange(_aborted.Where(transaction => transaction.LastOffset >= offset && transaction.FirstOffset < next));
                return ErrorCode.None;
            }
            catch (CorruptBatchException corrupt)
            {
                LogCorrupt(Topic, Partition, corrupt.Message);
                return ErrorCode.CorruptMessage;
            }
        }
    }

    /// <summary>About how many bytes a reader at an offset could get; <paramref name="enough"/> when it is more than one segment.</summary>
    public long Available(long offset, bool committedOnly, long enough)
    {
        lock (_lock)
        {
            var limit = committedOnly ? LastStableOffset : EndOffset;
            if (offset >= limit || offset < StartOffset) return 0;
            var last = _segments[^1];
            // The size from the offset on, as close as the segments tell without reading.
            return offset < last.BaseOffset ? enough : Math.Max(1, last.Size * (limit - offset) / Math.Max(1, last.NextOffset - last.BaseOffset));
        }
    }

    /// <summary>The first record at or after a timestamp, with its own timestamp; <c>null</c>: all are earlier.</summary>
    public (long Offset, long Timestamp)? FirstSince(long timestamp, bool committedOnly)
    {
        lock (_lock)
        {
            var limit = committedOnly ? LastStableOffset : EndOffset;
            foreach (var segment in _segments)
            {
                if (segment.Near(timestamp) is not { } near) continue;
                (long, long)? found = null;
                segment.Visit(batch =>
                {
                    if (batch.LastOffset < StartOffset || batch.MaxTimestamp < timestamp) return true;
                    if (batch.BaseOffset >= limit) return false;
                    found = FirstIn(batch, timestamp, StartOffset);
                    return found is null;
                }, near);
                if (found is not null) return found;
            }
            return null;
        }
    }

    /// <summary>The record with the latest timestamp.</summary>
    public (long Offset, long Timestamp)? Latest()
    {
        lock (_lock)
        {
            var latest = _segments.Max(segment => segment.MaxTimestamp);
            return latest < 0 ? null : FirstSince(latest, committedOnly: false);
        }
    }

    /// <summary>Calls <paramref name="wake"/> after each append or end of a transaction, until the result is disposed of.</summary>
    public IDisposable OnChange(Action wake)
    {
        lock (_lock) _waiters.Add(wake);
        return new Subscription(() =>
        {
            lock (_lock) _waiters.Remove(wake);
        });
    }

    /// <summary>Makes everything below an offset go. Source: DeleteRecords, KIP-107.</summary>
    /// <returns>The new start, or OFFSET_OUT_OF_RANGE.</returns>
    public (ErrorCode Error, long Start) DeleteBefore(long offset)
    {
        lock (_lock)
        {
            if (offset == -1) offset = EndOffset;
            if (offset < 0 || offset > EndOffset) return (ErrorCode.OffsetOutOfRange, -1);
            if (offset > StartOffset) MoveStart(offset);
            return (ErrorCode.None, StartOffset);
        }
    }

    /// <summary>Reads every batch, oldest first; for the coordinators, which keep their state in logs as Kafka's do.</summary>
    public void Visit(BatchVisitor visit)
    {
        lock (_lock)
            foreach (var segment in _segments) segment.Visit(visit);
    }

    /// <summary>Writes down what makes the next start quick.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _segments[^1].SaveIndex();
            SaveSnapshot();
            foreach (var segment in _segments) segment.Flush();
            Dispose();
        }
    }

    public void Delete()
    {
        lock (_lock)
        {
            _isDeleted = true;
            Dispose();
            Directory.Delete(_directory, recursive: true);
            foreach (var wake in _waiters) wake();
        }
    }

    public void Dispose()
    {
        foreach (var segment in _segments) segment.Dispose();
    }

    private static (long, long)? FirstIn(RecordBatch batch, long timestamp, long start)
    {
        if ((batch.Attributes & BatchAttributes.LogAppendTime) != 0) return (Math.Max(batch.BaseOffset, start), batch.MaxTimestamp);
        foreach (var record in Record.Read(batch))
            if (batch.BaseTimestamp + record.TimestampDelta >= timestamp && batch.BaseOffset + record.OffsetDelta >= start)
                return (batch.BaseOffset + record.OffsetDelta, batch.BaseTimestamp + record.TimestampDelta);
        return null;
    }

    private void Write(RecordBatch batch)
    {
        RollIfDue(batch);
        batch.BaseOffset = EndOffset;
        batch.LeaderEpoch = 0;
        _segments[^1].Append(batch);
        if (batch.ProducerId >= 0) _producers.Appended(batch);
        foreach (var wake in _waiters) wake();
    }

    private void RollIfDue(RecordBatch batch)
    {
        var active = _segments[^1];
        if (active.Size == 0) return;
        var isFull = active.Size + batch.Bytes.Length > Config.SegmentBytes;
        var isOld = active.FirstTimestamp >= 0 && batch.MaxTimestamp - active.FirstTimestamp >= Config.SegmentMs;
        if (isFull || isOld) Roll();
    }

    private void Roll()
    {
        _segments[^1].SaveIndex();
        SaveSnapshot();
        _segments.Add(LogSegment.Create(_directory, EndOffset));
    }

    private int SegmentOf(long offset)
    {
        var (low, high) = (0, _segments.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_segments[middle].BaseOffset <= offset) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    private void MoveStart(long offset)
    {
        AtomicFile.Write(Path.Combine(_directory, StartOffsetFile), System.Text.Encoding.ASCII.GetBytes(offset.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        StartOffset = offset;
        while (_segments.Count > 1 && _segments[1].BaseOffset <= offset)
        {
            _segments[0].Delete();
            _segments.RemoveAt(0);
        }
        _aborted.RemoveAll(transaction => transaction.LastOffset < offset);
    }

    private void SaveSnapshot()
    {
        using var writer = new KafkaWriter();
        writer.Int64(EndOffset);
        _producers.Write(writer);
        writer.Array(_aborted, transaction =>
        {
            writer.Int64(transaction.ProducerId);
            writer.Int64(transaction.FirstOffset);
            writer.Int64(transaction.LastOffset);
        });
        AtomicFile.Write(Path.Combine(_directory, SnapshotFile), writer.Written);
    }

    // The index and the snapshot tell the state at the last roll or clean stop; what was written since is read again.
    private void Load()
    {
        var paths = Directory.GetFiles(_directory, "*.log").Order(StringComparer.Ordinal).ToList();
        for (var number = 0; number < paths.Count; number++)
        {
            var segment = LogSegment.Open(paths[number]);
            _segments.Add(segment);
            if (segment.TryLoadIndex()) continue;
            var corrupt = new List<long>();
            if (segment.Recover(corrupt) is > 0 and var cut) LogCut(Topic, Partition, cut, segment.Path);
            foreach (var position in corrupt) LogCorrupt(Topic, Partition, new CorruptBatchException(segment.Path, position).Message);
        }
        if (_segments.Count == 0) _segments.Add(LogSegment.Create(_directory, 0));
        _segments[^1].DropIndex();
        StartOffset = AtomicFile.TryRead(Path.Combine(_directory, StartOffsetFile)) is { } text
            ? long.Parse(System.Text.Encoding.ASCII.GetString(text), System.Globalization.CultureInfo.InvariantCulture)
            : _segments[0].BaseOffset;
        StartOffset = Math.Max(StartOffset, _segments[0].BaseOffset);

        var from = LoadSnapshot();
        foreach (var segment in _segments.Where(segment => segment.NextOffset > from))
            segment.Visit(batch =>
            {
                if (batch.ProducerId < 0 || batch.LastOffset < from) return true;
                if (batch.IsControl && _producers.TransactionFirst(batch.ProducerId) is { } first && !ControlRecord.IsCommit(batch))
                    _aborted.Add(new(batch.ProducerId, first, batch.BaseOffset));
                _producers.Appended(batch);
                return true;
            });
    }

    private long LoadSnapshot()
    {
        if (AtomicFile.TryRead(Path.Combine(_directory, SnapshotFile)) is not { } bytes) return _segments[0].BaseOffset;
        var reader = new KafkaReader(bytes);
        var offset = reader.Int64();
        if (offset > EndOffset) return _segments[0].BaseOffset;
        _producers = ProducerStates.Read(reader);
        _aborted.AddRange(reader.Array(part => new AbortedTransaction(part.Int64(), part.Int64(), part.Int64())));
        return offset;
    }

    [LoggerMessage(Level = LogLevel.Error, EventName = "broker.batch.corrupt", Message = "{Topic}-{Partition}: {Fault} It is not served.")]
    private partial void LogCorrupt(string topic, int partition, string fault);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "broker.log.cut", Message = "{Topic}-{Partition}: the last {Bytes} bytes of {File} are no whole batch, as after a kill in the middle of a write; they are cut off.")]
    private partial void LogCut(string topic, int partition, long bytes, string file);

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

/// <summary>What became of a batch: its first offset, the time of the arrival in ms when the topic keeps that, and where the partition begins; else -1.</summary>
internal readonly record struct AppendResult(ErrorCode Error, long BaseOffset, long AppendTime, long StartOffset)
{
    public static AppendResult Refused(ErrorCode error) => new(error, -1, -1, -1);
}
