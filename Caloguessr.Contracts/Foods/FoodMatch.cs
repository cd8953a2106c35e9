namespace Caloguessr.Contracts.Foods;

/// <summary>A food found by its name.</summary>
/// <param name="Food">The food.</param>
/// <param name="Score">How well the name fits, 0 to 1; 1 is the exact name.</param>
public sealed record FoodMatch(Food Food, double Score);
