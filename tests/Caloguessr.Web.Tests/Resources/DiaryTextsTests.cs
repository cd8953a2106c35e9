using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Caloguessr.Web.Tests.Resources;

public sealed partial class DiaryTextsTests
{
    [Fact]
    public void German_EveryText_HasTheSamePlacesAsEnglish()
    {
        var (english, german) = (Texts("DiaryTexts.resx"), Texts("DiaryTexts.de.resx"));

        Assert.Equal(english.Keys, german.Keys);
        Assert.All(english, text => Assert.Equal(Places(text.Value), Places(german[text.Key])));
    }

    private static SortedDictionary<string, string> Texts(string file) => new(
        XDocument.Load(Path.Combine(Repository.Root, "Caloguessr.Web", "Resources", file)).Root!.Elements("data")
            .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value), StringComparer.Ordinal);

    private static string[] Places(string text) => [.. Place().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
