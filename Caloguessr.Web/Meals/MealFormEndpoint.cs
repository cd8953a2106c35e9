using System.Globalization;
using Caloguessr.Contracts.Foods;
using Caloguessr.Web.Diary;
using Caloguessr.Web.Foods;
using Caloguessr.Web.Layout;
using Caloguessr.Web.Owners;
using Caloguessr.Web.Photos;
using Caloguessr.Web.Resources;
using Caloguessr.Web.Security;
using Caloguessr.Web.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Caloguessr.Web.Meals;

/// <summary><c>POST /meals</c>: the editor's form. Saves into the diary, or does what a button asks for where no script runs.</summary>
internal sealed class MealFormEndpoint(
    FoodTable foods, DiaryStore diary, MealPhotos photos, PhotoUploadReader uploads, OwnerCookie owners, UserClock clock,
    UserSettings settings, UnitFormat units, IStringLocalizer<Texts> texts)
{
    private const int MostFound = 8;
    private const long MaxBodyBytes = 12 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/meals", ([FromForm] IFormCollection form, MealFormEndpoint endpoint, HttpContext context, CancellationToken token) => endpoint.AnswerAsync(form, context, token))
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes)).RequireRateLimiting(RateLimits.Writes).ExcludeFromDescription();

    private async Task<IResult> AnswerAsync(IFormCollection posted, HttpContext context, CancellationToken cancellationToken)
    {
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var form = new MealForm(posted, foods, units, language);
        if (form.Draft() is not { } draft) return TypedResults.BadRequest();
        if (form.Action == "save") return await SaveAsync(form, draft, context, cancellationToken);
        if (form.Action is "find" or "update" && form.Query.Length > 0)
            return Page(draft, form.Query, [.. foods.Search(form.Query, MostFound, language).Select(match => FoodView.Of(match.Food, language))]);
        return Page(draft.After(form.Action, foods, language));
    }

    private async Task<IResult> SaveAsync(MealForm form, MealDraft draft, HttpContext context, CancellationToken cancellationToken)
    {
        if (draft.Items.Count == 0) return Page(draft, error: texts["ErrorEmpty"]);
        if (draft.Items.Any(MealDraft.IsOpen)) return Page(draft, error: texts["ErrorOpen"]);

        var owner = owners.ReadOrCreate(context);
        var before = draft.MealId is { } id ? await diary.FindAsync(owner, id, cancellationToken) : null;
        var now = clock.Now(context.Request);
        var validation = new MealValidation(now);
        var meal = validation.Read(SavedMeal.Input(draft, before, form.NewId, now), before?.Id);
        if (validation.Errors.Count > 0) return Page(draft, error: texts["ErrorInvalid"]);

        var outcome = before is null
            ? await diary.AddAsync(owner, meal, cancellationToken)
            : await diary.SaveAsync(owner, meal, draft.Version, cancellationToken);
        return outcome switch
        {
            SaveOutcome.Saved saved => await SavedAsync(saved.Meal, form.Photo, owner, cancellationToken),
            SaveOutcome.Existed known => ToDiary(known.Meal),
            SaveOutcome.DayFull => Page(draft, error: texts["ErrorDayFull"]),
            _ => Page(draft, error: texts["ErrorChanged"]),
        };
    }

    private async Task<IResult> SavedAsync(Meal meal, IFormFile? photo, OwnerId owner, CancellationToken cancellationToken)
    {
        if (photo is not null && settings.KeepPhotos && await uploads.ReadAsync(photo, cancellationToken) is PhotoIntakeResult.Accepted accepted)
        {
            await photos.PutAsync(owner, meal.Id, accepted.Photo, cancellationToken);
            await diary.ChangeAsync(owner, meal.Id, there => there with { HasPhoto = true }, cancellationToken);
        }
        return ToDiary(meal);
    }

    private static RedirectHttpResult ToDiary(Meal meal) =>
        TypedResults.LocalRedirect(string.Create(CultureInfo.InvariantCulture, $"/diary?date={meal.Date:yyyy-MM-dd}&saved={meal.Id}"));

    private static RazorComponentResult Page(MealDraft draft, string query = "", IReadOnlyList<FoodView>? found = null, string? error = null) =>
        PageAnswer.Of<MealPage>(StatusCodes.Status200OK,
            (nameof(MealPage.Draft), draft), (nameof(MealPage.Query), query), (nameof(MealPage.Found), found ?? []), (nameof(MealPage.Error), error));
}
