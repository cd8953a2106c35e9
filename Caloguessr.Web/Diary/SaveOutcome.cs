namespace Caloguessr.Web.Diary;

/// <summary>How a save ended.</summary>
public abstract record SaveOutcome
{
    private SaveOutcome() { }

    /// <summary>The meal is in the diary.</summary>
    /// <param name="Meal">As stored.</param>
    /// <param name="IsNew">Whether it was not there before.</param>
    public sealed record Saved(Meal Meal, bool IsNew) : SaveOutcome;

    /// <summary>It was to be new, and is there already: a retry.</summary>
    public sealed record Existed(Meal Meal) : SaveOutcome;

    /// <summary>Another tab or device changed it since it was read.</summary>
    public sealed record Changed : SaveOutcome;

    /// <summary>The day holds as many meals as a day can.</summary>
    public sealed record DayFull : SaveOutcome;
}
