using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using System.Net.Http.Json;
using System.Text.Json;

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

    private ProjectResource Web() => application.App.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ProjectResource>().Single();

    public sealed class Application : IAsyncLifetime
    {
        private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
        private readonly DirectoryInfo _lake = Directory.CreateTempSubdirectory("caloguessr-e2e-");

        public DistributedApplication App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Caloguessr_AppHost>(
                [
                    $"--ConnectionStrings:lake=Path={_lake.FullName}",
                    // The developer's own stand in the user secrets.
                    "--Parameters:gemini-api-key=", "--Parameters:gemini-endpoint=", "--Parameters:openai-api-key=",
                ], CancellationToken.None);
            App = await builder.BuildAsync();
            using var deadline = new CancellationTokenSource(Deadline);
            await App.StartAsync(deadline.Token);
            await App.ResourceNotifications.WaitForResourceHealthyAsync("web", deadline.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            _lake.Delete(recursive: true);
        }
    }
}
