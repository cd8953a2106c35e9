using Caloguessr.Web.Estimates;
using Caloguessr.Web.Owners;
using Caloguessr.Web.Photos;
using Caloguessr.Web.Security;
using Caloguessr.Web.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Caloguessr.Web.Diary;

/// <summary>
/// The photo of a saved meal, for users who switched on that photos are kept. It goes through the same intake as for an estimate,
/// so no metadata is stored, and only its owner gets it back.
/// </summary>
internal static class MealPhotoEndpoints
{
    public static void MapMealPhotos(this IEndpointRouteBuilder app)
    {
        var photos = app.MapGroup("/api/meals/{id}/photo").WithTags("Diary").AddEndpointFilter(DiaryProblems.AnswerBusy);
        photos.MapPut("/", Put).DisableAntiforgery().RequireRateLimiting(RateLimits.Writes).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415)
            .WithSummary("Keeps a meal's photo (multipart, part 'photo'). Needs the setting 'keep photos'.");
        photos.MapGet("/", Get).Produces(200, contentType: MealPhoto.MediaType).ProducesProblem(404).WithSummary("A meal's photo.");
        photos.MapDelete("/", Delete).RequireRateLimiting(RateLimits.Writes).ProducesProblem(404).WithSummary("Removes a meal's photo and keeps the meal.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Put(
        string id, OwnerCookie cookie, DiaryStore diary, MealPhotos photos, PhotoUploadReader reader, HttpContext context, CancellationToken cancellationToken)
    {
        if (!UserSettings.Read(context.Request).KeepPhotos) return DiaryProblems.PhotosNotKept();
        if (cookie.Read(context) is not { } owner || await diary.FindAsync(owner, id, cancellationToken) is null) return DiaryProblems.Unknown();
        var upload = await reader.ReadAsync(context.Request, cancellationToken);
        if (upload.Photo is not PhotoIntakeResult.Accepted { Photo: var photo }) return TypedResults.Problem(EstimateProblems.Of(upload.Photo, AskedLanguage.Of(context.Request, upload.Language)));

        await photos.PutAsync(owner, id, photo, cancellationToken);
        if (await diary.ChangeAsync(owner, id, meal => meal with { HasPhoto = true }, cancellationToken) is not null) return TypedResults.NoContent();
        await photos.DeleteAsync(owner, id, CancellationToken.None);
        return DiaryProblems.Unknown();
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Get(
        string id, OwnerCookie cookie, DiaryStore diary, MealPhotos photos, HttpContext context, CancellationToken cancellationToken)
    {
        if (cookie.Read(context) is not { } owner || await diary.FindAsync(owner, id, cancellationToken) is not { HasPhoto: true }) return DiaryProblems.Unknown();
        if (await photos.GetAsync(owner, id, cancellationToken) is not { } photo) return DiaryProblems.Unknown();
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(photo.Content, MealPhoto.MediaType, entityTag: new($"\"{photo.ETag}\""));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        string id, OwnerCookie cookie, DiaryStore diary, MealPhotos photos, HttpContext context, CancellationToken cancellationToken)
    {
        if (cookie.Read(context) is not { } owner) return DiaryProblems.Unknown();
        if (await diary.ChangeAsync(owner, id, meal => meal with { HasPhoto = false }, cancellationToken) is null) return DiaryProblems.Unknown();
        await photos.DeleteAsync(owner, id, cancellationToken);
        return TypedResults.NoContent();
    }
}
