using System.Text.Json;
using System.Text.Json.Serialization;

namespace Caloguessr.Web.Diary;

/// <summary>The JSON of stored documents and of the export.</summary>
internal static class DiaryJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };
}
