using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Caloguessr.ServiceDefaults;

/// <summary>Reads a section of the configuration when the application is put together, so that a bad setting stops the start before anything runs.</summary>
public static class OptionsReader
{
    /// <summary>
    /// Binds a section to an options class and validates its annotations. An empty value counts as not set: Aspire passes a parameter
    /// without a value as an empty one. An annotation's message continues the sentence that begins with the setting's name.
    /// </summary>
    /// <exception cref="ConfigurationException">A value cannot be read or is not allowed.</exception>
    public static T Read<T>(IConfiguration configuration, string section) where T : class, new()
    {
        var options = new T();
        foreach (var property in typeof(T).GetProperties().Where(property => property.CanWrite))
        {
            var value = configuration[$"{section}:{property.Name}"]?.Trim();
            if (!string.IsNullOrEmpty(value)) property.SetValue(options, Convert(property, value, Variable(section, property.Name)));
        }

        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
            throw new ConfigurationException(Variable(section, faults[0].MemberNames.First()), faults[0].ErrorMessage ?? "is not valid");
        return options;
    }

    private static string Variable(string section, string name) => $"{section}__{name}";

    private static object? Convert(PropertyInfo property, string value, string variable)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(Uri))
            return Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? uri
                : throw new ConfigurationException(variable, "is no address; write http://host:port or https://host");
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value);
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException or ArgumentException or NotSupportedException)
        {
            throw new ConfigurationException(variable, $"cannot be read; write {(type == typeof(TimeSpan) ? "a duration as hh:mm:ss" : $"a {type.Name}")}");
        }
    }
}
