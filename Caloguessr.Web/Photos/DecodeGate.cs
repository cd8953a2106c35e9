namespace Caloguessr.Web.Photos;

/// <summary>Lets few photos be decoded at a time, and of those that must be decoded as a whole only one.</summary>
internal sealed class DecodeGate(int parallel) : IDisposable
{
    private const long LightBytes = 16 * 1024 * 1024;

    private readonly SemaphoreSlim _all = new(parallel);
    private readonly SemaphoreSlim _heavy = new(1);

    /// <summary>Runs <paramref name="decode"/> on the thread pool when it is its turn.</summary>
    public async Task<T> RunAsync<T>(PhotoHeader header, Func<T> decode, CancellationToken cancellationToken)
    {
        var isHeavy = header.DecoderBytes > LightBytes;
        if (isHeavy) await _heavy.WaitAsync(cancellationToken);
        try
        {
            await _all.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(decode, cancellationToken);
            }
            finally
            {
                NativeHeap.Trim();
                _all.Release();
            }
        }
        finally
        {
            if (isHeavy) _heavy.Release();
        }
    }

    public void Dispose()
    {
        _all.Dispose();
        _heavy.Dispose();
    }
}
