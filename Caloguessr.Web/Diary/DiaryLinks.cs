using System.Globalization;

namespace Caloguessr.Web.Diary;

/// <summary>Addresses of the diary's page and of its buttons.</summary>
internal static class DiaryLinks
{
    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => $"/diary?date={Text(day)}";

    public static string Delete(string id) => $"/diary/meals/{id}/delete";

    public static string Restore(string id) => $"/diary/meals/{id}/restore";

    public static string Favourite(string id, bool favourite) => $"/diary/meals/{id}/favourite?on={(favourite ? "true" : "false")}";

    public static string RemovePhoto(string id) => $"/diary/meals/{id}/remove-photo";

    /// <summary>The new meal's id is part of the address, so that a double click adds it once.</summary>
    public static string Repeat(string id, DateOnly day) => $"/diary/meals/{id}/repeat?date={Text(day)}&as={MealId.Create(day)}";
}
