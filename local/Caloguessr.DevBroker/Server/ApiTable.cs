using Caloguessr.DevBroker.Groups;
using Caloguessr.DevBroker.Log;
using Caloguessr.DevBroker.Protocol;
using Caloguessr.DevBroker.Topics;
using Caloguessr.DevBroker.Transactions;

namespace Caloguessr.DevBroker.Server;

/// <summary>Everything this broker answers. A request for anything else ends its connection, as Kafka does.</summary>
internal sealed class ApiTable
{
    private readonly Dictionary<ApiKey, Api> _apis;

    public ApiTable(MetadataApis metadata, TopicApis topics, ConfigApis configs, ProduceApi produce, FetchApi fetch, OffsetApis offsets,
        GroupApis groups, OffsetCommitApis commits, TransactionApis transactions) =>
        _apis = ((IEnumerable<Api>)
        [
            Api.Of(ApiKey.ApiVersions, 0, 3, Versions, flexibleFrom: 3),
            .. metadata.All, .. topics.All, .. configs.All, .. produce.All, .. fetch.All, .. offsets.All, .. groups.All, .. commits.All, .. transactions.All,
        ]).ToDictionary(api => api.Key);

    public Api? Find(ApiKey key) => _apis.GetValueOrDefault(key);

    private void Versions(Request request)
    {
        if (request.Version >= 3 && !(IsSoftware(request.Reader.String()) && IsSoftware(request.Reader.String())))
            WriteVersions(request.Answer, ErrorCode.InvalidRequest, []);
        else WriteVersions(request.Answer, ErrorCode.None, _apis.Values);
        if (request.Version >= 1) request.Answer.Int32(0);
        request.Answer.Tags();
    }

    /// <summary>The answer to ApiVersions in a version that is not known: in version 0, and with its own versions only. Source: KIP-511.</summary>
    public void WriteUnsupported(KafkaWriter answer) => WriteVersions(answer, ErrorCode.UnsupportedVersion, [_apis[ApiKey.ApiVersions]]);

    private static bool IsSoftware(string name) =>
        name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.');

    private static void WriteVersions(KafkaWriter answer, ErrorCode error, IReadOnlyCollection<Api> apis)
    {
        answer.Error(error);
        answer.Array(apis, api =>
        {
            answer.Int16((short)api.Key);
            answer.Int16(api.Min);
            answer.Int16(api.Max);
            answer.Tags();
        });
    }
}
