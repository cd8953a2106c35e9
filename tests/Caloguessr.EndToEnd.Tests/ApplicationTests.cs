using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Caloguessr.Contracts.Events;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;

namespace Caloguessr.EndToEnd.Tests;

/// <summary>The model on Aspire's own test host.</summary>
public sealed class ApplicationTests(ApplicationTests.Application application) : IClassFixture<ApplicationTests.Application>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Photo_ThroughTheProxy_BecomesAnEstimate()
    {
        using var web = application.App.CreateHttpClient("web", "http");

        using var answer = await web.PostAsync("/api/estimates", SamplePhotoUpload.Content(), Token);

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        var item = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("items")[0];
        Assert.Equal("Pizza", item.GetProperty("name").GetString());
        Assert.True(item.GetProperty("energyKcal").GetProperty("low").GetDouble() < item.GetProperty("energyKcal").GetProperty("high").GetDouble());
    }

    [Fact]
    public async Task SamplePhotoCommand_OfTheDashboard_ShowsAnEstimate()
    {
        var result = await application.App.ResourceCommands.ExecuteCommandAsync(Web(), "try-sample-photo", Token);

        Assert.True(result.Success, result.Message);
        Assert.Contains("\"energyKcal\"", result.Data?.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SavedEstimate_ArrivesAsAnEventInTheRequestsTrace()
    {
        using var web = application.App.CreateHttpClient("web", "http");
        using var estimated = await web.PostAsync("/api/estimates", SamplePhotoUpload.Content(), Token);
        var estimate = await estimated.Content.ReadFromJsonAsync<JsonElement>(Token);
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/meals")
        {
            Content = JsonContent.Create(new { items = estimate.GetProperty("items"), model = estimate.GetProperty("model"), source = "photo" }),
            Headers = { { "traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01" } },
        };

        using var saved = await web.SendAsync(request, Token);

        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync(Token));
        var id = (await saved.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
        var kafka = await application.App.GetConnectionStringAsync("kafka", Token);
        var record = Assert.Single(await TopicReader.ReadAsync(kafka!, Topics.MealEstimates.Name, new HashSet<string> { id }, 1, Token));
        Assert.StartsWith($"00-{trace}-", record.Traceparent, StringComparison.Ordinal);
        Assert.Equal("Pizza", JsonSerializer.Deserialize(record.Value, EventJson.Default.MealEstimate)!.Items[0].Name);
    }

    [Fact]
    public async Task EmptyCommand_OfTheDashboard_LeavesTheDeclaredTopicsEmpty()
    {
        var kafka = Model().Resources.Single(resource => resource.Name == "kafka");
        var bootstrapServers = (await application.App.GetConnectionStringAsync("kafka", Token))!;
        await TopicReader.CreateAsync(bootstrapServers, "undeclared", partitions: 1);
        using (var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = bootstrapServers }).Build())
            await producer.ProduceAsync(Topics.SensorData.Name, new() { Key = "fridge", Value = "{}" }, Token);

        var result = await application.App.ResourceCommands.ExecuteCommandAsync(kafka, "empty", Token);

        Assert.True(result.Success, result.Message);
        Assert.Equal(Topics.All.Select(topic => (topic.Name, topic.Partitions)).Order(), TopicReader.Topics(bootstrapServers).Order());
        Assert.Equal(0, TopicReader.Records(bootstrapServers, Topics.SensorData.Name));
    }

    private ProjectResource Web() => Model().Resources.OfType<ProjectResource>().Single();

    private DistributedApplicationModel Model() => application.App.Services.GetRequiredService<DistributedApplicationModel>();

    public sealed class Application : IAsyncLifetime
    {
        private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
        private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("caloguessr-e2e-");

        public DistributedApplication App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Caloguessr_AppHost>(
                [
                    $"--ConnectionStrings:lake=Path={_data.FullName}/lake", $"--Caloguessr:Kafka:Data={_data.FullName}/kafka",
                    // The developer's own stand in the user secrets.
                    "--Parameters:gemini-api-key=", "--Parameters:gemini-endpoint=", "--Parameters:openai-api-key=",
                ], CancellationToken.None);
            App = await builder.BuildAsync();
            using var deadline = new CancellationTokenSource(Deadline);
            await App.StartAsync(deadline.Token);
            await App.ResourceNotifications.WaitForResourceHealthyAsync("web", deadline.Token);
            await App.ResourceNotifications.WaitForResourceHealthyAsync("kafka", deadline.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            _data.Delete(recursive: true);
        }
    }
}
