using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using static Caloguessr.Testing.GeminiAnswers;

namespace Caloguessr.Web.Tests.Estimates;

public sealed class EstimateStreamTests(EstimateHost fixture) : IClassFixture<EstimateHost>
{
    private readonly EstimateHost _host = fixture.Fresh();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_Breakfast_TellsStagesItemsAndTheEstimate()
    {
        _host.Gemini.Always = Reply(Breakfast);

        var events = await ReadAsync();

        Assert.Equal(["stage preparing", "stage looking", "item Apple", "item Banana", "stage checking", "estimate gemini-3.8-flash"], events.Select(Short));
        Assert.EndsWith(":streamGenerateContent?alt=sse", _host.Gemini.Calls.Last().Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ModelStillWriting_TheFinishedItemIsAlreadyThere()
    {
        var gate = new TaskCompletionSource();
        var secondItem = Breakfast.IndexOf("Banana", StringComparison.Ordinal);
        _host.Gemini.Always = Halting(Breakfast, secondItem, gate.Task);
        using var response = await OpenAsync();
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync(Cancellation)).EnumerateAsync(Cancellation).GetAsyncEnumerator(Cancellation);

        var seen = new List<string>();
        while (seen is not [.., "item Apple"] && await events.MoveNextAsync()) seen.Add(Short(events.Current));
        gate.SetResult();
        while (await events.MoveNextAsync()) seen.Add(Short(events.Current));

        Assert.Equal(["stage preparing", "stage looking", "item Apple", "item Banana", "stage checking", "estimate gemini-3.8-flash"], seen);
    }

    [Fact]
    public async Task Stream_ReplyDoesNotFit_LooksAgainAndTheSecondCounts()
    {
        _host.Gemini.Script.Enqueue(Reply(Breakfast.Replace("\"fatGrams\":0.4,", "", StringComparison.Ordinal)));
        _host.Gemini.Always = Reply(Breakfast);

        var events = await ReadAsync();

        Assert.Equal(
            ["stage preparing", "stage looking", "item Apple", "stage looking", "item Apple", "item Banana", "stage checking", "estimate gemini-3.8-flash"],
            events.Select(Short));
    }

    public static TheoryData<string, string> LateFailures => new()
    {
        { "blocked", "refused" },
        { "safety", "refused" },
        { "throttled", "throttled" },
        { "breaks off", "estimator-unavailable" },
        { "prose", "estimator-reply" },
        { "not food", "not-food" },
        { "key", "api-key-invalid" },
    };

    [Theory, MemberData(nameof(LateFailures))]
    public async Task Stream_Failure_EndsWithTheProblemDocument(string answer, string code)
    {
        _host.Gemini.Always = answer switch
        {
            "blocked" => PromptBlocked(),
            "safety" => Stopped("SAFETY"),
            "throttled" => Throttled("41s"),
            "breaks off" => BreaksOff(Breakfast[..200], 503, "UNAVAILABLE"),
            "prose" => Reply("An apple."),
            "not food" => Reply(NotFood),
            _ => KeyInvalid,
        };

        var last = (await ReadAsync())[^1];

        Assert.Equal("problem", last.EventType);
        var problem = JsonElement.Parse(last.Data);
        Assert.Equal($"urn:caloguessr:{code}", problem.GetProperty("type").GetString());
        Assert.Equal(code == "throttled", problem.TryGetProperty("retryAfterSeconds", out var wait) && wait.GetInt32() == 41);
    }

    [Fact]
    public async Task Stream_BrokenPhoto_IsAnOrdinaryProblem()
    {
        using var client = _host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/estimates") { Content = EstimateHost.Form(photo: EstimateHost.Photo[..400]) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));

        using var response = await client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Stream_UserLeaves_TheModelIsHungUpOn()
    {
        await using var other = new EstimateHost();
        await other.InitializeAsync();
        other.Gemini.Always = Halting(Breakfast, 20, new TaskCompletionSource().Task);
        using var client = other.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/estimates") { Content = EstimateHost.Form() };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await other.Gemini.NextCallAsync(Cancellation).WithDeadline("a call of the model");
        response.Dispose();

        await other.Gemini.CallerLeft.Task.WithDeadline("the end of the call of the model");
    }

    private async Task<List<SseItem<string>>> ReadAsync()
    {
        using var response = await OpenAsync();
        var events = new List<SseItem<string>>();
        await foreach (var each in SseParser.Create(await response.Content.ReadAsStreamAsync(Cancellation)).EnumerateAsync(Cancellation)) events.Add(each);
        return events;
    }

    private async Task<HttpResponseMessage> OpenAsync()
    {
        var client = _host.Client();
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/estimates") { Content = EstimateHost.Form() };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return response;
    }

    private static string Short(SseItem<string> each)
    {
        var document = JsonElement.Parse(each.Data);
        var word = each.EventType switch { "stage" => "stage", "item" => "name", "estimate" => "model", _ => "type" };
        return $"{each.EventType} {document.GetProperty(word).GetString()}";
    }
}
