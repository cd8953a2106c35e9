using System.Globalization;
using System.Text.Json;
using Caloguessr.ServiceDefaults.Lake;

namespace Caloguessr.Web.Events;

/// <summary>
/// Events that the broker has not confirmed yet, in the lake, where a replica's end does not touch them. Names begin with the time, so that a
/// listing is in order. All replicas share them; how many wait, each knows by its last look.
/// </summary>
internal sealed class EstimateOutbox(Lake lake, TimeProvider time) : IDisposable
{
    /// <summary>More than this are not kept, about: replicas count what the others added with their next look. An event has 1 to 50 KB.</summary>
    public const int MaxWaiting = 10_000;

    private const string Folder = "outbox/meal-estimates";
    private const string TimeShape = "yyyyMMdd'T'HHmmssfffffff";
    private readonly SemaphoreSlim _added = new(0, 1);
    private int _waiting;
    private long _dropped;
    private long _oldestTicks;

    /// <summary>How many events wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>How many events this replica did not keep, because too many waited.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>How long the oldest event waits.</summary>
    public TimeSpan OldestAge =>
        Waiting > 0 && Volatile.Read(ref _oldestTicks) is > 0 and var ticks ? TimeSpan.FromTicks(time.GetUtcNow().UtcTicks - ticks) : TimeSpan.Zero;

    /// <summary>Keeps an event until it is sent.</summary>
    /// <returns><c>false</c>: too many wait, it was not kept.</returns>
    /// <exception cref="IOException">The lake cannot be written.</exception>
    public async Task<bool> AddAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        if (Waiting >= MaxWaiting)
        {
            Interlocked.Increment(ref _dropped);
            return false;
        }
        var now = time.GetUtcNow();
        var name = $"{now.UtcDateTime.ToString(TimeShape, CultureInfo.InvariantCulture)}-{entry.Key}-{Random.Shared.Next():x8}";
        await lake.PutAsync($"{Folder}/{name}.json", JsonSerializer.SerializeToUtf8Bytes(entry, JsonSerializerOptions.Web), null, cancellationToken);
        if (Interlocked.Increment(ref _waiting) == 1) Volatile.Write(ref _oldestTicks, now.UtcTicks);
        if (_added.CurrentCount == 0) Wake();
        return true;
    }

    /// <summary>The keys of all that wait, oldest first.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        await foreach (var key in lake.ListAsync(Folder, cancellationToken)) keys.Add(key);
        Volatile.Write(ref _oldestTicks, keys.Count > 0 ? TicksOf(keys[0]) : 0);
        Volatile.Write(ref _waiting, keys.Count);
        return keys;
    }

    /// <summary>What is kept under a key; <c>null</c>: it was sent meanwhile.</summary>
    /// <exception cref="JsonException">It cannot be read.</exception>
    public async Task<OutboxEntry?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        if (await lake.GetAsync(key, cancellationToken) is not { } stored) return null;
        return JsonSerializer.Deserialize<OutboxEntry>(stored.Content.Span, JsonSerializerOptions.Web) is { Key: not null, Value.ValueKind: JsonValueKind.Object } entry
            ? entry
            : throw new JsonException("Key or value is missing.");
    }

    /// <summary>It was sent.</summary>
    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        await lake.DeleteAsync(key, cancellationToken);
        Interlocked.Decrement(ref _waiting);
    }

    /// <summary>Waits until this replica adds an event, or until the time is up: another one may have.</summary>
    public Task AddedAsync(TimeSpan atMost, CancellationToken cancellationToken) => _added.WaitAsync(atMost, cancellationToken);

    public void Dispose() => _added.Dispose();

    private void Wake()
    {
        try
        {
            _added.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another request woke the publisher at the same time.
        }
    }

    private static long TicksOf(string key)
    {
        var text = key[(Folder.Length + 1)..].Split('-')[0];
        return DateTimeOffset.TryParseExact(text, TimeShape, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var added) ? added.UtcTicks : 0;
    }
}
