using System.Runtime.InteropServices;
using Caloguessr.DevBroker.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Caloguessr.DevBroker.Log;

/// <summary>
/// One file of a partition's log, <c>&lt;base offset&gt;.log</c>, with a sparse index of offsets and timestamps in memory; the index of a closed
/// segment is kept beside it, in <c>&lt;base offset&gt;.index</c>. What is written is in the kernel's hands at once, so that a killed process loses nothing.
/// </summary>
internal sealed class LogSegment : IDisposable
{
    private const int IndexInterval = 4096;
    private const int IndexVersion = 1;
    private const int SearchWindow = 1024 * 1024;

    private readonly SafeFileHandle _file;
    private readonly List<IndexEntry> _index = [];
    private int _sinceEntry;

    private LogSegment(string path, long baseOffset, FileMode mode)
    {
        Path = path;
        BaseOffset = baseOffset;
        NextOffset = baseOffset;
        _file = AtomicFile.Open(path, mode);
        Size = RandomAccess.GetLength(_file);
    }

    public string Path { get; }
    public long BaseOffset { get; }

    /// <summary>The offset after the last record.</summary>
    public long NextOffset { get; private set; }

    /// <summary>Bytes of the file.</summary>
    public long Size { get; private set; }

    /// <summary>The latest timestamp of a record, in ms; -1 without one.</summary>
    public long MaxTimestamp { get; private set; } = -1;

    /// <summary>The timestamp of the first batch; -1 without one.</summary>
    public long FirstTimestamp { get; private set; } = -1;

    private string IndexPath => System.IO.Path.ChangeExtension(Path, ".index");

    public static string PathOf(string directory, long baseOffset) => System.IO.Path.Combine(directory, $"{baseOffset:d20}.log");

    public static LogSegment Create(string directory, long baseOffset) => new(PathOf(directory, baseOffset), baseOffset, FileMode.CreateNew);

    /// <summary>Opens a segment that is there; <see cref="TryLoadIndex"/> or <see cref="Recover"/> must follow.</summary>
    public static LogSegment Open(string path) => new(path, long.Parse(System.IO.Path.GetFileNameWithoutExtension(path), System.Globalization.CultureInfo.InvariantCulture), FileMode.Open);

