using System.Buffers.Binary;

namespace Caloguessr.DevBroker.Log;

/// <summary>The marker that ends a transaction in a partition. Source: Kafka's "Message Format", Control Batches.</summary>
internal static class ControlRecord
{
    /// <summary>A control batch without an offset yet.</summary>
    public static byte[] Batch(bool commit, long producerId, short producerEpoch, long timestamp)
    {
        var key = new byte[4];
        BinaryPrimitives.WriteInt16BigEndian(key.AsSpan(2), commit ? (short)1 : (short)0);
        var records = Record.Write([Record.Of(key, new byte[6])]);
        var bytes = new byte[RecordBatch.HeaderBytes + records.Length];
        records.CopyTo(bytes, RecordBatch.HeaderBytes);
        new RecordBatch(bytes).Write(0, BatchAttributes.Transactional | BatchAttributes.Control, 0, timestamp, timestamp, producerId, producerEpoch, -1, 1);
        return bytes;
    }

    /// <summary>Whether a control batch commits; otherwise it aborts.</summary>
    public static bool IsCommit(RecordBatch batch) =>
        Record.Read(batch)[0].Key is { Length: >= 4 } key && BinaryPrimitives.ReadInt16BigEndian(key.Span[2..]) == 1;
}
