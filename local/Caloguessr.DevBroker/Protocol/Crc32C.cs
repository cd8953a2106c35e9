using System.Numerics;
using System.Runtime.InteropServices;

namespace Caloguessr.DevBroker.Protocol;

/// <summary>The checksum of record batches (Castagnoli), by the processor's own instruction.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(data)) crc = BitOperations.Crc32C(crc, word);
        foreach (var octet in data[(data.Length & ~7)..]) crc = BitOperations.Crc32C(crc, octet);
        return ~crc;
    }
}