    /// <summary>Appends a batch, whole or not at all.</summary>
    /// <exception cref="IOException">The disk is full or the file cannot be written; nothing was appended.</exception>
    public void Append(RecordBatch batch)
    {
        try
        {
            RandomAccess.Write(_file, batch.Bytes, Size);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_file, Size);
            throw;
        }
        Note(batch, (int)Size);
        Size += batch.Bytes.Length;
    }

    /// <summary>
    /// Reads whole batches, from the one that holds <paramref name="offset"/>, up to <paramref name="maxBytes"/> and below <paramref name="limit"/>.
    /// </summary>
    /// <param name="offset">At least the base offset.</param>
    /// <param name="maxBytes">How many bytes; the first batch is read even when it is larger, if <paramref name="atLeastOne"/>.</param>
    /// <param name="limit">No batch with an offset from here on.</param>
    /// <param name="atLeastOne">Whether the first batch may be larger than <paramref name="maxBytes"/>.</param>
    /// <param name="into">Gets the batches at its end.</param>
    /// <returns>
    /// The offset after what was read; <paramref name="offset"/> itself when this segment holds nothing from there on; <c>null</c> when what comes
    /// next is not for this reader: too large, or beyond the limit.
    /// </returns>
    /// <exception cref="CorruptBatchException">The first batch is not what was written; a later one ends what is read.</exception>
    public long? Read(long offset, int maxBytes, long limit, bool atLeastOne, KafkaWriter into)
    {
        var (position, expected) = Before(offset);
        Span<byte> header = stackalloc byte[RecordBatch.HeaderBytes];
        while (position + RecordBatch.HeaderBytes <= Size)
        {
            ReadExactly(header, position);
            var batch = new RecordBatch(header);
            if (Follows(batch, position, expected, NextOffset))
            {
                if (batch.LastOffset < offset)
                {
                    (position, expected) = (position + batch.Size, batch.LastOffset + 1);
                    continue;
                }
                if (batch.LastOffset >= limit || (batch.Size > maxBytes && !atLeastOne)) return null;
                if (ReadFrom(position, Math.Max(maxBytes, batch.Size), limit, into) is { } next) return next;
            }
            // What lies behind a batch that is not what was written is read on.
            if (NextSound(position, expected, NextOffset) is not { } sound || sound.Offset > offset) throw new CorruptBatchException(Path, position);
            (position, expected) = sound;
        }
        return offset;
    }

    /// <summary>Visits each batch that is what was written, in order, until the visitor wants no more.</summary>
    /// <param name="visit">Is shown each batch.</param>
    /// <param name="from">Where to begin, and which offset is there; <c>null</c>: at the beginning.</param>
    /// <returns>Whether all were.</returns>
    public bool Visit(BatchVisitor visit, (long Position, long Offset)? from = null)
    {
        var buffer = new byte[RecordBatch.HeaderBytes];
        var areSound = true;
        var (position, expected) = from ?? (0, BaseOffset);
        while (position + RecordBatch.HeaderBytes <= Size)
        {
            if (TryReadSound(position, ref buffer, out var size) && Follows(new(buffer.AsSpan(0, size)), position, expected, NextOffset))
            {
                var batch = new RecordBatch(buffer.AsSpan(0, size));
                if (!visit(batch)) break;
                (position, expected) = (position + size, batch.LastOffset + 1);
                continue;
            }
            areSound = false;
            if (NextSound(position, expected, NextOffset) is not { } sound) break;
            (position, expected) = sound;
        }
        return areSound;
    }

    /// <summary>
    /// After a crash: checks every batch and builds the index anew. What sound batches follow stays where it is and is never served when it is not
    /// what was written; at the end it was not written whole, and is cut off.
    /// </summary>
    /// <param name="corrupt">Gets where batches are not what was written.</param>
    /// <returns>How many bytes were cut off.</returns>
    public long Recover(List<long> corrupt)
    {
        _index.Clear();
        (NextOffset, MaxTimestamp, FirstTimestamp, _sinceEntry) = (BaseOffset, -1, -1, 0);
        var buffer = new byte[RecordBatch.HeaderBytes];
        long position = 0;
        while (position < Size)
        {
            if (TryReadSound(position, ref buffer, out var size) && Follows(new(buffer.AsSpan(0, size)), position, NextOffset, long.MaxValue))
            {
                Note(new(buffer.AsSpan(0, size)), (int)position);
                position += size;
                continue;
            }
            if (NextSound(position, NextOffset, long.MaxValue) is not { } sound) break;
            corrupt.Add(position);
            (position, NextOffset) = sound;
        }
        var cut = Size - position;
        if (cut == 0) return 0;
        RandomAccess.SetLength(_file, position);
        Size = position;
        return cut;
    }

    /// <summary>Where the first batch with a record at or after a timestamp may begin, and its offset; <c>null</c> when all are earlier.</summary>
    public (long Position, long Offset)? Near(long timestamp)
    {
        if (MaxTimestamp < timestamp) return null;
        var near = (0L, BaseOffset);
        // The largest timestamp before an entry grows with the entries.
        foreach (var entry in CollectionsMarshal.AsSpan(_index))
        {
            if (entry.MaxTimestampBefore >= timestamp) break;
            near = (entry.Position, entry.Offset);
        }
        return near;
    }

    /// <summary>Writes the index of a segment that will not grow, so that the next start need not read it.</summary>
    public void SaveIndex()
    {
        using var writer = new KafkaWriter();
        writer.Int32(IndexVersion);
        writer.Int64(Size);
        writer.Int64(NextOffset);
        writer.Int64(MaxTimestamp);
        writer.Int64(FirstTimestamp);
        writer.Array(_index, entry =>
        {
            writer.Int64(entry.Offset);
            writer.Int32(entry.Position);
            writer.Int64(entry.MaxTimestampBefore);
        });
        AtomicFile.Write(IndexPath, writer.Written);
    }

    /// <summary>Reads the index that was saved; <c>false</c>: there is none of this file as it is.</summary>
    public bool TryLoadIndex()
    {
        if (AtomicFile.TryRead(IndexPath) is not { } bytes) return false;
        try
        {
            var reader = new KafkaReader(bytes);
            if (reader.Int32() != IndexVersion || reader.Int64() != Size) return false;
            (NextOffset, MaxTimestamp, FirstTimestamp) = (reader.Int64(), reader.Int64(), reader.Int64());
            _index.Clear();
            _index.AddRange(reader.Array(from => new IndexEntry(from.Int64(), from.Int32(), from.Int64())));
            return true;
        }
        catch (FrameException)
        {
            return false;
        }
    }

    /// <summary>An index on disk is no longer true once the segment grows.</summary>
    public void DropIndex() => File.Delete(IndexPath);

    /// <summary>After compaction: the last records may be gone, their offsets are not given again.</summary>
    public void EndAt(long nextOffset) => NextOffset = nextOffset;

    public void Flush() => RandomAccess.FlushToDisk(_file);

    public void Delete()
    {
        Dispose();
        File.Delete(IndexPath);
        File.Delete(Path);
    }

    public void Dispose() => _file.Dispose();

    // Whole batches from a position on; null: the first is not what was written.
    private long? ReadFrom(long position, int maxBytes, long limit, KafkaWriter into)
    {
        var start = into.Length;
        var wanted = (int)Math.Min(Size - position, maxBytes);
        var room = into.Append(wanted);
        ReadExactly(room, position);
        long? next = null;
        var used = 0;
        while (wanted - used >= RecordBatch.HeaderBytes)
        {
            var size = new RecordBatch(room[used..]).Size;
            if (size < RecordBatch.HeaderBytes || size > wanted - used) break;
            var batch = new RecordBatch(room.Slice(used, size));
            if (!batch.IsSound || batch.BaseOffset < next || batch.LastOffset >= limit) break;
            used += size;
            next = batch.LastOffset + 1;
        }
        into.CutTo(start + used);
        return next;
    }

    private bool TryReadSound(long position, ref byte[] buffer, out int size)
    {
        size = 0;
        if (position + RecordBatch.HeaderBytes > Size) return false;
        ReadExactly(buffer.AsSpan(0, RecordBatch.HeaderBytes), position);
        var header = new RecordBatch(buffer.AsSpan(0, RecordBatch.HeaderBytes));
        size = header.Size;
        if (size < RecordBatch.HeaderBytes || position + size > Size) return false;
        if (buffer.Length < size) Array.Resize(ref buffer, size);
        ReadExactly(buffer.AsSpan(0, size), position);
        return new RecordBatch(buffer.AsSpan(0, size)).IsSound;
    }

    // Whether a batch is where one with this offset is expected. The checksum does not cover base offset and length; after a gap, as compaction
    // leaves them, the next batch tells whether the offset is right.
    private bool Follows(RecordBatch batch, long position, long expected, long end)
    {
        if (batch.Size < RecordBatch.HeaderBytes || batch.LastOffsetDelta < 0 || position + batch.Size > Size || batch.BaseOffset < expected || batch.LastOffset >= end) return false;
        if (batch.BaseOffset == expected || position + batch.Size + RecordBatch.HeaderBytes > Size) return batch.LastOffset - BaseOffset <= int.MaxValue;
        Span<byte> header = stackalloc byte[RecordBatch.HeaderBytes];
        ReadExactly(header, position + batch.Size);
        return new RecordBatch(header).BaseOffset > batch.LastOffset;
    }

    // Where a sound batch with a later offset begins, after one that is not.
    private (long Position, long Offset)? NextSound(long after, long expected, long end)
    {
        var (window, batch) = (new byte[SearchWindow + RecordBatch.HeaderBytes], new byte[RecordBatch.HeaderBytes]);
        for (var from = after + RecordBatch.HeaderBytes; from + RecordBatch.HeaderBytes <= Size; from += SearchWindow)
        {
            var there = window.AsSpan(0, (int)Math.Min(window.Length, Size - from));
            ReadExactly(there, from);
            for (var at = 0; at < Math.Min(SearchWindow, there.Length - RecordBatch.HeaderBytes + 1); at++)
            {
                var candidate = new RecordBatch(there[at..]);
                if (candidate.Magic != RecordBatch.CurrentMagic || candidate.BaseOffset < expected || candidate.LastOffset >= end) continue;
                if (TryReadSound(from + at, ref batch, out _)) return (from + at, candidate.BaseOffset);
            }
        }
        return null;
    }

    private void Note(RecordBatch batch, int position)
    {
        if (FirstTimestamp < 0) FirstTimestamp = batch.MaxTimestamp;
        if (_index.Count == 0 || _sinceEntry >= IndexInterval)
        {
            _index.Add(new(batch.BaseOffset, position, MaxTimestamp));
            _sinceEntry = 0;
        }
        _sinceEntry += batch.Bytes.Length;
        MaxTimestamp = Math.Max(MaxTimestamp, batch.MaxTimestamp);
        NextOffset = batch.LastOffset + 1;
    }

    // Where to begin to look for an offset, and which offset is there.
    private (long Position, long Offset) Before(long offset)
    {
        var (low, high) = (0, _index.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_index[middle].Offset <= offset) low = middle;
            else high = middle - 1;
        }
        return _index.Count == 0 ? (0, BaseOffset) : (_index[low].Position, _index[low].Offset);
    }

    private void ReadExactly(Span<byte> into, long position)
    {
        for (var read = 0; read < into.Length;)
        {
            var got = RandomAccess.Read(_file, into[read..], position + read);
            if (got == 0) throw new CorruptBatchException(Path, position + read);
            read += got;
        }
    }

    private readonly record struct IndexEntry(long Offset, int Position, long MaxTimestampBefore);
}

/// <summary>Is shown a batch; <c>false</c>: no more.</summary>
internal delegate bool BatchVisitor(RecordBatch batch);
