using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Caloguessr.Contracts.Events;
using Caloguessr.ServiceDefaults;
using Caloguessr.Web.Events;
using Microsoft.AspNetCore.Builder;
using static Caloguessr.Web.Tests.Diary.DiaryClient;

namespace Caloguessr.Web.Tests.Events;

public sealed class OutageTests : IDisposable
{
    private const string NobodyListens = "127.0.0.1:1";
    // Shorter than an attempt to send: a save does not wait for one.
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo _lake = Directory.CreateTempSubdirectory("caloguessr-events-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _lake.Delete(recursive: true);

    [Fact]
    public async Task NoBroker_SavesAreQuick_AndHealthTellsWhatWaits()
    {
        using var host = new EventsHost(_lake.FullName, NobodyListens);
        using var client = host.CreateClient();
        await client.AddAsync(Meal(id: NewId()));

        var watch = Stopwatch.StartNew();
        await client.AddAsync(Meal(id: NewId()));
        Assert.True(watch.Elapsed < Quick, $"A save took {watch.Elapsed}.");

        await Outbox.CountsAsync(_lake, 2, Token);
        var start = TimeProvider.System.GetTimestamp();
        JsonElement check;
        do
        {
            using var answer = await client.GetAsync("/health", Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            check = (await answer.JsonAsync()).GetProperty("checks").GetProperty("events");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Token);
        }
        while (check.Text("status") != "Degraded" && TimeProvider.System.GetElapsedTime(start) < Deadline);
        Assert.StartsWith("2 of at most 10000 estimates wait for the broker, the oldest for 0.00:00:", check.Text("description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitingEvents_HoldNothingOfTheirOwner()
    {
        using var host = new EventsHost(_lake.FullName, NobodyListens);
        using var client = host.CreateClient();
        await client.AddAsync(Meal(id: NewId()));

        await Outbox.CountsAsync(_lake, 1, Token);
        var owner = Path.GetFileName(Assert.Single(Directory.GetDirectories(Path.Combine(_lake.FullName, "diary"))));
        var kept = await File.ReadAllTextAsync(Outbox.Files(_lake).Single(), Token);
        Assert.DoesNotContain(owner, kept, StringComparison.Ordinal);
        Assert.DoesNotContain("Lunch", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoConnectionString_NothingIsKeptAndNothingIsSaidOfEvents()
    {
        using var host = new WebHost();
        using var client = host.CreateClient();
        await client.AddAsync(Meal(id: NewId()));

        Assert.DoesNotContain("events", await client.GetStringAsync("/health", Token), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(host.Lake, "outbox")));
    }

    [Theory]
    [InlineData("kafka")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:9092,,")]
    public void ConnectionString_WithoutAServer_StopsTheStart(string value)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:kafka"] = value;

        var fault = Assert.Throws<ConfigurationException>(() => builder.AddEvents("kafka"));

        Assert.Equal($"ConnectionStrings__kafka is '{value}'; write host:port, several with commas between.", fault.Message);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task BrokerThatComesLater_GetsWhatAnEndedReplicaKept_OnceAndInOrder(bool isReal)
    {
        await using var kafka = OwnBroker.Of(isReal);
        var meal = Meal(id: NewId());
        var ids = new List<string>();
        using (var ended = new EventsHost(_lake.FullName, kafka.BootstrapServers))
        {
            using var client = ended.CreateClient();
            for (var count = 0; count < 20; count++) ids.Add(Id(await client.AddAsync(Meal(id: NewId()))));
            await Outbox.CountsAsync(_lake, 20, Token);
        }

        using var next = new EventsHost(_lake.FullName, kafka.BootstrapServers);
        using var later = next.CreateClient();
        ids.Add(Id(await later.AddAsync(meal)));
        await kafka.StartAsync(Token);
        await TopicReader.CreateAsync(kafka.BootstrapServers, Topics.MealEstimates.Name, partitions: 1);
        await Outbox.CountsAsync(_lake, 0, Token);

        var records = await TopicReader.ReadAsync(kafka.BootstrapServers, Topics.MealEstimates.Name, ids.ToHashSet(StringComparer.Ordinal), ids.Count, Token);
        // A broker that just started may confirm too late for the first attempt.
        Assert.Equal(ids, isReal ? records.Select(record => record.Key).Distinct() : records.Select(record => record.Key));
        Assert.Contains("No estimate waits", await later.GetStringAsync("/health", Token), StringComparison.Ordinal);
    }
}
