using System.Threading.RateLimiting;

namespace Caloguessr.Web.Photos;

/// <summary>
/// Shares the memory for uploads under way. Each takes all it may need before it is read, in the order of arrival:
/// had it to ask again half-way, uploads could wait for each other for ever.
/// </summary>
internal sealed class UploadBudget(int mebibytes) : IDisposable
{
    private const long Mebibyte = 1024 * 1024;

    private readonly ConcurrencyLimiter _limiter = new(new()
    {
        PermitLimit = mebibytes,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Takes memory; disposing the lease gives it back.</summary>
    public ValueTask<RateLimitLease> TakeAsync(long bytes, CancellationToken cancellationToken) =>
        _limiter.AcquireAsync((int)((bytes + Mebibyte - 1) / Mebibyte), cancellationToken);

    public void Dispose() => _limiter.Dispose();
}
