using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Caloguessr.Contracts.Events;

/// <summary>Timestamps as <c>2026-11-24T12:30:00.000Z</c>: one width, so that they sort as text. Any ISO 8601 is read.</summary>
internal sealed class UtcTimestampConverter : JsonConverter<DateTimeOffset>
{
    private const string Shape = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Shape, CultureInfo.InvariantCulture));
}
