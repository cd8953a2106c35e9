using System.Threading.RateLimiting;

namespace Caloguessr.Web.Photos;

/// <summary>
/// Shares the memory for uploads under way. Each takes all it may need before it is read, in the order of arrival:
/// had it to ask again half-way, uploads could wait for each other for ever.
/// </summary>
internal sealed class UploadBudget(int mebibytes, TimeProvider time) : IDisposable
{
    /// <summary>How long an upload waits for memory.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const long Mebibyte = 1024 * 1024;

    private readonly ConcurrencyLimiter _limiter = new(new()
    {
        PermitLimit = mebibytes,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Takes memory; disposing the lease gives it back. <c>null</c>: it took too long until there was some.</summary>
    /// <exception cref="OperationCanceledException">The user left.</exception>
    public async Task<RateLimitLease?> TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await _limiter.AcquireAsync((int)((bytes + Mebibyte - 1) / Mebibyte), either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _limiter.Dispose();
}
