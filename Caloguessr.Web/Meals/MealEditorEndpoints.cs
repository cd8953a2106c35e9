using System.Globalization;
using Caloguessr.Contracts.Foods;
using Caloguessr.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Caloguessr.Web.Meals;

/// <summary>The editor's parts for scripts, so that its markup has one source: this server.</summary>
public static class MealEditorEndpoints
{
    private const long MaxBodyBytes = 256 * 1024;

    public static void MapMealEditor(this IEndpointRouteBuilder app)
    {
        var editor = app.MapGroup("/meal-editor").ExcludeFromDescription();
        editor.MapPost("", Show).WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes)).RequireRateLimiting(RateLimits.Writes);
        editor.MapGet("/item", ShowItem);
    }

    private static Results<RazorComponentResult<MealEditor>, BadRequest> Show(MealDraft draft) =>
        draft.IsSound
            ? new RazorComponentResult<MealEditor>(new Dictionary<string, object?> { [nameof(MealEditor.Draft)] = draft })
            : TypedResults.BadRequest();

    private static Results<RazorComponentResult<MealItemRow>, NotFound> ShowItem(FoodTable foods, string food, string? amount) =>
        foods.Find(food) is { } found
            ? new RazorComponentResult<MealItemRow>(new Dictionary<string, object?>
            {
                [nameof(MealItemRow.Item)] = FoodItem.Of(found, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, AmountWord.Read(amount)),
                [nameof(MealItemRow.Amount)] = AmountWord.Read(amount),
            })
            : TypedResults.NotFound();
}
