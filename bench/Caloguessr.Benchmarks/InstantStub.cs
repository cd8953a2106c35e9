using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Caloguessr.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Caloguessr.Benchmarks;

/// <summary>Stands for Gemini with the tests' answers, but keeps and reads nothing: it costs next to no time and no memory, however often it is called.</summary>
internal static class InstantStub
{
    private const int Kept = 2000;

    public static async Task<int> RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var app = builder.Build();
        var reply = GeminiAnswers.Reply(GeminiAnswers.Breakfast);
        var times = new ConcurrentQueue<double>();
        app.MapGet("/", () => times.IsEmpty ? "none" : Times.Ms(new Times(times).Median));
        app.Map("/{**path}", async context =>
        {
            var started = Stopwatch.GetTimestamp();
            var path = context.Request.Path.Value ?? "";
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            await reply(context, new("stub", path.EndsWith(":streamGenerateContent", StringComparison.Ordinal), path, null, null, null));
            times.Enqueue(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (times.Count > Kept) times.TryDequeue(out _);
        });
        await app.RunAsync();
        return 0;
    }
}
