using Caloguessr.Contracts.Events;

namespace Caloguessr.Contracts.Tests.Events;

public sealed class TopicsTests
{
    // Names and partitions are a contract with what is already stored: a changed number moves keys to other partitions.
    [Fact]
    public void All_AreTheTopicsOfTheArchitecture()
    {
        Assert.Equal(
            [
                ("meal-estimates", 6), ("meal-estimates.dlq", 3), ("sensor-anomalies", 3), ("sensor-anomalies.dlq", 3),
                ("sensor-data", 9), ("sensor-data.dlq", 3), ("stream-processor-state", 9),
            ],
            Topics.All.Select(topic => (topic.Name, topic.Partitions)).OrderBy(topic => topic.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void State_IsTheOnlyCompactedTopic()
    {
        Assert.Equal([Topics.StreamProcessorState], Topics.All.Where(topic => topic.Configuration.GetValueOrDefault("cleanup.policy") == "compact"));
    }
}
