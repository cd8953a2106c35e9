using Caloguessr.DevBroker.Protocol;

namespace Caloguessr.DevBroker.Server;

/// <summary>One API: the versions that are answered, the first one with compact lengths and tags, and what answers.</summary>
internal sealed record Api(ApiKey Key, short Min, short Max, short FlexibleFrom, Func<Request, ValueTask> Answer)
{
    public const short NeverFlexible = short.MaxValue;

    /// <summary>An API whose answer needs no waiting.</summary>
    public static Api Of(ApiKey key, short min, short max, Action<Request> answer, short flexibleFrom = NeverFlexible) => new(key, min, max, flexibleFrom, request =>
    {
        answer(request);
        return ValueTask.CompletedTask;
    });
}
