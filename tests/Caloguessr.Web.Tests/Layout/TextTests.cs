using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Caloguessr.Web.Tests.Layout;

/// <summary>The texts of the pages: every one in both languages, none forgotten, none left over.</summary>
public sealed class TextTests
{
    private static readonly Dictionary<string, string> English = Read("Texts.resx");
    private static readonly Dictionary<string, string> German = Read("Texts.de.resx");
    private static readonly string Source = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "Caloguessr.Web"), "*.*", SearchOption.AllDirectories)
        .Where(path => Path.GetExtension(path) is ".razor" or ".cs").Select(File.ReadAllText));

    [Fact]
    public void Texts_AreThereInBothLanguages() => Assert.Equal(English.Keys.Order(), German.Keys.Order());

    [Fact]
    public void Texts_HaveTheSamePlaceholdersInBothLanguages() => Assert.All(English, text => Assert.Equal(Placeholders(text.Value), Placeholders(German[text.Key])));

    [Fact]
    public void Texts_AreAllUsed()
    {
        var composed = Regex.Matches(Source, "T\\[\\$\"([^\"]+)\"").Select(match => new Regex($"^{Regex.Replace(match.Groups[1].Value, "\\{[^}]*\\}", "\\w+")}$")).ToList();

        Assert.DoesNotContain(English.Keys, key => !Source.Contains($"\"{key}\"", StringComparison.Ordinal) && !composed.Any(pattern => pattern.IsMatch(key)));
    }

    [Fact]
    public void Pages_UseNoTextThatIsMissing() =>
        Assert.DoesNotContain(Regex.Matches(Source, "\\bT\\[\"([A-Za-z]+)\"").Select(match => match.Groups[1].Value), key => !English.ContainsKey(key));

    private static IEnumerable<string> Placeholders(string text) => Regex.Matches(text, "\\{\\d\\}").Select(match => match.Value).Distinct().Order();

    private static Dictionary<string, string> Read(string file) => XDocument.Load(Path.Combine(Repository.Root, "Caloguessr.Web", "Resources", file))
        .Descendants("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value, StringComparer.Ordinal);
}
