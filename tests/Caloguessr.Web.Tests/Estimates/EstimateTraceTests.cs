using System.Diagnostics;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Estimators;
using Caloguessr.Web.Photos;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using static Caloguessr.Testing.GeminiAnswers;

namespace Caloguessr.Web.Tests.Estimates;

/// <summary>With the model's words in traces, as Aspire switches them on.</summary>
public sealed class CapturingHost : EstimateHost
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Settings["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true";
    }
}

public sealed class EstimateTraceTests(EstimateHost host, CapturingHost capturing) : IClassFixture<EstimateHost>, IClassFixture<CapturingHost>
{
    private const string UserKey = "AIzaUsersOwnSecretKey-abcdefghijklmnop";

    [Theory, InlineData(true), InlineData(false)]
    public async Task Upload_IsOneTraceFromTheRequestToTheCheck(bool streaming)
    {
        var spans = await UploadAsync(host, streaming);

        var server = Assert.Single(spans, SpanCollector.IsUpload);
        var intake = Assert.Single(spans, span => span.OperationName == "photo.intake");
        var look = Assert.Single(spans, span => span.OperationName == "estimate.look");
        var chat = Assert.Single(spans, span => span.OperationName == "chat gemini-3.8-flash");
        var check = Assert.Single(spans, span => span.OperationName == "estimate.check");
        Assert.Equal(server.SpanId, intake.ParentSpanId);
        Assert.Equal(server.SpanId, look.ParentSpanId);
        Assert.Equal(look.SpanId, chat.ParentSpanId);
        Assert.Equal(server.SpanId, check.ParentSpanId);
        Assert.Contains(spans, span => span.Kind == ActivityKind.Client && span.ParentSpanId == chat.SpanId && span.OperationName.StartsWith("System.Net.Http", StringComparison.Ordinal));
        Assert.Equal("chat", chat.GetTagItem("gen_ai.operation.name"));
        Assert.Equal("gcp.gemini", chat.GetTagItem("gen_ai.provider.name"));
        Assert.Equal("gemini-3.8-flash", chat.GetTagItem("gen_ai.request.model"));
        Assert.Equal("gemini-3.8-flash", chat.GetTagItem("gen_ai.response.model"));
        Assert.Equal("300", $"{chat.GetTagItem("gen_ai.usage.input_tokens")}");
        Assert.Equal("130", $"{chat.GetTagItem("gen_ai.usage.output_tokens")}");
        Assert.Contains("stop", $"{chat.GetTagItem("gen_ai.response.finish_reasons")}", StringComparison.Ordinal);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Upload_CaptureOn_HoldsPromptAndReplyButNeitherPhotoNorKey(bool streaming)
    {
        var spans = await UploadAsync(capturing, streaming);

        var chat = Assert.Single(spans, span => span.OperationName.StartsWith("chat ", StringComparison.Ordinal));
        Assert.Contains("shows my meal", $"{chat.GetTagItem("gen_ai.input.messages")}", StringComparison.Ordinal);
        Assert.Contains("Banana", $"{chat.GetTagItem("gen_ai.output.messages")}", StringComparison.Ordinal);
        Assert.Contains("You estimate the energy", $"{chat.GetTagItem("gen_ai.system_instructions")}", StringComparison.Ordinal);
        AssertNoSecrets(capturing, spans);
    }

    [Fact]
    public async Task Upload_CaptureOff_HoldsNoWords()
    {
        var spans = await UploadAsync(host, streaming: true);

        var words = string.Join('\n', spans.Select(Everything));
        Assert.DoesNotContain("shows my meal", words, StringComparison.Ordinal);
        Assert.DoesNotContain("oat milk", words, StringComparison.Ordinal);
        Assert.DoesNotContain("Banana", words, StringComparison.Ordinal);
        AssertNoSecrets(host, spans);
    }

    [Fact]
    public async Task Failure_IsAnErrorOnTheLook_AndTheKeyThatGeminiRepeatsIsNowhere()
    {
        host.Gemini.Script.Enqueue((context, call) => Error(400, "FAILED_PRECONDITION", $"Consumer 'api_key:{call.ApiKey}' may not do this.")(context, call));

        var spans = await UploadAsync(host, streaming: false);

        var look = Assert.Single(spans, span => span.OperationName == "estimate.look");
        Assert.Equal("estimator-unavailable", look.GetTagItem("error.type"));
        Assert.Equal(ActivityStatusCode.Error, look.Status);
        Assert.Contains("[key]", look.StatusDescription, StringComparison.Ordinal);
        AssertNoSecrets(host, spans);
    }

    [Fact]
    public async Task Metrics_AfterAnEstimate_CountItItsTimeAndItsTokens()
    {
        await host.EstimateAsync();
        using var client = host.CreateClient();

        var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Matches(@"caloguessr_estimates_total\{[^}]*outcome=""estimated""[^}]*provider=""gemini""", metrics);
        Assert.Contains("caloguessr_estimate_duration_seconds_bucket", metrics, StringComparison.Ordinal);
        Assert.Matches(@"gen_ai_client_token_usage[a-z_]*\{[^}]*gen_ai_token_type=""input""", metrics);
    }

    [Fact]
    public async Task Fault_IsCountedAsOneAndAnErrorOnTheLook()
    {
        await using var broken = new EstimateHost();
        broken.Registrations = services => services.AddKeyedSingleton<IMealEstimator>(Providers.Gemini, new Broken());
        await broken.InitializeAsync();

        var spans = await UploadAsync(broken, streaming: false);

        var look = Assert.Single(spans, span => span.OperationName == "estimate.look");
        Assert.Equal(ActivityStatusCode.Error, look.Status);
        using var client = broken.CreateClient();
        var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Matches(@"caloguessr_estimates_total\{[^}]*outcome=""failed""", metrics);
    }

    private sealed class Broken : IMealEstimator
    {
        public IAsyncEnumerable<EstimatorEvent> LookAsync(MealPhoto photo, EstimateQuestion question, CancellationToken cancellationToken) =>
            AsyncEnumerable.Repeat(0, 1).Select<int, EstimatorEvent>(_ => throw new InvalidDataException("A bug."));
    }

    [Fact]
    public async Task Metrics_AfterAnEstimate_PointToATrace()
    {
        var exemplars = new ExemplarCollector();
        using var reader = new BaseExportingMetricReader(exemplars);
        await using var other = new EstimateHost { Registrations = services => services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddReader(reader)) };
        await other.InitializeAsync();
        await UploadAsync(other, streaming: false);

        reader.Collect();

        Assert.Contains(exemplars.Traces, trace => trace != default);
    }

