using System.Diagnostics;
using System.Net;
using Caloguessr.Testing;
using static Caloguessr.Testing.GeminiAnswers;

namespace Caloguessr.Web.Tests.Estimates;

public sealed class EstimateRetryTests(EstimateHost fixture) : IClassFixture<EstimateHost>
{
    private readonly EstimateHost _host = fixture.Fresh();

    [Fact]
    public async Task Overloaded_ThenFine_IsTriedAgainAfterAGrowingWait()
    {
        _host.Time.Waits.Clear();
        _host.Gemini.Script.Enqueue(Overloaded);
        _host.Gemini.Script.Enqueue(Error(500, "INTERNAL", "An internal error has occurred."));

        var (response, _) = await _host.EstimateAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var waits = _host.Time.Waits.ToArray();
        Assert.True(waits.Length == 2, string.Join(", ", waits));
        Assert.InRange(waits[0].TotalSeconds, 0.5, 0.63);
        Assert.InRange(waits[1].TotalSeconds, 1.0, 1.25);
    }

    [Theory, InlineData(503), InlineData(500), InlineData(504)]
    public async Task Failing_Always_GivesUpAfterFourAttempts(int status)
    {
        var (response, calls) = await CountAsync(Error(status, "UNAVAILABLE", "Down."));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(4, calls);
    }

    [Fact]
    public async Task Throttled_ShortDelay_IsWaitedFor()
    {
        _host.Time.Waits.Clear();
        _host.Gemini.Script.Enqueue(Throttled("2.5s", "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"));

        var (response, _) = await _host.EstimateAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([TimeSpan.FromSeconds(2.5)], _host.Time.Waits);
    }

    [Fact]
    public async Task Throttled_LongDelay_TellsTheUserHowLong()
    {
        var (response, calls) = await CountAsync(Throttled("37s"));

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(37), response.Headers.RetryAfter?.Delta);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Throttled_NoDelay_GivesADefault()
    {
        var (response, calls) = await CountAsync(Throttled());

        Assert.Equal(TimeSpan.FromSeconds(30), response.Headers.RetryAfter?.Delta);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Throttled_DailyQuota_IsNeverRetriedAndWaitsForTheNextDay()
    {
        // Midnight in California is at 8 h in winter.
        _host.Time.SetUtcNow(new DateTimeOffset(_host.Time.GetUtcNow().Year + 1, 12, 1, 5, 0, 0, TimeSpan.Zero));

        var (response, calls) = await CountAsync(Throttled("1s", "GenerateRequestsPerDayPerProjectPerModel-FreeTier"));

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalHours, 2.9, 3.0);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Unreachable_IsSaidAtOnce()
    {
        await using var other = new EstimateHost();
        await other.InitializeAsync();
        await other.Gemini.DisposeAsync();

        var (response, problem) = await other.EstimateAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("cannot be reached", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_UntilTheDeadline_IsUnavailableAndHangsUp()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var other = new EstimateHost();
        await other.InitializeAsync();
        other.Gemini.Always = Silence;

        var estimating = other.EstimateAsync();
        await other.Gemini.NextCallAsync(cancellationToken).WithDeadline("a call of the model");
        other.Time.Advance(TimeSpan.FromSeconds(61));
        var (response, problem) = await estimating;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("within 60 s", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await other.Gemini.CallerLeft.Task.WithDeadline("the end of the call of the model");
    }

    [Fact]
    public async Task UserLeaves_TheModelIsHungUpOnAndNothingIsLoggedAsAnError()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var other = new EstimateHost();
        await other.InitializeAsync();
        other.Gemini.Always = Silence;
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var client = other.Client();
        using var form = EstimateHost.Form();
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01");

        var estimating = client.PostAsync("/api/estimates", form, leaving.Token);
        await other.Gemini.NextCallAsync(cancellationToken).WithDeadline("a call of the model");
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => estimating);
        await other.Gemini.CallerLeft.Task.WithDeadline("the end of the call of the model");
        await other.Spans.OfAsync(trace);
        Assert.DoesNotContain(other.Logs, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Warning estimate", StringComparison.Ordinal));
    }

    private async Task<(HttpResponseMessage Response, int Calls)> CountAsync(GeminiAnswer answer)
    {
        var before = _host.Gemini.Calls.Count;
        _host.Gemini.Always = answer;
        var (response, _) = await _host.EstimateAsync();
        _host.Gemini.Always = Reply(Breakfast);
        return (response, _host.Gemini.Calls.Count - before);
    }
}
