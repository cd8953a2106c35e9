using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Caloguessr.Testing;
using Caloguessr.Web.Tests.Estimates;

namespace Caloguessr.Web.Tests.Estimators;

/// <summary>Holds the stub, and our own requests, against what Google's own client was recorded to send.</summary>
public sealed class RecordedRequestTests(EstimateHost fixture) : IClassFixture<EstimateHost>
{
    private readonly EstimateHost _host = fixture.Fresh();

    private const string Recording = "reference/gemini-client-request.json";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stub_EveryRecordedRequest_IsTakenAsGeminiWould()
    {
        await using var stub = await GeminiStub.StartAsync();
        using var client = new HttpClient { BaseAddress = stub.Endpoint };
        foreach (var recorded in Cases())
        {
            using var request = new HttpRequestMessage(new(Text(recorded, "method")), Text(recorded, "target"));
            request.Content = new StringContent(Text(recorded, "bodyText"), Encoding.UTF8, "application/json");
            foreach (var header in recorded["headers"]!.AsArray())
                if (header![0]!.GetValue<string>() is var name && (name.Equals("x-goog-api-key", StringComparison.OrdinalIgnoreCase) || name == "Authorization"))
                    request.Headers.TryAddWithoutValidation(name, name == "Authorization" ? "Bearer token" : GeminiStub.GoodKey);

            using var response = await client.SendAsync(request, Cancellation);

            // Gemini itself turns down a request that brings both schemas.
            var expected = Text(recorded, "case") == "both schema fields" ? HttpStatusCode.BadRequest : HttpStatusCode.OK;
            Assert.True(expected == response.StatusCode, $"{Text(recorded, "case")}: {await response.Content.ReadAsStringAsync(Cancellation)}");
        }
        Assert.All(stub.Calls, call => Assert.Equal("gemini-3.8-flash", call.Model));
    }

    [Fact]
    public void Stub_RecordedPhoto_IsReadFromTheOtherBase64Alphabet()
    {
        var data = Cases()[0]["body"]!["contents"]![0]!["parts"]![0]!["inlineData"]!["data"]!.GetValue<string>();

        Assert.Contains('_', data);
        Assert.Equal([0xFF, 0xD8, 0xFF], GeminiBody.Bytes(data)![..3]);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task OurRequest_BesideTheRecordedOne_HasItsShape(bool streaming)
    {
        var recorded = Cases().Single(each => Text(each, "case") == (streaming ? "streaming" : "response_json_schema as a dict"));

        await _host.EstimateAsync(change: request => request.Headers.Add("Accept", streaming ? "text/event-stream" : "application/json"));

        var ours = _host.Gemini.Calls.Last();
        var theirs = recorded["body"]!.AsObject();
        Assert.Equal(Text(recorded, "target").Replace("/v1/", "/v1beta/", StringComparison.Ordinal), ours.Path);
        Assert.Subset(ours.Body!.Select(field => field.Key).ToHashSet(), theirs.Select(field => field.Key).ToHashSet());
        Assert.Equal(Names(theirs["generationConfig"]), Names(ours.Body!["generationConfig"]));
        var content = ours.Body["contents"]!.AsArray().Single()!;
        Assert.Equal("user", content["role"]!.GetValue<string>());
        var parts = content["parts"]!.AsArray();
        Assert.Equal(["inlineData", "text"], parts.Select(part => part!.AsObject().Single().Key));
        Assert.Equal(["data", "mimeType"], Names(parts[0]!["inlineData"]));
        Assert.Equal("image/jpeg", parts[0]!["inlineData"]!["mimeType"]!.GetValue<string>());
        Assert.Equal(0xD8, Convert.FromBase64String(parts[0]!["inlineData"]!["data"]!.GetValue<string>())[1]);
        Assert.Equal(GeminiStub.GoodKey, ours.ApiKey);
        Assert.Null(ours.Authorization);
    }

    private static string[] Names(JsonNode? node) => [.. node!.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal)];

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private static List<JsonNode> Cases()
    {
        var file = Repository.SharedData(Recording);
        Assert.SkipWhen(file is null, $"The recording {Recording} is not beside the project.");
        return [.. JsonNode.Parse(File.ReadAllText(file!))!["cases"]!.AsArray().Select(each => each!)];
    }
}
