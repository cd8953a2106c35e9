using System.Buffers;

namespace Caloguessr.Web.Photos;

/// <summary>An upload's bytes in a pooled array.</summary>
internal sealed class UploadBuffer : IDisposable
{
    private const int FirstSize = 256 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;

    public ReadOnlyMemory<byte> Content => _bytes.AsMemory(0, _length);

    /// <summary>Reads to the end; <c>false</c>, without reading further, as soon as there are more than <paramref name="limit"/> bytes.</summary>
    public async Task<bool> FillAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await stream.ReadAsync(_bytes.AsMemory(_length), cancellationToken);
            if (read == 0) return true;
            _length += read;
            if (_length > limit) return false;
            if (_length == _bytes.Length) Grow(limit);
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    private void Grow(int limit)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_bytes.Length * 2, limit + 1));
        Content.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
