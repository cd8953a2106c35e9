using Caloguessr.Hosting.Kafka;
using Confluent.Kafka;

namespace Caloguessr.Hosting.Tests.Kafka;

public sealed class KafkaAdminTests(AnyBroker any) : IClassFixture<AnyBroker>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_NobodyListens_SaysSoSoon()
    {
        using var broker = new KafkaAdmin("127.0.0.1:1");
        var start = TimeProvider.System.GetTimestamp();

        Assert.NotNull(await broker.AnswersAsync(Token));

        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task CreateMissing_TwiceAndAtOnce_MakesEachTopicOnce()
    {
        var topics = Enumerable.Range(1, 3).Select(number => Topic(number)).ToList();
        using var one = new KafkaAdmin(any.BootstrapServers);
        using var other = new KafkaAdmin(any.BootstrapServers);

        await Task.WhenAll(one.CreateMissingAsync(topics, Token), other.CreateMissingAsync(topics, Token));
        var again = await one.CreateMissingAsync([topics[0] with { Partitions = 9 }, .. topics[1..], Topic(4)], Token);

        Assert.Equal([$"{topics[0].Name} has 1 partitions instead of 9"], again.Different);
        Assert.Single(again.Made);
        using var client = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = any.BootstrapServers }).Build();
        Assert.Equal(3, client.GetMetadata(topics[2].Name, Deadline).Topics.Single().Partitions.Count);
        var configuration = await client.DescribeConfigsAsync([new() { Type = Confluent.Kafka.Admin.ResourceType.Topic, Name = topics[0].Name }]);
        Assert.Equal("compact", configuration.Single().Entries["cleanup.policy"].Value);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Empty_RemovesTopicsRecordsAndGroups(bool isReal)
    {
        await using var kafka = OwnBroker.Of(isReal);
        await kafka.StartAsync(Token);
        using var broker = new KafkaAdmin(kafka.BootstrapServers);
        var topic = Topic(1);
        await broker.CreateMissingAsync([topic], Token);
        await Task.Run(() => WriteAndRead(kafka.BootstrapServers, topic.Name), Token);

        Assert.Equal(1, await broker.EmptyAsync(Token));
        await broker.CreateMissingAsync([topic], Token);

        using var client = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        Assert.Empty((await client.ListConsumerGroupsAsync()).Valid);
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = "none" }).Build();
        Assert.Equal(0, consumer.QueryWatermarkOffsets(new(topic.Name, 0), Deadline).High.Value);
    }

    private static void WriteAndRead(string bootstrapServers, string topic)
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = bootstrapServers }).Build();
        producer.Produce(topic, new() { Key = "key", Value = "value" });
        producer.Flush(Deadline);
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "readers", AutoOffsetReset = AutoOffsetReset.Earliest }).Build();
        consumer.Subscribe(topic);
        Assert.NotNull(consumer.Consume(Deadline));
        consumer.Commit();
        consumer.Close();
    }

    private static KafkaTopic Topic(int partitions) =>
        new($"hosting-{partitions}-{Guid.NewGuid():N}", partitions, new Dictionary<string, string> { ["cleanup.policy"] = "compact" });
}
