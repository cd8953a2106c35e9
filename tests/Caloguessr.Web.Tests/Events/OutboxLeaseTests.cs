using Caloguessr.ServiceDefaults.Lake;
using Caloguessr.Web.Events;
using Microsoft.Extensions.Time.Testing;

namespace Caloguessr.Web.Tests.Events;

public sealed class OutboxLeaseTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caloguessr-lease-");
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Hold_ByManyAtOnce_SucceedsForOne()
    {
        var leases = Enumerable.Range(0, 8).Select(_ => Lease()).ToList();

        var held = await Task.WhenAll(leases.Select(lease => Task.Run(() => lease.HoldAsync(Token), Token)));

        Assert.Equal(1, held.Count(one => one));
    }

    [Fact]
    public async Task Hold_Renewed_KeepsOthersOut()
    {
        var (mine, other) = (Lease(), Lease());
        for (var elapsed = TimeSpan.Zero; elapsed < 3 * OutboxLease.Length; elapsed += OutboxLease.Length / 3)
        {
            Assert.True(await mine.HoldAsync(Token));
            Assert.False(await other.HoldAsync(Token));
            _time.Advance(OutboxLease.Length / 3);
        }
    }

    [Fact]
    public async Task Hold_AfterTheHolderDied_SucceedsWhenItsTimeIsUp()
    {
        var (dead, other) = (Lease(), Lease());
        await dead.HoldAsync(Token);

        _time.Advance(OutboxLease.Length);

        Assert.True(await other.HoldAsync(Token));
        Assert.False(await dead.HoldAsync(Token));
    }

    [Fact]
    public async Task Release_LetsAnotherGoOnAtOnce()
    {
        var (stopped, other) = (Lease(), Lease());
        await stopped.HoldAsync(Token);

        await stopped.ReleaseAsync(Token);

        Assert.True(await other.HoldAsync(Token));
    }

    private OutboxLease Lease() => new(new Lake(_folder.FullName, TimeProvider.System), _time);
}
