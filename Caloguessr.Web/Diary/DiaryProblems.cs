using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Caloguessr.Web.Diary;

/// <summary>What can go wrong with a diary, as problem documents.</summary>
internal static class DiaryProblems
{
    public static ProblemHttpResult Invalid(Dictionary<string, string[]> errors) => TypedResults.Problem(new HttpValidationProblemDetails(errors)
    {
        Type = "urn:caloguessr:meal-invalid",
        Title = "The meal cannot be saved as it is",
        Detail = string.Join(' ', errors.Values.SelectMany(messages => messages).Take(3)),
        Status = StatusCodes.Status400BadRequest,
    });

    public static ProblemHttpResult Invalid(string field, string message) => Invalid(new() { [field] = [$"{field} {message}"] });

    public static ProblemHttpResult Unreadable(JsonException fault) =>
        Invalid(fault.Path is { Length: > 2 } path ? path[2..] : "body", "is not the JSON of a meal: a field has the wrong type or the text is cut off. See /openapi/v1.json.");

    public static ProblemHttpResult NotJson() =>
        Problem(StatusCodes.Status415UnsupportedMediaType, "meal-type", "The meal is not sent as JSON", "Send it with Content-Type: application/json.");

    public static ProblemHttpResult Unknown() =>
        Problem(StatusCodes.Status404NotFound, "meal-unknown", "There is no such meal", "It was deleted, or it is in the diary of another browser. Link the devices in the settings to share a diary.");

    public static ProblemHttpResult Changed() =>
        Problem(StatusCodes.Status412PreconditionFailed, "meal-changed", "The meal was changed elsewhere", "Another tab or device saved it since it was read. Read it again, then make the change.");

    public static ProblemHttpResult DayFull() =>
        Problem(StatusCodes.Status409Conflict, "day-full", "The day is full", $"A day holds up to {DiaryStore.MaxMealsPerDay} meals. Delete one first, or choose another day.");

    public static ProblemHttpResult PhotosNotKept() =>
        Problem(StatusCodes.Status409Conflict, "photos-not-kept", "Photos are not kept", "Switch on 'keep photos' in the settings first.");

    /// <summary>An endpoint filter: who came too often second is told to come again.</summary>
    public static async ValueTask<object?> AnswerBusy(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            return await next(invocation);
        }
        catch (DiaryBusyException)
        {
            return Busy(invocation.HttpContext.Response);
        }
    }

    private static ProblemHttpResult Busy(HttpResponse response)
    {
        response.Headers.RetryAfter = "1";
        return Problem(StatusCodes.Status503ServiceUnavailable, "diary-busy", "The diary is busy", "Other tabs or devices are saving to the same day. Nothing was lost; try again in a second.");
    }

    private static ProblemHttpResult Problem(int status, string code, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: $"urn:caloguessr:{code}");
}
