using Caloguessr.Contracts.Foods;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Caloguessr.Web.Foods;

/// <summary>A food of the table in one language. Figures are per 100 g.</summary>
public sealed record FoodView(
    string Key, string Name, string Group, double EnergyKcal, double ProteinGrams, double CarbsGrams, double FatGrams,
    double FibreGrams, double SugarGrams, double SaltGrams, IReadOnlyList<Estimates.Portion> Portions, int FdcId, bool IsRough)
{
    /// <summary>The food in a language.</summary>
    public static FoodView Of(Food food, string language) => new(
        food.Key, food.Name(language), food.Group, food.EnergyKcal, food.ProteinGrams, food.CarbsGrams, food.FatGrams,
        food.FibreGrams, food.SugarGrams, food.SaltGrams,
        [.. food.Portions.Select(portion => new Estimates.Portion(portion.Label(language), portion.Grams))], food.FdcId, food.IsRough);
}

/// <summary>Search of the food table: <c>GET /api/foods?q=</c>.</summary>
public static class FoodEndpoints
{
    private const int DefaultLimit = 10;
    private const int MaxLimit = 50;

    public static void AddFoods(this IHostApplicationBuilder builder) => builder.Services.AddSingleton(_ => FoodTable.Load());

    public static void MapFoods(this IEndpointRouteBuilder app) => app.MapGet("/api/foods", Search).WithTags("Foods");

    private static Ok<IReadOnlyList<FoodView>> Search(FoodTable foods, string? q, int? limit, string? language)
    {
        var query = q?.Trim() ?? "";
        if (query.Length == 0) return TypedResults.Ok<IReadOnlyList<FoodView>>([]);
        var found = foods.Search(query, Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit), language);
        return TypedResults.Ok<IReadOnlyList<FoodView>>([.. found.Select(match => FoodView.Of(match.Food, language ?? "en"))]);
    }
}
