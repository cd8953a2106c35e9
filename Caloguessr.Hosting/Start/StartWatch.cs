using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Caloguessr.Hosting.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Caloguessr.Hosting.Start;

/// <summary>
/// Watches the projects and the broker until each was healthy once. A project that dies before ends the start with its own last words; for the
/// broker they are only told, because the application works without it.
/// </summary>
internal sealed class StartWatch(
    DistributedApplicationModel model, ResourceNotificationService resources, ResourceLoggerService logs, IHostApplicationLifetime lifetime)
    : BackgroundService
{
    private const string Mark = "cannot start: ";
    private const int LastLines = 15;
    private static readonly TimeSpan LogDeadline = TimeSpan.FromSeconds(3);

    /// <summary>Whether a service died before it was healthy.</summary>
    public bool Failed { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var awaited = model.Resources.Where(resource => resource is ProjectResource or IKafkaResource)
            .Select(resource => resource.Name).ToHashSet(StringComparer.Ordinal);
        await foreach (var change in resources.WatchAsync(stoppingToken))
        {
            if (!awaited.Contains(change.Resource.Name)) continue;
            var snapshot = change.Snapshot;
            if (snapshot.HealthStatus == HealthStatus.Healthy && snapshot.State?.Text == KnownResourceStates.Running)
            {
                awaited.Remove(change.Resource.Name);
                var url = snapshot.Urls.FirstOrDefault(url => url.Name == KafkaBuilderExtensions.PrimaryEndpointName) ?? snapshot.Urls.FirstOrDefault();
                if (url is not null) Console.WriteLine($"{change.Resource.Name} is ready: {url.Url}");
                if (awaited.Count == 0) return;
            }
            else if (KnownResourceStates.TerminalStates.Contains(snapshot.State?.Text))
            {
                await TellAsync(change.Resource.Name, change.ResourceId, snapshot.ExitCode, stoppingToken);
                awaited.Remove(change.Resource.Name);
                if (change.Resource is not ProjectResource) continue;
                Failed = true;
                lifetime.StopApplication();
                return;
            }
        }
    }

    private async Task TellAsync(string name, string resourceId, int? exitCode, CancellationToken cancellationToken)
    {
        var lines = await LastLinesAsync(resourceId, cancellationToken);
        var reason = lines.LastOrDefault(line => line.Contains(Mark, StringComparison.Ordinal));
        var code = exitCode?.ToString(CultureInfo.InvariantCulture) ?? "unknown";
        Console.Error.WriteLine(reason is not null
            ? WithoutTimestamp(reason)
            : $"{name} stopped with exit code {code} before it was healthy. Its last lines:\n{string.Join('\n', lines.TakeLast(LastLines))}");
    }

    private static string WithoutTimestamp(string line) =>
        line.Split(' ', 2) is [var first, var rest] && DateTimeOffset.TryParse(first, CultureInfo.InvariantCulture, out _) ? rest : line;

    // The log may arrive after the news of the exit, and its stream stays open: take what comes until the reason, or until the deadline.
    private async Task<List<string>> LastLinesAsync(string resourceId, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(LogDeadline);
        try
        {
            await foreach (var batch in logs.WatchAsync(resourceId).WithCancellation(deadline.Token))
            {
                lines.AddRange(batch.Select(line => line.Content));
                if (lines.Exists(line => line.Contains(Mark, StringComparison.Ordinal))) break;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What has come so far is told.
        }
        return lines;
    }
}
