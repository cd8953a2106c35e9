using System.Diagnostics;
using System.Text.Json;
using Caloguessr.Contracts.Events;
using Caloguessr.Web.Diary;
using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Events;

/// <summary>
/// Makes an event of each saved meal that a model estimated. Meals typed in, searched for or eaten again are no estimates. An event holds neither owner
/// nor title, time of the meal, photo or key.
/// </summary>
internal sealed partial class EstimateEvents(EstimateOutbox outbox, TimeProvider time, ILogger<EstimateEvents> log)
{
    /// <summary>Keeps the event of a meal that was just saved. The diary never fails for it.</summary>
    public async Task SavedAsync(Meal meal)
    {
        if (meal.Model is not { } model || meal.Source == MealSource.Repeat) return;
        var value = JsonSerializer.SerializeToElement(EventOf(meal, model, time.GetUtcNow()), EventJson.Default.MealEstimate);
        var entry = new OutboxEntry(meal.Id, value, Activity.Current?.Id);
        try
        {
            // The meal is saved: a user who leaves now must not take its event along.
            if (!await outbox.AddAsync(entry, CancellationToken.None)) LogDropped(log, EstimateOutbox.MaxWaiting);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            LogNotKept(log, failed);
        }
    }

    internal static MealEstimate EventOf(Meal meal, string model, DateTimeOffset now) => new()
    {
        SchemaVersion = MealEstimate.CurrentSchemaVersion,
        Id = meal.Id,
        Items = [.. meal.Items.Select(ItemOf)],
        Totals = new(Energy(meal.Totals.EnergyKcal), meal.Totals.ProteinGrams, meal.Totals.CarbsGrams, meal.Totals.FatGrams),
        Confidence = EstimateChecks.WeighedConfidence(meal.Items.Select(item => (item.Confidence, item.EnergyKcal.Value))),
        Model = model,
        Corrected = meal.IsCorrected,
        Timestamp = now,
    };

    private static MealEstimateItem ItemOf(MealItem item) => new()
    {
        Name = item.Name,
        FoodKey = item.FoodKey,
        PortionGrams = item.PortionGrams,
        EnergyKcal = Energy(item.EnergyKcal),
        ProteinGrams = item.ProteinGrams,
        CarbsGrams = item.CarbsGrams,
        FatGrams = item.FatGrams,
        Confidence = item.Confidence,
    };

    private static EnergyKcal Energy(EnergyRange energy) => new(energy.Low, energy.Value, energy.High);

    [LoggerMessage(EventName = "web.events.dropped", Level = LogLevel.Warning, Message = "An estimate's event was dropped: {MaxWaiting} wait for the broker already.")]
    private static partial void LogDropped(ILogger log, int maxWaiting);

    [LoggerMessage(EventName = "web.events.not_kept", Level = LogLevel.Error, Message = "An estimate's event is lost: the lake could not keep it.")]
    private static partial void LogNotKept(ILogger log, Exception failed);
}
