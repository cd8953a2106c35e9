using System.Text.Json;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Owners;
using Caloguessr.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Caloguessr.Web.Diary;

/// <summary>A day of the diary: the answer of <c>GET /api/meals</c>.</summary>
public sealed record DaySummary(DateOnly Date, IReadOnlyList<Meal> Meals, Totals Totals)
{
    public static DaySummary Of(DateOnly date, IReadOnlyList<Meal> meals) => new(date, meals, MealTotals.Of(meals));
}

/// <summary>The diary over HTTP. Whose diary it is, the owner's cookie says; without one there is an empty diary, and only a save makes an owner.</summary>
internal static class MealEndpoints
{
    private const long MaxBodyBytes = 256 * 1024;
    private const string AnyVersion = "*";

    public static void MapMeals(this IEndpointRouteBuilder app)
    {
        var meals = app.MapGroup("/api/meals").WithTags("Diary").AddEndpointFilter(DiaryProblems.AnswerBusy)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes)).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        var writes = meals.MapGroup("").RequireRateLimiting(RateLimits.Writes);
        meals.MapGet("/", GetDay).WithSummary("A day's meals with their totals; ?date=yyyy-MM-dd, default today in ?zone= (IANA), else the browser's zone.");
        writes.MapPost("/", Add).Accepts<MealInput>("application/json").ProducesValidationProblem().ProducesProblem(409).ProducesProblem(415)
            .WithSummary("Saves a meal. With an id of the client's, a retry answers 200 and the meal that is there.");
        meals.MapGet("/favourites", GetFavourites).WithSummary("The favourite meals, newest first.");
        meals.MapGet("/{id}", Get).ProducesProblem(404).WithSummary("A meal; its version is in ETag.");
        writes.MapPut("/{id}", Put).Accepts<MealInput>("application/json").ProducesValidationProblem().ProducesProblem(412).ProducesProblem(415)
            .WithSummary("Saves a meal under its id, on another day too, or again after a delete. If-Match: only over that version.");
        writes.MapDelete("/{id}", Delete).ProducesProblem(404).WithSummary("Deletes a meal; putting it again within 10 minutes brings its photo back too.");
        writes.MapPut("/{id}/favourite", (string id, OwnerCookie cookie, DiaryStore diary, HttpContext context, CancellationToken token) =>
            SetFavourite(id, true, cookie, diary, context, token)).ProducesProblem(404).WithSummary("Makes a meal a favourite.");
        writes.MapDelete("/{id}/favourite", (string id, OwnerCookie cookie, DiaryStore diary, HttpContext context, CancellationToken token) =>
            SetFavourite(id, false, cookie, diary, context, token)).ProducesProblem(404).WithSummary("Makes a meal no favourite.");
        writes.MapPost("/{id}/repeat", Repeat).ProducesValidationProblem().ProducesProblem(404)
            .WithSummary("Saves a meal again, for ?date= (default today). ?as= gives the new meal's id, so that a retry does not save it twice.");
    }

    private static async Task<Results<Ok<DaySummary>, ProblemHttpResult>> GetDay(
        string? date, string? zone, OwnerCookie cookie, DiaryStore diary, UserClock clock, HttpContext context, CancellationToken cancellationToken)
    {
        var day = clock.Today(context.Request);
        if (date is not null && !MealValidation.TryDate(date, out day)) return DiaryProblems.Invalid("date", "must be a day as yyyy-MM-dd, 2000-01-01 to 2100-12-31.");
        var owner = cookie.Read(context);
        return TypedResults.Ok(DaySummary.Of(day, owner is null ? [] : await diary.DayAsync(owner, day, cancellationToken)));
    }

    private static async Task<Ok<IReadOnlyList<Meal>>> GetFavourites(OwnerCookie cookie, DiaryStore diary, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(cookie.Read(context) is { } owner ? await diary.FavouritesAsync(owner, cancellationToken) : []);

    private static async Task<Results<Ok<Meal>, ProblemHttpResult>> Get(string id, OwnerCookie cookie, DiaryStore diary, HttpContext context, CancellationToken cancellationToken)
    {
        var meal = cookie.Read(context) is { } owner ? await diary.FindAsync(owner, id, cancellationToken) : null;
        return meal is null ? DiaryProblems.Unknown() : TypedResults.Ok(Tagged(context, meal));
    }

    private static async Task<Results<Created<Meal>, Ok<Meal>, ProblemHttpResult>> Add(OwnerCookie cookie, DiaryStore diary, UserClock clock, HttpContext context, CancellationToken cancellationToken)
    {
        var (meal, problem) = await ReadAsync(context, clock, null, cancellationToken);
        if (meal is null) return problem!;
        return await diary.AddAsync(cookie.ReadOrCreate(context), meal, cancellationToken) switch
        {
            SaveOutcome.Saved saved => TypedResults.Created(AddressOf(saved.Meal), Tagged(context, saved.Meal)),
            SaveOutcome.Existed known => TypedResults.Ok(Tagged(context, known.Meal)),
            _ => DiaryProblems.DayFull(),
        };
    }

    private static async Task<Results<Ok<Meal>, Created<Meal>, ProblemHttpResult>> Put(
        string id, OwnerCookie cookie, DiaryStore diary, UserClock clock, HttpContext context, CancellationToken cancellationToken)
    {
        var (meal, problem) = await ReadAsync(context, clock, id, cancellationToken);
        if (meal is null) return problem!;
        var expected = Expected(context.Request);
        if (expected is not null && cookie.Read(context) is null) return DiaryProblems.Changed();
        var owner = cookie.ReadOrCreate(context);
        if (expected == AnyVersion) expected = (await diary.FindAsync(owner, id, cancellationToken))?.Version ?? AnyVersion;
        return await diary.SaveAsync(owner, meal, expected, cancellationToken) switch
        {
            SaveOutcome.Saved { IsNew: true } saved => TypedResults.Created(AddressOf(saved.Meal), Tagged(context, saved.Meal)),
            SaveOutcome.Saved saved => TypedResults.Ok(Tagged(context, saved.Meal)),
            SaveOutcome.DayFull => DiaryProblems.DayFull(),
            _ => DiaryProblems.Changed(),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(string id, OwnerCookie cookie, DiaryStore diary, HttpContext context, CancellationToken cancellationToken)
    {
        var deleted = cookie.Read(context) is { } owner ? await diary.DeleteAsync(owner, id, cancellationToken) : null;
        return deleted is null ? DiaryProblems.Unknown() : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Meal>, ProblemHttpResult>> SetFavourite(
        string id, bool favourite, OwnerCookie cookie, DiaryStore diary, HttpContext context, CancellationToken cancellationToken)
    {
        var meal = cookie.Read(context) is { } owner
            ? await diary.ChangeAsync(owner, id, meal => meal with { IsFavourite = favourite }, cancellationToken)
            : null;
        return meal is null ? DiaryProblems.Unknown() : TypedResults.Ok(Tagged(context, meal));
    }

    private static async Task<Results<Created<Meal>, Ok<Meal>, ProblemHttpResult>> Repeat(
        string id, string? date, string? zone, [FromQuery(Name = "as")] string? newId,
        OwnerCookie cookie, DiaryStore diary, UserClock clock, HttpContext context, CancellationToken cancellationToken)
    {
        var now = clock.Now(context.Request);
        var day = DateOnly.FromDateTime(now.DateTime);
        if (date is not null && !MealValidation.TryDate(date, out day)) return DiaryProblems.Invalid("date", "must be a day as yyyy-MM-dd, 2000-01-01 to 2100-12-31.");
        if (newId is not null && !MealId.TryHome(newId, out _)) return DiaryProblems.Invalid("as", $"must be {MealId.Shape}; leave it out and the server makes one.");
        if (cookie.Read(context) is not { } owner || await diary.FindAsync(owner, id, cancellationToken) is not { } meal) return DiaryProblems.Unknown();
        return await diary.AddAsync(owner, meal.Again(newId ?? MealId.Create(day), day, now), cancellationToken) switch
        {
            SaveOutcome.Saved saved => TypedResults.Created(AddressOf(saved.Meal), Tagged(context, saved.Meal)),
            SaveOutcome.Existed known => TypedResults.Ok(Tagged(context, known.Meal)),
            _ => DiaryProblems.DayFull(),
        };
    }

    private static async Task<(Meal? Meal, ProblemHttpResult? Problem)> ReadAsync(HttpContext context, UserClock clock, string? id, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return (null, DiaryProblems.NotJson());
        try
        {
            if (await context.Request.ReadFromJsonAsync<MealInput>(cancellationToken) is not { } input) return (null, DiaryProblems.Invalid("body", "is empty; send the JSON of a meal."));
            var validation = new MealValidation(clock.Now(context.Request));
            var meal = validation.Read(input, id);
            return validation.Errors.Count > 0 ? (null, DiaryProblems.Invalid(validation.Errors)) : (meal, null);
        }
        catch (JsonException fault)
        {
            return (null, DiaryProblems.Unreadable(fault));
        }
    }

    // If-Match, as RFC 9110 has it: a version, or * for any that is there.
    private static string? Expected(HttpRequest request) =>
        request.Headers.IfMatch.ToString().Trim().Trim('"') is { Length: > 0 } version ? version : null;

    private static string AddressOf(Meal meal) => $"/api/meals/{meal.Id}";

    private static Meal Tagged(HttpContext context, Meal meal)
    {
        context.Response.Headers.ETag = $"\"{meal.Version}\"";
        return meal;
    }
}
