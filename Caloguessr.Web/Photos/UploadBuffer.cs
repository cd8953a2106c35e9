using System.Buffers;
using System.Runtime.InteropServices;

namespace Caloguessr.Web.Photos;

/// <summary>
/// An upload's bytes, outside the collected heap: pools and collections would keep megabytes for each of the last uploads.
/// Pages that nothing was written to take no memory.
/// </summary>
internal sealed class UploadBuffer(int capacity) : MemoryManager<byte>
{
    private unsafe void* _bytes = NativeMemory.Alloc((nuint)capacity);
    private int _length;

    public ReadOnlyMemory<byte> Content => CreateMemory(_length);

    public override unsafe Span<byte> GetSpan() => new(_bytes, capacity);

    public override unsafe MemoryHandle Pin(int elementIndex = 0) => new((byte*)_bytes + elementIndex);

    public override void Unpin() { }

    /// <summary>Reads to the end; <c>false</c>, without reading further, when there is more than fits.</summary>
    public async Task<bool> FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (_length < capacity)
        {
            var read = await stream.ReadAsync(CreateMemory(_length, capacity - _length), cancellationToken);
            if (read == 0) return true;
            _length += read;
        }
        return await stream.ReadAsync(new byte[1], cancellationToken) == 0;
    }

    protected override unsafe void Dispose(bool disposing)
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
        capacity = 0;
    }
}
