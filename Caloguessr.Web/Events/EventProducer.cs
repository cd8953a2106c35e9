using System.Diagnostics;
using System.Text;
using Caloguessr.Contracts.Events;
using Confluent.Kafka;

namespace Caloguessr.Web.Events;

/// <summary>The connection to the broker, made when there is first something to send. Used by one loop only.</summary>
internal sealed partial class EventProducer(string bootstrapServers, ILogger<EventProducer> log) : IDisposable
{
    private const string ClientId = "caloguessr-web";
    private static readonly string Topic = Topics.MealEstimates.Name;

    private readonly ProducerConfig _config = new()
    {
        BootstrapServers = bootstrapServers,
        ClientId = ClientId,
        Acks = Acks.All,
        EnableIdempotence = true,
        LingerMs = 5,
        // The outbox keeps what is unsent, so an attempt need not be long.
        MessageTimeoutMs = 5_000,
        // A broker that comes back is found soon.
        ReconnectBackoffMaxMs = 1_000,
        // A topic made by chance would have the wrong number of partitions.
        AllowAutoCreateTopics = false,
        // As Kafka's own clients choose it: a key has one partition, whoever sends.
        Partitioner = Partitioner.Murmur2Random,
    };

    private IProducer<string, byte[]>? _producer;
    private volatile bool _isBroken;

    /// <summary>Replaces a client that failed for good. Only while nothing is on its way: what was would never be answered.</summary>
    public void Renew()
    {
        if (!_isBroken) return;
        Dispose();
        _isBroken = false;
    }

    /// <summary>Sends an event within the request's trace.</summary>
    public async Task<SendResult> SendAsync(OutboxEntry entry)
    {
        using var span = StartSpan(entry);
        try
        {
            var delivered = await Producer().ProduceAsync(Topic, MessageOf(entry, span));
            span?.SetTag("messaging.destination.partition.id", $"{delivered.Partition.Value}");
            span?.SetTag("messaging.kafka.offset", delivered.Offset.Value);
            EventMetrics.Sent(Topic, null);
            return SendResult.Confirmed;
        }
        catch (ProduceException<string, byte[]> failed)
        {
            var error = failed.Error.Code.ToString();
            span?.SetTag("error.type", error);
            span?.SetStatus(ActivityStatusCode.Error, failed.Error.Reason);
            EventMetrics.Sent(Topic, error);
            _isBroken |= failed.Error.IsFatal;
            return failed.Error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsg or ErrorCode.InvalidRecord ? SendResult.Refused : SendResult.Unconfirmed;
        }
    }

    public void Dispose() => Interlocked.Exchange(ref _producer, null)?.Dispose();

    private IProducer<string, byte[]> Producer() => _producer ??= new ProducerBuilder<string, byte[]>(_config)
        // The publisher tells what matters; the client would repeat itself at every attempt to connect.
        .SetLogHandler((_, line) => LogClient(log, line.Message))
        .SetErrorHandler((_, error) => LogClient(log, error.Reason))
        .Build();

    // The names of OpenTelemetry's conventions for messaging, version 1.44.
    private static Activity? StartSpan(OutboxEntry entry)
    {
        ActivityContext.TryParse(entry.Traceparent, null, out var request);
        var span = WebTelemetry.Source.StartActivity($"send {Topic}", ActivityKind.Producer, request);
        span?.SetTag("messaging.system", "kafka");
        span?.SetTag("messaging.operation.name", "send");
        span?.SetTag("messaging.operation.type", "send");
        span?.SetTag("messaging.destination.name", Topic);
        span?.SetTag("messaging.client.id", ClientId);
        span?.SetTag("messaging.kafka.message.key", entry.Key);
        return span;
    }

    private static Message<string, byte[]> MessageOf(OutboxEntry entry, Activity? span)
    {
        var headers = new Headers();
        if ((span?.Id ?? entry.Traceparent) is { } traceparent) headers.Add("traceparent", Encoding.ASCII.GetBytes(traceparent));
        return new() { Key = entry.Key, Value = Encoding.UTF8.GetBytes(entry.Value.GetRawText()), Headers = headers };
    }

    [LoggerMessage(EventName = "web.events.client", Level = LogLevel.Debug, Message = "Kafka client: {Line}")]
    private static partial void LogClient(ILogger log, string line);
}

/// <summary>What became of a record.</summary>
internal enum SendResult
{
    /// <summary>The broker has it.</summary>
    Confirmed,

    /// <summary>It may be tried again.</summary>
    Unconfirmed,

    /// <summary>The broker will never take it.</summary>
    Refused,
}
