using System.Text.Json;
using Caloguessr.Contracts.Foods;

namespace Caloguessr.Web.Recognition;

/// <summary>What the recogniser's outputs stand for: foods of the table, and one for no food.</summary>
public sealed class FoodLabels
{
    private const string NotFoodKey = "not_food";

    private readonly Food?[] _foods;

    private FoodLabels(Food?[] foods) => _foods = foods;

    /// <summary>How many outputs there are.</summary>
    public int Count => _foods.Length;

    /// <summary>The output that means no food.</summary>
    public int NotFood => Array.IndexOf(_foods, null);

    /// <summary>The food of an output; <c>null</c>: no food.</summary>
    public Food? this[int output] => _foods[output];

    /// <summary>Reads the labels that belong to the model.</summary>
    /// <exception cref="InvalidDataException">Labels have no food in the table; the message names them.</exception>
    public static FoodLabels Load(FoodTable foods)
    {
        using var file = File.OpenRead(FoodRecogniser.PathOf("labels.json"));
        using var document = JsonDocument.Parse(file);
        var keys = document.RootElement.EnumerateArray().OrderBy(label => label.GetProperty("index").GetInt32())
            .Select(label => label.GetProperty("key").GetString()!).ToArray();
        var unknown = keys.Where(key => key != NotFoodKey && foods.Find(key) is null).ToArray();
        return unknown.Length == 0
            ? new([.. keys.Select(foods.Find)])
            : throw new InvalidDataException($"The food table lacks foods that the recogniser names: {string.Join(", ", unknown)}.");
    }
}
