using Caloguessr.Web.Owners;
using Caloguessr.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Caloguessr.Web.Diary;

/// <summary>What the buttons of the diary's page do; they need no script. Each leads back to the day.</summary>
internal static class DiaryForms
{
    public static void MapDiaryForms(this IEndpointRouteBuilder app)
    {
        var meal = app.MapGroup("/diary/meals/{id}").ExcludeFromDescription().RequireRateLimiting(RateLimits.Writes);
        meal.MapPost("/delete", Delete);
        meal.MapPost("/restore", Restore);
        meal.MapPost("/repeat", Repeat);
        meal.MapPost("/favourite", Favourite);
        meal.MapPost("/remove-photo", RemovePhoto);
    }

    // The form parameter is there for its antiforgery token.
    private static async Task<RedirectHttpResult> Delete(string id, [FromForm] IFormCollection form, OwnerCookie cookie, DiaryStore diary, HttpContext context, CancellationToken cancellationToken)
    {
        var meal = cookie.Read(context) is { } owner ? await diary.DeleteAsync(owner, id, cancellationToken) : null;
        return meal is null ? Back(null) : TypedResults.LocalRedirect($"{DiaryLinks.Day(meal.Date)}&deleted={meal.Id}");
    }

    private static async Task<RedirectHttpResult> Restore(string id, [FromForm] IFormCollection form, OwnerCookie cookie, DiaryStore diary, HttpContext context, CancellationToken cancellationToken) =>
        Back(cookie.Read(context) is { } owner ? await diary.RestoreAsync(owner, id, cancellationToken) : null);

    private static async Task<RedirectHttpResult> Repeat(
        string id, string? date, [FromQuery(Name = "as")] string? newId, [FromForm] IFormCollection form,
        OwnerCookie cookie, DiaryStore diary, UserClock clock, HttpContext context, CancellationToken cancellationToken)
    {
        if (!MealValidation.TryDate(date, out var day) || newId is null || !MealId.TryHome(newId, out _)) return Back(null);
        if (cookie.Read(context) is not { } owner || await diary.FindAsync(owner, id, cancellationToken) is not { } meal) return Back(null);
        var outcome = await diary.AddAsync(owner, meal.Again(newId, day, clock.Now(context.Request)), cancellationToken);
        return TypedResults.LocalRedirect($"{DiaryLinks.Day(day)}&{(outcome is SaveOutcome.DayFull ? "full=true" : $"saved={newId}")}");
    }

    private static async Task<RedirectHttpResult> Favourite(
        string id, bool on, [FromForm] IFormCollection form, OwnerCookie cookie, DiaryStore diary, HttpContext context, CancellationToken cancellationToken) =>
        Back(cookie.Read(context) is { } owner ? await diary.ChangeAsync(owner, id, meal => meal with { IsFavourite = on }, cancellationToken) : null);

    private static async Task<RedirectHttpResult> RemovePhoto(
        string id, [FromForm] IFormCollection form, OwnerCookie cookie, DiaryStore diary, MealPhotos photos, HttpContext context, CancellationToken cancellationToken)
    {
        if (cookie.Read(context) is not { } owner) return Back(null);
        var meal = await diary.ChangeAsync(owner, id, meal => meal with { HasPhoto = false }, cancellationToken);
        if (meal is not null) await photos.DeleteAsync(owner, id, cancellationToken);
        return Back(meal);
    }

    private static RedirectHttpResult Back(Meal? meal) =>
        TypedResults.LocalRedirect(meal is null ? "/diary" : $"{DiaryLinks.Day(meal.Date)}#meal-{meal.Id}");
}
