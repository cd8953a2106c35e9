using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Connections;

/// <summary>What the development broker does not answer is what its README lists: the table there is the two brokers' answers to ApiVersions.</summary>
public sealed class DifferenceTests(DevelopmentBroker development, RealBroker real)
{
    private const string Nothing = "-";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadmesTable_IsWhatBothBrokersAnswer()
    {
        var (here, kafka) = (await VersionsAsync(development), await VersionsAsync(real));
        var listed = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "local", "Caloguessr.DevBroker", "README.md"), Token))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells.Length == 6 && int.TryParse(cells[1], out _))
            .Select(cells => $"{cells[1]}: {cells[3]}, {cells[4]}");

        Assert.Equal(kafka.Keys.Union(here.Keys).Order().Select(key => $"{key}: {here.GetValueOrDefault(key, Nothing)}, {kafka.GetValueOrDefault(key, Nothing)}"), listed);
    }

    [Fact]
    public async Task EveryVersionHere_IsOneOfKafkas()
    {
        var (here, kafka) = (await VersionsAsync(development), await VersionsAsync(real));

        Assert.All(here, api => Assert.True(Lies(api.Value, kafka.GetValueOrDefault(api.Key, Nothing)), $"API {api.Key}: {api.Value} here, {kafka.GetValueOrDefault(api.Key)} in Kafka."));
    }

    private static bool Lies(string inner, string outer) => outer != Nothing && Range(inner) is var (min, max) && Range(outer) is var (from, to) && from <= min && max <= to;

    private static (int Min, int Max) Range(string versions) => versions.Split(" to ") is [var min, var max] ? (Number(min), Number(max)) : (Number(versions), Number(versions));

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<Dictionary<int, string>> VersionsAsync(Broker broker)
    {
        await using var connection = await WireConnection.OpenAsync(await broker.BootstrapAsync(Token), Token);
        var answer = await connection.CallAsync(Api.ApiVersions, 0);
        Assert.Equal(ErrorCode.NoError, answer.Error());
        return answer.Array(api => (Key: (int)api.Int16(), Min: api.Int16(), Max: api.Int16()))
            .ToDictionary(api => api.Key, api => api.Min == api.Max ? $"{api.Min}" : $"{api.Min} to {api.Max}");
    }
}
