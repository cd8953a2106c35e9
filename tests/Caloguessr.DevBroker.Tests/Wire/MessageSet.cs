using System.Buffers.Binary;
using System.Text;

namespace Caloguessr.DevBroker.Tests.Wire;

/// <summary>The message format before record batches (magic 1), which no broker of today stores.</summary>
internal static class MessageSet
{
    public static byte[] MagicOne(string value)
    {
        var message = new WireWriter().Int32(0).Int8(1).Int8(0).Int64(1_000).Bytes(null).Bytes(Encoding.UTF8.GetBytes(value)).Written.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(message, Crc32(message.AsSpan(4)));
        return new WireWriter().Int64(0).Bytes(message).Written.ToArray();
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var part in bytes)
        {
            crc ^= part;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }
}
