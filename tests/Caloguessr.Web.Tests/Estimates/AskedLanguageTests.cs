using Caloguessr.Web.Estimates;
using Microsoft.AspNetCore.Http;

namespace Caloguessr.Web.Tests.Estimates;

public sealed class AskedLanguageTests
{
    [Theory]
    [InlineData("de", "en", "de")]
    [InlineData("EN", "de", "en")]
    [InlineData("fr", "de-CH", "de")]
    [InlineData(null, "fr, en;q=0.3, de;q=0.7", "de")]
    [InlineData(null, "fr", "en")]
    [InlineData("", "", "en")]
    [InlineData("../de", ";;;=", "en")]
    public void Of_NamedOrAccepted_IsGermanOrEnglish(string? named, string accepted, string expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.AcceptLanguage = accepted;

        Assert.Equal(expected, AskedLanguage.Of(request, named));
    }
}
