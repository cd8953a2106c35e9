namespace Caloguessr.Contracts.Events;

/// <summary>The topics. Events only gain optional fields; a breaking change is a new topic.</summary>
public static class Topics
{
    /// <summary>Readings of kitchen and cold-chain sensors; key: the sensor's id.</summary>
    public static readonly Topic SensorData = Plain("sensor-data", 9);

    /// <summary>Saved and corrected estimates (<see cref="MealEstimate"/>); key: the meal's id.</summary>
    public static readonly Topic MealEstimates = Plain("meal-estimates", 6);

    /// <summary>What the stream processor found; key: the sensor's id.</summary>
    public static readonly Topic SensorAnomalies = Plain("sensor-anomalies", 3);

    /// <summary>The stream processor's state, a partition for each of <see cref="SensorData"/>; key: the sensor's id.</summary>
    public static readonly Topic StreamProcessorState = new("stream-processor-state", SensorData.Partitions, new Dictionary<string, string>
    {
        ["cleanup.policy"] = "compact",
        // State is read back at every start: small segments are compacted early, so that little is read twice.
        ["segment.bytes"] = "16777216",
        ["min.cleanable.dirty.ratio"] = "0.1",
    });

    /// <summary>All of them; each that is consumed has a topic for its dead letters.</summary>
    public static IReadOnlyList<Topic> All { get; } =
    [
        SensorData, MealEstimates, SensorAnomalies, StreamProcessorState,
        DeadLetters(SensorData), DeadLetters(MealEstimates), DeadLetters(SensorAnomalies),
    ];

    /// <summary>Where a consumer of a topic puts what it cannot read, with error, partition and offset as headers.</summary>
    public static Topic DeadLetters(Topic topic) => Plain($"{topic.Name}.dlq", 3);

    private static Topic Plain(string name, int partitions) => new(name, partitions, new Dictionary<string, string>());
}
