using System.Text;
using Caloguessr.Web.Owners;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Caloguessr.Web.Diary;

/// <summary><c>GET /api/meals.csv?from=&amp;to=</c>: both days included; left out, there is no end on that side.</summary>
internal static class MealCsvEndpoint
{
    public static void MapMealCsv(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/meals.csv", Get).WithTags("Diary").Produces(200, contentType: "text/csv").ProducesValidationProblem()
            .WithSummary("The diary as CSV, a line for each food, from ?from= to ?to= (yyyy-MM-dd, both included).");

    private static Results<PushStreamHttpResult, ProblemHttpResult> Get(string? from, string? to, OwnerCookie cookie, DiaryStore diary, HttpContext context)
    {
        var (first, last) = (DateOnly.MinValue, DateOnly.MaxValue);
        if (from is not null && !MealValidation.TryDate(from, out first)) return DiaryProblems.Invalid("from", "must be a day as yyyy-MM-dd, 2000-01-01 to 2100-12-31.");
        if (to is not null && !MealValidation.TryDate(to, out last)) return DiaryProblems.Invalid("to", "must be a day as yyyy-MM-dd, 2000-01-01 to 2100-12-31.");
        var owner = cookie.Read(context);
        context.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.Stream(stream => WriteAsync(stream, owner, first, last, diary, context.RequestAborted), MealCsv.MediaType, "caloguessr-meals.csv");
    }

    internal static async Task WriteAsync(Stream stream, OwnerId? owner, DateOnly first, DateOnly last, DiaryStore diary, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(MealCsv.ByteOrderMark + MealCsv.Header), cancellationToken);
        if (owner is null) return;
        foreach (var day in (await diary.DaysAsync(owner, cancellationToken)).Where(day => day >= first && day <= last))
            foreach (var meal in await diary.DayAsync(owner, day, cancellationToken))
                await stream.WriteAsync(Encoding.UTF8.GetBytes(MealCsv.Lines(meal)), cancellationToken);
    }
}
