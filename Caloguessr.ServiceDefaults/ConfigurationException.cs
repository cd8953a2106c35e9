namespace Caloguessr.ServiceDefaults;

/// <summary>A setting stops the start. The message is one line: the setting as an environment variable, what is wrong, and the fix.</summary>
public sealed class ConfigurationException(string setting, string fault) : Exception($"{setting} {fault}.")
{
    /// <summary>The setting, written as an environment variable.</summary>
    public string Setting { get; } = setting;
}
