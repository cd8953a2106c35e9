using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Caloguessr.Testing;
using Caloguessr.Web.Keys;
using Caloguessr.Web.Tests.Estimators;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NetVips;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Caloguessr.Web.Tests.Estimates;

/// <summary>The web application before a Gemini stub, with a clock that skips the waits between retries, and everything it logs and traces.</summary>
public class EstimateHost : WebHost, IAsyncLifetime
{
    /// <summary>A small JPEG with something round on it.</summary>
    public static byte[] Photo { get; } = Draw();

    public GeminiStub Gemini { get; private set; } = null!;

    internal SkippingTimeProvider Time { get; } = new();

    /// <summary>Every log line, with its scopes' and exceptions' text.</summary>
    public ConcurrentQueue<string> Logs { get; } = new();

    internal SpanCollector Spans { get; } = new();

    /// <summary>Registrations of a test, after the application's own.</summary>
    public Action<IServiceCollection> Registrations { get; set; } = _ => { };

    public virtual async ValueTask InitializeAsync()
    {
        Gemini = await GeminiStub.StartAsync();
        Settings["Gemini:Endpoint"] = Gemini.Endpoint.AbsoluteUri;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Gemini.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The host as if no test had used it: tests run in any order.</summary>
    public EstimateHost Fresh()
    {
        Gemini.Script.Clear();
        Gemini.Always = GeminiAnswers.Reply(GeminiAnswers.Breakfast);
        Gemini.Models = GeminiAnswers.Models;
        Time.Waits.Clear();
        return this;
    }

    /// <summary>A client that brings a key, or none.</summary>
    public HttpClient Client(string? key = GeminiStub.GoodKey)
    {
        var client = CreateClient();
        if (key is not null) client.DefaultRequestHeaders.Add(UserKey.Header, key);
        return client;
    }

    /// <summary>The form with the photo.</summary>
    public static MultipartFormDataContent Form(string? hint = null, string? language = "en", byte[]? photo = null)
    {
        var form = new MultipartFormDataContent();
        if (language is not null) form.Add(new StringContent(language), "language");
        if (hint is not null) form.Add(new StringContent(hint), "hint");
        form.Add(new ByteArrayContent(photo ?? Photo) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } }, "photo", "meal.jpg");
        return form;
    }

    /// <summary>Posts the photo and gives the answer with its document, or with none when it is a stream.</summary>
    public async Task<(HttpResponseMessage Response, JsonElement Document)> EstimateAsync(
        string? key = GeminiStub.GoodKey, string? hint = null, string? language = "en", Action<HttpRequestMessage>? change = null)
    {
        using var client = Client(key);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/estimates") { Content = Form(hint, language) };
        change?.Invoke(request);
        var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream") return (response, default);
        return (response, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(new LogCollector(Logs)));
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Time);
            services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(Spans));
            Registrations(services);
        });
    }

    private static byte[] Draw()
    {
        using var plate = Image.Black(320, 240, bands: 3) + new double[] { 200, 190, 170 };
        using var drawn = plate.Cast(Enums.BandFormat.Uchar).Mutate(image => image.DrawCircle([180, 40, 30], 160, 120, 70, fill: true));
        return drawn.JpegsaveBuffer(q: 85);
    }

    private sealed class LogCollector(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            lines.Enqueue($"scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {eventId.Name}: {formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}

/// <summary>Collects the spans that ended, and tells when an upload's did.</summary>
internal sealed class SpanCollector : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _served = new(StringComparer.Ordinal);

    public override void OnEnd(Activity data)
    {
        _ended.Enqueue(data);
        if (IsUpload(data)) Served(data.TraceId.ToHexString()).TrySetResult();
    }

    /// <summary>Whether a span is the application's own; the stub serves in the same process and trace.</summary>
    public static bool IsUpload(Activity span) => span.Kind == ActivityKind.Server && span.GetTagItem("url.path") is "/api/estimates";

    /// <summary>Every span so far.</summary>
    public IReadOnlyCollection<Activity> All => _ended;

    /// <summary>The spans of one trace, once its upload ended.</summary>
    public async Task<IReadOnlyList<Activity>> OfAsync(string traceId)
    {
        await Served(traceId).Task.WithDeadline("the end of the upload's span");
        return [.. _ended.Where(span => span.TraceId.ToHexString() == traceId)];
    }

    private TaskCompletionSource Served(string traceId) =>
        _served.GetOrAdd(traceId, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