    private static async Task<IReadOnlyList<Activity>> UploadAsync(EstimateHost host, bool streaming)
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var client = host.Client(UserKey);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/estimates") { Content = EstimateHost.Form(hint: "oat milk") };
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        if (streaming) request.Headers.Add("Accept", "text/event-stream");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await host.Spans.OfAsync(trace);
    }

    private static void AssertNoSecrets(EstimateHost host, IReadOnlyList<Activity> spans)
    {
        // The photo is encoded anew; the first bytes of any JPEG and the call's own data stand for it.
        var photo = host.Gemini.Calls.First().Body!["contents"]![0]!["parts"]![0]!["inlineData"]!["data"]!.GetValue<string>();
        foreach (var text in spans.Select(Everything).Concat(host.Logs))
        {
            Assert.DoesNotContain(UserKey, text, StringComparison.Ordinal);
            Assert.DoesNotContain("/9j/", text, StringComparison.Ordinal);
            Assert.DoesNotContain(photo[100..160], text, StringComparison.Ordinal);
        }
    }

    private static string Everything(Activity span) => string.Join('\n',
        span.TagObjects.Select(tag => $"{tag.Key}={(tag.Value is string[] list ? string.Join(',', list) : tag.Value)}")
            .Concat(span.Events.SelectMany(each => each.Tags.Select(tag => $"{each.Name} {tag.Key}={tag.Value}")))
            .Append(span.DisplayName).Append(span.StatusDescription));

    private sealed class ExemplarCollector : BaseExporter<Metric>
    {
        public List<ActivityTraceId> Traces { get; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                if (metric.Name != "caloguessr.estimate.duration") continue;
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    if (!point.TryGetExemplars(out var exemplars)) continue;
                    foreach (ref readonly var exemplar in exemplars) Traces.Add(exemplar.TraceId);
                }
            }
            return ExportResult.Success;
        }
    }
}
