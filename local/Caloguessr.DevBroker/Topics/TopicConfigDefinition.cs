using System.Globalization;

namespace Caloguessr.DevBroker.Topics;

/// <summary>One configuration of a topic: its name, default, type on the wire, and why a value is not allowed (<c>null</c>: it is).</summary>
internal sealed record TopicConfigDefinition(string Name, string Default, TopicConfigType Type, Func<string, string?> Fault)
{
    public static TopicConfigDefinition Int64(string name, long standard, long least) =>
        Number(name, standard, TopicConfigType.Long, value => long.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= least, $"must be a number, at least {least}");

    public static TopicConfigDefinition Int32(string name, int standard, int least) =>
        Number(name, standard, TopicConfigType.Int, value => int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= least, $"must be a number, at least {least}");

    public static TopicConfigDefinition Real(string name, double standard, double least, double most) =>
        new(name, standard.ToString(CultureInfo.InvariantCulture), TopicConfigType.Double,
            value => double.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? null : Text(name, value, $"must be from {least} to {most}"));

    public static TopicConfigDefinition Flag(string name, bool standard) =>
        new(name, standard ? "true" : "false", TopicConfigType.Boolean, value => bool.TryParse(value, out _) ? null : Text(name, value, "must be true or false"));

    public static TopicConfigDefinition Word(string name, string standard, params string[] allowed) =>
        new(name, standard, TopicConfigType.String, value => allowed.Contains(value, StringComparer.Ordinal) ? null : Text(name, value, $"must be one of {string.Join(", ", allowed)}"));

    public static TopicConfigDefinition Words(string name, string standard, params string[] allowed) =>
        new(name, standard, TopicConfigType.List, value => value.Length > 0 && value.Split(',', StringSplitOptions.TrimEntries).All(word => allowed.Contains(word, StringComparer.Ordinal))
            ? null : Text(name, value, $"must hold {string.Join(", ", allowed)}"));

    private static TopicConfigDefinition Number(string name, long standard, TopicConfigType type, Func<string, bool> isAllowed, string rule) =>
        new(name, standard.ToString(CultureInfo.InvariantCulture), type, value => isAllowed(value) ? null : Text(name, value, rule));

    private static string Text(string name, string value, string rule) => $"Invalid value {value} for configuration {name}: it {rule}";
}

/// <summary>The type of a configuration, as DescribeConfigs tells it.</summary>
internal enum TopicConfigType : sbyte
{
    Boolean = 1,
    String = 2,
    Int = 3,
    Long = 5,
    Double = 6,
    List = 7,
}
