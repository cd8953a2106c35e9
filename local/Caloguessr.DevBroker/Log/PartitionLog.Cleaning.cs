
namespace Caloguessr.DevBroker.Log;

/// <summary>Retention and compaction. Source: Kafka's documentation, "Log Compaction", and the topic configurations it names.</summary>
internal sealed partial class PartitionLog
{
    /// <summary>Deletes what is past its retention, and compacts when enough is dirty.</summary>
    public void Clean(long now)
    {
        lock (_lock)
        {
            if (_isDeleted) return;
            if (Config.IsDeleted) Retain(now);
            if (Config.IsCompacted) Compact(now);
        }
    }

    /// <summary>Forgets producers that have written nothing since.</summary>
    public void ExpireProducers(long before)
    {
        lock (_lock) _producers.Expire(before);
    }

    private void Retain(long now)
    {
        if (_segments[^1] is { Size: > 0 } active && IsExpired(active, now)) Roll();
        var size = _segments.Sum(segment => segment.Size);
        while (_segments.Count > 1 && (IsExpired(_segments[0], now) || (Config.RetentionBytes >= 0 && size - _segments[0].Size >= Config.RetentionBytes)))
        {
            size -= _segments[0].Size;
            MoveStart(_segments[1].BaseOffset);
        }
    }

    private bool IsExpired(LogSegment segment, long now) =>
        Config.RetentionMs >= 0 && segment.MaxTimestamp >= 0 && now - segment.MaxTimestamp > Config.RetentionMs && segment.NextOffset <= LastStableOffset;

    private void Compact(long now)
    {
        if (_segments[^1] is { Size: > 0, FirstTimestamp: >= 0 } active && now - active.FirstTimestamp >= Config.SegmentMs) Roll();
        var closed = _segments.Take(_segments.Count - 1)
            .TakeWhile(segment => segment.NextOffset <= LastStableOffset && now - segment.MaxTimestamp >= Config.MinCompactionLagMs).ToList();
        var total = closed.Sum(segment => segment.Size);
        var dirty = closed.Where(segment => segment.NextOffset > _firstDirtyOffset).Sum(segment => segment.Size);
        if (dirty == 0 || dirty < total * Config.MinCleanableDirtyRatio) return;

        var latest = LatestByKey(closed);
        var open = new HashSet<long>();
        foreach (var segment in closed) Replace(segment, now, latest, open);
        _firstDirtyOffset = closed[^1].NextOffset;
    }

    private Dictionary<Key, long> LatestByKey(List<LogSegment> closed)
    {
        var latest = new Dictionary<Key, long>();
        foreach (var segment in closed)
            segment.Visit(batch =>
            {
                if (batch.IsControl || IsAborted(batch)) return true;
                foreach (var record in Record.Read(batch))
                    if (record.Key is { } key) latest[new(key.ToArray())] = batch.BaseOffset + record.OffsetDelta;
                return true;
            });
        return latest;
    }

    // Open: producers whose transaction has kept data, and no marker yet.
    private void Replace(LogSegment segment, long now, Dictionary<Key, long> latest, HashSet<long> open)
    {
        var path = $"{segment.Path}.cleaned";
        File.Delete(path);
        try
        {
            var ended = new List<AbortedTransaction>();
            if (!Write(path, segment, now, latest, open, ended))
            {
                // What holds a batch that is not what was written stays as it is, and so do the markers of its data.
                segment.Visit(batch =>
                {
                    if (batch.IsTransactional && !batch.IsControl) open.Add(batch.ProducerId);
                    return true;
                });
                return;
            }
            segment.DropIndex();
            File.Move(path, segment.Path, overwrite: true);
            var replaced = LogSegment.Open(segment.Path);
            replaced.Recover([]);
            // The offsets of what is gone are still this segment's.
            replaced.EndAt(segment.NextOffset);
            _segments[_segments.IndexOf(segment)] = replaced;
            segment.Dispose();
            _aborted.RemoveAll(ended.Contains);
            replaced.SaveIndex();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private bool Write(string path, LogSegment segment, long now, Dictionary<Key, long> latest, HashSet<long> open, List<AbortedTransaction> ended)
    {
        using var cleaned = AtomicFile.Open(path, FileMode.CreateNew);
        long size = 0;
        var areSound = segment.Visit(batch =>
        {
            var kept = batch.IsControl ? KeptMarker(batch, open, ended) : Kept(batch, now, latest);
            if (batch.IsTransactional && !batch.IsControl && kept.Length > 0) open.Add(batch.ProducerId);
            RandomAccess.Write(cleaned, kept, size);
            size += kept.Length;
            return true;
        });
        RandomAccess.FlushToDisk(cleaned);
        return areSound;
    }

    // A marker goes with the data of its transaction.
    private byte[] KeptMarker(RecordBatch marker, HashSet<long> open, List<AbortedTransaction> ended)
    {
        if (open.Remove(marker.ProducerId)) return marker.Bytes.ToArray();
        var (producer, offset) = (marker.ProducerId, marker.BaseOffset);
        ended.AddRange(_aborted.Where(transaction => transaction.ProducerId == producer && transaction.LastOffset == offset));
        return [];
    }

    private byte[] Kept(RecordBatch batch, long now, Dictionary<Key, long> latest)
    {
        var (first, timestamp) = (batch.BaseOffset, batch.BaseTimestamp);
        var all = Record.Read(batch);
        var isAborted = IsAborted(batch);
        var mayDropTombstones = now - batch.MaxTimestamp > Config.DeleteRetentionMs;
        var records = all.Where(record => !isAborted && record.Key is { } key && latest.GetValueOrDefault(new(key.ToArray()), -1) == first + record.OffsetDelta
            && !(record.Value is null && mayDropTombstones)).ToList();
        if (records.Count == 0 && !_producers.IsLast(batch)) return [];
        if (records.Count == all.Count) return batch.Bytes.ToArray();

        var bytes = Record.Write(records);
        var whole = new byte[RecordBatch.HeaderBytes + bytes.Length];
        bytes.CopyTo(whole, RecordBatch.HeaderBytes);
        // Offsets, producer and sequence stay: readers see gaps, producers their last batch.
        new RecordBatch(whole).Write(first, batch.Attributes & ~(BatchAttributes)7, batch.LastOffsetDelta, timestamp, batch.MaxTimestamp,
            batch.ProducerId, batch.ProducerEpoch, batch.BaseSequence, records.Count);
        return whole;
    }

    private bool IsAborted(RecordBatch batch)
    {
        if (!batch.IsTransactional) return false;
        var (producer, offset) = (batch.ProducerId, batch.BaseOffset);
        return _aborted.Exists(transaction => transaction.ProducerId == producer && transaction.FirstOffset <= offset && offset < transaction.LastOffset);
    }

    // A key by its bytes.
    private readonly struct Key(byte[] bytes) : IEquatable<Key>
    {
        private readonly byte[] _bytes = bytes;

        public bool Equals(Key other) => _bytes.AsSpan().SequenceEqual(other._bytes);
        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.AddBytes(_bytes);
            return hash.ToHashCode();
        }
    }
}
