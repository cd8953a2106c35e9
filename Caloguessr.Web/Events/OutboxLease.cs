using System.Text.Json;
using Caloguessr.ServiceDefaults.Lake;

namespace Caloguessr.Web.Events;

/// <summary>
/// The right to send what waits: one replica has it at a time, so that events leave in order and once. Who dies with it blocks the others for
/// <see cref="Length"/> at most. Replicas' clocks may differ by a few seconds; beyond that an event may be sent twice.
/// </summary>
internal sealed class OutboxLease(Lake lake, TimeProvider time)
{
    /// <summary>How long it lasts when it is not renewed. Longer than two attempts to send.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(15);

    private const string Key = "outbox/meal-estimates.lease";
    private readonly string _holder = Guid.NewGuid().ToString("N");
    private DateTimeOffset _renewAt;

    /// <summary>Takes or keeps the right, for <see cref="Length"/> / 2 from now at least.</summary>
    /// <returns><c>false</c>: another replica has it.</returns>
    public async Task<bool> HoldAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _renewAt) return true;
        var stored = await lake.GetAsync(Key, cancellationToken);
        var known = stored is null ? null : JsonSerializer.Deserialize<Document>(stored.Content.Span);
        if (known is not null && known.Holder != _holder && known.Until > now) return false;

        var content = JsonSerializer.SerializeToUtf8Bytes(new Document(_holder, now + Length));
        var condition = stored is null ? PutCondition.Absent : PutCondition.Matches(stored.ETag);
        if (await lake.PutAsync(Key, content, condition, cancellationToken) is null) return false;
        _renewAt = now + Length / 2;
        return true;
    }

    /// <summary>Gives the right back, so that another replica goes on at once.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _renewAt + Length / 2) await lake.DeleteAsync(Key, cancellationToken);
        _renewAt = default;
    }

    private sealed record Document(string Holder, DateTimeOffset Until);
}
