using System.Collections.Concurrent;
using Caloguessr.DevBroker.Tests.Brokers;

namespace Caloguessr.DevBroker.Tests.Groups;

/// <summary>Groups of real clients that grow and shrink while records arrive.</summary>
public abstract class RebalanceTests(Broker broker) : BehaviourTest(broker)
{
    private const int Partitions = 6;

    [Theory]
    [InlineData(PartitionAssignmentStrategy.Range)]
    [InlineData(PartitionAssignmentStrategy.RoundRobin)]
    [InlineData(PartitionAssignmentStrategy.CooperativeSticky)]
    public async Task Group_OneThreeOne_HoldsEachPartitionOnceAndLosesNothing(PartitionAssignmentStrategy strategy)
    {
        var (topic, group) = (await CreateTopicAsync(Partitions), Name("group"));
        var seen = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var producer = Producer();
        var sent = 0;
        Task ProduceAsync() => Task.WhenAll(Enumerable.Range(0, 300).Select(_ =>
        {
            var number = sent++;
            return producer.ProduceAsync(new TopicPartition(topic, number % Partitions), new() { Value = $"{number}" }, Token);
        }));
        Member Start()
        {
            var member = new Member(Consumer(group, config =>
            {
                config.PartitionAssignmentStrategy = strategy;
                config.HeartbeatIntervalMs = 200;
                config.SessionTimeoutMs = 10_000;
            }), topic, seen);
            return Keep(member);
        }

        var first = Start();
        await ProduceAsync();
        await HoldAsync(first);
        var (second, third) = (Start(), Start());
        await ProduceAsync();
        await HoldAsync(first, second, third);
        await ProduceAsync();
        await second.StopAsync();
        await third.StopAsync();
        await ProduceAsync();
        await HoldAsync(first);

        await Eventually.HoldsAsync($"all {sent} records", () => Task.FromResult(seen.Count == sent), () => $"{seen.Count} records", Token);
        await first.StopAsync();
    }

    // A third member may come one rebalance after the second: awaited is the fair state, not the first whole one.
    private static Task HoldAsync(params Member[] members) => Eventually.HoldsAsync($"{members.Length} members hold each partition once", () =>
        Task.FromResult(members.All(member => member.Assigned.Count == Partitions / members.Length) && members.SelectMany(member => member.Assigned).Order().SequenceEqual(Enumerable.Range(0, Partitions))),
        () => string.Join(" | ", members.Select(member => string.Join(' ', member.Assigned))), Token);

    /// <summary>A consumer on a thread of its own that commits what it has seen.</summary>
    private sealed class Member : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _loop;

        public Member(IConsumer<string?, string?> consumer, string topic, ConcurrentDictionary<string, int> seen)
        {
            consumer.Subscribe(topic);
            _loop = Task.Factory.StartNew(() => Run(consumer, seen), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        public IReadOnlyList<int> Assigned { get; private set; } = [];

        public Task StopAsync()
        {
            _stop.Cancel();
            return _loop.WaitAsync(TimeSpan.FromSeconds(60), Token);
        }

        public void Dispose()
        {
            _stop.Cancel();
            _loop.Wait(TimeSpan.FromSeconds(60));
            _stop.Dispose();
        }

        private void Run(IConsumer<string?, string?> consumer, ConcurrentDictionary<string, int> seen)
        {
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    if (consumer.Consume(TimeSpan.FromMilliseconds(50)) is { } result)
                    {
                        seen.AddOrUpdate(result.Message.Value!, 1, (_, count) => count + 1);
                        consumer.Commit(result);
                    }
                    Assigned = [.. consumer.Assignment.Select(partition => partition.Partition.Value)];
                }
                catch (KafkaException rebalanced) when (rebalanced.Error.Code is ErrorCode.RebalanceInProgress or ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId or ErrorCode.Local_State)
                {
                    // The record will come again to whoever has the partition now.
                }
            }
            consumer.Close();
            Assigned = [];
        }
    }
}

public sealed class RebalanceTestsOnKafka(RealBroker broker) : RebalanceTests(broker);

public sealed class RebalanceTestsOnDevBroker(DevelopmentBroker broker) : RebalanceTests(broker);
