using Caloguessr.Contracts.Foods;

namespace Caloguessr.Web.Recognition;

/// <summary>A food that a picture may show.</summary>
/// <param name="Food">The food.</param>
/// <param name="Probability">0 to 1.</param>
public sealed record Guess(Food Food, double Probability);
