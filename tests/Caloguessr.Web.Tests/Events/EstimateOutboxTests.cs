using System.Text.Json;
using Caloguessr.Contracts.Events;
using Caloguessr.Web.Events;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Caloguessr.Web.Tests.Diary.DiaryClient;

namespace Caloguessr.Web.Tests.Events;

public sealed class EstimateOutboxTests : IDisposable
{
    private readonly DirectoryInfo _lake = Directory.CreateTempSubdirectory("caloguessr-outbox-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_lake.FullName, "outbox", "meal-estimates");

    public void Dispose() => _lake.Delete(recursive: true);

    [Fact]
    public async Task Add_BeyondTheBound_IsDroppedAndHealthSaysSo()
    {
        Directory.CreateDirectory(Folder);
        for (var number = 1; number < EstimateOutbox.MaxWaiting; number++) await File.WriteAllTextAsync(Path.Combine(Folder, $"20261124T000000{number:d7}-x.json"), "{}", Token);
        using var outbox = new EstimateOutbox(new(_lake.FullName, TimeProvider.System), TimeProvider.System);
        await outbox.KeysAsync(Token);

        Assert.True(await outbox.AddAsync(Entry("last"), Token));
        Assert.False(await outbox.AddAsync(Entry("one more"), Token));

        Assert.Equal(EstimateOutbox.MaxWaiting, (await outbox.KeysAsync(Token)).Count);
        var health = await new OutboxHealthCheck(outbox).CheckHealthAsync(new(), Token);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("10000 of at most 10000 estimates wait", health.Description, StringComparison.Ordinal);
        Assert.EndsWith(" 1 were dropped, because too many waited.", health.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"key":"id","value":null}""")]
    public async Task EntryThatIsNoEvent_StaysAndTheOthersAreSent(string broken)
    {
        Directory.CreateDirectory(Folder);
        var file = Path.Combine(Folder, "20261124T0000000000000-broken.json");
        await File.WriteAllTextAsync(file, broken, Token);
        await using var kafka = OwnBroker.Development();
        await kafka.StartAsync(Token);
        await TopicReader.CreateAsync(kafka.BootstrapServers, Topics.MealEstimates.Name, partitions: 1);
        using var host = new EventsHost(_lake.FullName, kafka.BootstrapServers);
        using var client = host.CreateClient();

        var id = Id(await client.AddAsync(Meal(id: NewId())));

        Assert.Single(await TopicReader.ReadAsync(kafka.BootstrapServers, Topics.MealEstimates.Name, new HashSet<string> { id }, 1, Token));
        await Outbox.CountsAsync(_lake, 1, Token);
        Assert.True(File.Exists(file));
    }

    private static OutboxEntry Entry(string key) => new(key, JsonSerializer.SerializeToElement(new { }), null);
}
