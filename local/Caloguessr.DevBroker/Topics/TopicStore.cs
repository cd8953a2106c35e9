using System.Collections.Concurrent;
using System.Text.Json;
using Caloguessr.DevBroker.Log;
using Caloguessr.DevBroker.Server;
using Caloguessr.ServiceDefaults;

namespace Caloguessr.DevBroker.Topics;

/// <summary>
/// The topics of a data directory: <c>&lt;topic&gt;-&lt;partition&gt;/</c> with the logs, as Kafka has them, and <c>topics/&lt;topic&gt;</c> with what Kafka keeps
/// in its metadata log.
/// </summary>
internal sealed class TopicStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly string _data;
    private readonly string _descriptions;
    private readonly ILogger<TopicStore> _logger;

    /// <summary>Opens every topic; after a crash each log is recovered.</summary>
    public TopicStore(BrokerOptions options, ILogger<TopicStore> logger)
    {
        (_data, _logger) = (Path.GetFullPath(options.Data), logger);
        _descriptions = Path.Combine(_data, "topics");
        Directory.CreateDirectory(_descriptions);
        try
        {
            foreach (var file in Directory.GetFiles(_descriptions).Where(file => Topic.IsValidName(Path.GetFileName(file))))
            {
                var name = Path.GetFileName(file);
                var description = JsonSerializer.Deserialize<Description>(File.ReadAllBytes(file))!;
                _topics[name] = Open(name, description.Partitions, new(description.Config));
            }
            RemoveLeftovers();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException("Broker__Data", $"is {_data}, where a file cannot be used: {refused.Message}; give the broker the right to write there and room on the disk");
        }
    }

    public IEnumerable<Topic> All => _topics.Values;

    public Topic? Find(string name) => _topics.GetValueOrDefault(name);

    public PartitionLog? Find(string topic, int partition) => Find(topic)?.Partition(partition);

    /// <summary>Makes a topic; <c>null</c>: there is one of that name.</summary>
    public Topic? Create(string name, int partitions, IReadOnlyDictionary<string, string> config)
    {
        lock (_lock)
        {
            if (_topics.ContainsKey(name)) return null;
            Describe(name, partitions, config);
            try
            {
                return _topics[name] = Open(name, partitions, new(config));
            }
            catch (IOException)
            {
                File.Delete(DescriptionOf(name));
                throw;
            }
        }
    }

    /// <summary>Makes a topic if it is not there.</summary>
    public Topic GetOrCreate(string name, int partitions, IReadOnlyDictionary<string, string> config) => Find(name) ?? Create(name, partitions, config) ?? Find(name)!;

    /// <returns>Whether there was one.</returns>
    public bool Delete(string name)
    {
        lock (_lock)
        {
            if (!_topics.TryRemove(name, out var topic)) return false;
            File.Delete(DescriptionOf(name));
            foreach (var partition in topic.Partitions) partition.Delete();
            return true;
        }
    }

    /// <returns>Whether the topic is there and has as many now.</returns>
    public bool AddPartitions(string name, int count)
    {
        lock (_lock)
        {
            if (!_topics.TryGetValue(name, out var topic) || topic.Partitions.Count >= count) return false;
            Describe(name, count, topic.Config.Set);
            var added = Enumerable.Range(topic.Partitions.Count, count - topic.Partitions.Count).Select(number => OpenLog(name, number, topic.Config));
            _topics[name] = topic with { Partitions = [.. topic.Partitions, .. added] };
            return true;
        }
    }

    /// <summary>Changes the configuration of a topic, when the change has no fault.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="change">Gives the new values for those that are set, or says why it cannot.</param>
    /// <returns>Why not; <c>null</c>: it is done, or the topic is not there any more.</returns>
    public string? Configure(string name, Func<IReadOnlyDictionary<string, string>, (Dictionary<string, string> Changed, string? Fault)> change)
    {
        lock (_lock)
        {
            if (!_topics.TryGetValue(name, out var topic)) return null;
            var (config, fault) = change(topic.Config.Set);
            if (fault is not null) return fault;
            Describe(name, topic.Partitions.Count, config);
            var changed = new TopicConfig(config);
            foreach (var partition in topic.Partitions) partition.Config = changed;
            _topics[name] = topic with { Config = changed };
            return null;
        }
    }

    /// <summary>The clean stop: writes down what makes the next start quick.</summary>
    public void Dispose()
    {
        foreach (var partition in All.SelectMany(topic => topic.Partitions)) partition.Close();
    }

    private Topic Open(string name, int partitions, TopicConfig config) =>
        new(name, [.. Enumerable.Range(0, partitions).Select(number => OpenLog(name, number, config))], config);

    private PartitionLog OpenLog(string name, int partition, TopicConfig config) =>
        PartitionLog.Open(name, partition, Path.Combine(_data, $"{name}-{partition}"), config, _logger);

    private void Describe(string name, int partitions, IReadOnlyDictionary<string, string> config) =>
        AtomicFile.Write(DescriptionOf(name), JsonSerializer.SerializeToUtf8Bytes(new Description(partitions, config.ToDictionary())));

    private string DescriptionOf(string name) => Path.Combine(_descriptions, name);

    // A kill between the two steps of a delete leaves logs without a topic. What this broker did not make is not touched.
    private void RemoveLeftovers()
    {
        var known = _topics.Values.SelectMany(topic => topic.Partitions.Select(partition => $"{topic.Name}-{partition.Partition}")).ToHashSet(StringComparer.Ordinal);
        foreach (var directory in Directory.GetDirectories(_data).Where(path => !known.Contains(Path.GetFileName(path)) && PartitionLog.IsDirectory(path)))
            Directory.Delete(directory, recursive: true);
    }

    private sealed record Description(int Partitions, Dictionary<string, string> Config);
}
