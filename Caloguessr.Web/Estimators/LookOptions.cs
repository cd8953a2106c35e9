using Caloguessr.Web.Photos;
using Microsoft.Extensions.AI;

namespace Caloguessr.Web.Estimators;

/// <summary>
/// What a call carries that telemetry must never see: the photo and the key. They travel beside the messages, because the telemetry
/// client above writes messages and the well-known options into spans when capture is on.
/// </summary>
internal sealed class LookOptions : ChatOptions
{
    public LookOptions(MealPhoto photo, string? apiKey)
    {
        Photo = photo;
        ApiKey = apiKey;
    }

    private LookOptions(LookOptions other) : base(other)
    {
        Photo = other.Photo;
        ApiKey = other.ApiKey;
    }

    public MealPhoto Photo { get; }

    public string? ApiKey { get; }

    public override ChatOptions Clone() => new LookOptions(this);
}
