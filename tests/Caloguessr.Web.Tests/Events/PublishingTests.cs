using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Caloguessr.Contracts.Events;
using static Caloguessr.Web.Tests.Diary.DiaryClient;

namespace Caloguessr.Web.Tests.Events;

/// <summary>With the Kafka of <c>KAFKA_BOOTSTRAP</c>, else the development broker.</summary>
public sealed class PublishingTests(AnyBroker broker) : IClassFixture<AnyBroker>, IAsyncLifetime
{
    private readonly DirectoryInfo _lake = Directory.CreateTempSubdirectory("caloguessr-events-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await TopicReader.CreateAsync(broker.BootstrapServers, Topics.MealEstimates.Name, Topics.MealEstimates.Partitions);

    public ValueTask DisposeAsync()
    {
        _lake.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task SavedEstimate_IsOneEventInTheRequestsTrace()
    {
        using var host = new EventsHost(_lake.FullName, broker.BootstrapServers);
        using var client = host.CreateClient();
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01");

        var id = Id(await client.AddAsync(Meal(id: NewId())));

        var record = Assert.Single(await ReadAsync(1, id));
        var estimate = JsonSerializer.Deserialize(record.Value, EventJson.Default.MealEstimate)!;
        Assert.Equal((id, "builtin", false), (estimate.Id, estimate.Model, estimate.Corrected));
        Assert.Equal((95, 0.6), (estimate.Totals.EnergyKcal.Value, estimate.Confidence));
        Assert.Equal("apple", Assert.Single(estimate.Items).FoodKey);
        Assert.DoesNotContain("Lunch", record.Value, StringComparison.Ordinal);

        var span = host.SentSpan(id)!;
        Assert.Equal($"00-{trace}-{span.SpanId.ToHexString()}-01", record.Traceparent);
        Assert.Equal("send meal-estimates", span.DisplayName);
        Assert.Equal(("kafka", "send", "meal-estimates"),
            (span.GetTagItem("messaging.system"), span.GetTagItem("messaging.operation.type"), span.GetTagItem("messaging.destination.name")));
        Assert.Equal(record.Offset, span.GetTagItem("messaging.kafka.offset"));
        await NothingWaitsAsync();
    }

    [Fact]
    public async Task CorrectedEstimate_IsASecondEventThatSaysSo_AndStaysCorrected()
    {
        using var host = new EventsHost(_lake.FullName, broker.BootstrapServers);
        using var client = host.CreateClient();
        var meal = Meal(id: NewId());
        var id = Id(await client.AddAsync(meal));
        meal["items"] = new[] { Item(energyKcal: 120) };
        await PutAsync(client, id, meal);
        meal["title"] = "Second breakfast";
        await PutAsync(client, id, meal);

        var events = (await ReadAsync(3, id)).Select(record => JsonSerializer.Deserialize(record.Value, EventJson.Default.MealEstimate)!).ToList();

        Assert.Equal([(95d, false), (120d, true), (120d, true)], events.Select(each => (each.Totals.EnergyKcal.Value, each.Corrected)));
        Assert.Equal(events.OrderBy(each => each.Timestamp), events);
    }

    [Fact]
    public async Task WhatIsNoSaveOfAnEstimate_IsNoEvent()
    {
        using var host = new EventsHost(_lake.FullName, broker.BootstrapServers);
        using var client = host.CreateClient();
        var typed = Meal(id: NewId());
        typed["model"] = null;
        var estimated = Meal(id: NewId());
        var (typedId, id) = (Id(await client.AddAsync(typed)), Id(await client.AddAsync(estimated)));
        await client.AddAsync(estimated);
        using var favourite = await client.PutAsync($"/api/meals/{id}/favourite", null, Token);
        using var repeated = await client.PostAsync($"/api/meals/{id}/repeat", null, Token);
        Assert.True(repeated.IsSuccessStatusCode);
        using var deleted = await client.DeleteAsync($"/api/meals/{id}", Token);
        var last = Id(await client.AddAsync(Meal(id: NewId())));

        var keys = (await ReadAsync(2, typedId, id, last, Id(await repeated.JsonAsync()))).Select(record => record.Key);
        Assert.Equal(new[] { id, last }.Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task TwoReplicas_OnOneLake_SendEachEventOnce()
    {
        using var one = new EventsHost(_lake.FullName, broker.BootstrapServers);
        using var other = new EventsHost(_lake.FullName, broker.BootstrapServers);
        using var first = one.CreateClient();
        using var second = other.CreateClient();

        var ids = await Task.WhenAll(Enumerable.Range(0, 40).Select(async number => Id(await (number % 2 == 0 ? first : second).AddAsync(Meal(id: NewId())))));

        Assert.Equal(ids.Order(StringComparer.Ordinal), (await ReadAsync(ids.Length, ids)).Select(record => record.Key).Order(StringComparer.Ordinal));
        await NothingWaitsAsync();
    }

    private Task<IReadOnlyList<ReadRecord>> ReadAsync(int count, params string[] ids) =>
        TopicReader.ReadAsync(broker.BootstrapServers, Topics.MealEstimates.Name, ids.ToHashSet(StringComparer.Ordinal), count, Token);

    private Task NothingWaitsAsync() => Outbox.CountsAsync(_lake, 0, Token);

    private static async Task PutAsync(HttpClient client, string id, Dictionary<string, object?> meal)
    {
        using var answer = await client.PutAsJsonAsync($"/api/meals/{id}", meal, Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
