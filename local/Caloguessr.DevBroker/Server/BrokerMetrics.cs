using System.Diagnostics.Metrics;
using Caloguessr.DevBroker.Protocol;

namespace Caloguessr.DevBroker.Server;

/// <summary>Metrics by the names that Kafka's JMX exporter gives them, so that operators find what they know.</summary>
internal sealed class BrokerMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _bytesIn, _bytesOut, _messagesIn;
    private readonly Histogram<double> _requestTime;
    private readonly UpDownCounter<long> _connections;

    public BrokerMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Caloguessr.DevBroker");
        _bytesIn = _meter.CreateCounter<long>("kafka.server.brokertopicmetrics.bytesin", description: "Bytes of records received.");
        _bytesOut = _meter.CreateCounter<long>("kafka.server.brokertopicmetrics.bytesout", description: "Bytes of records sent to consumers.");
        _messagesIn = _meter.CreateCounter<long>("kafka.server.brokertopicmetrics.messagesin", description: "Records received.");
        _requestTime = _meter.CreateHistogram<double>("kafka.network.requestmetrics.totaltimems", description: "Time of a request in ms, without what a fetch waits for data.");
        _connections = _meter.CreateUpDownCounter<long>("kafka.server.socketservermetrics.connection.count", description: "Open connections.");
    }

    public void Received(string topic, long bytes, long records)
    {
        var tag = new KeyValuePair<string, object?>("topic", topic);
        _bytesIn.Add(bytes, tag);
        _messagesIn.Add(records, tag);
    }

    public void Sent(string topic, long bytes) => _bytesOut.Add(bytes, new KeyValuePair<string, object?>("topic", topic));

    public void Connected(int change) => _connections.Add(change);

    public void Answered(ApiKey api, TimeSpan took, TimeSpan waited) => _requestTime.Record((took - waited).TotalMilliseconds, new KeyValuePair<string, object?>("request", api.ToString()));

    /// <summary>Tells what each group has still to read of each partition, whenever it is asked.</summary>
    public void ObserveLag(Func<IEnumerable<(string Group, string Topic, int Partition, long Lag)>> lags) =>
        _meter.CreateObservableGauge("kafka.consumergroup.lag", () => lags().Select(lag => new Measurement<long>(lag.Lag,
            new("consumergroup", lag.Group), new("topic", lag.Topic), new("partition", lag.Partition))), description: "Records that a group has not committed yet.");

    public void Dispose() => _meter.Dispose();
}
