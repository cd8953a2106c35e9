using System.Text.Json;
using System.Text.Json.Serialization;

namespace Caloguessr.Contracts.Events;

/// <summary>The JSON of events: camelCase, absent instead of null, timestamps in UTC with milliseconds.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(MealEstimate))]
public sealed partial class EventJson : JsonSerializerContext;
