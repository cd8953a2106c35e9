using Caloguessr.Web.Diary;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Caloguessr.Web.Tests.Diary;

public sealed class UserClockTests
{
    [Theory]
    [InlineData("", "", "2026-11-24")]
    [InlineData("?zone=Pacific/Auckland", "", "2026-11-25")]
    [InlineData("", "caloguessr-zone=Pacific%2FAuckland", "2026-11-25")]
    [InlineData("?zone=America/New_York", "caloguessr-zone=Pacific%2FAuckland", "2026-11-24")]
    [InlineData("?zone=../../etc/passwd", "caloguessr-zone=Middle%2FEarth", "2026-11-24")]
    public void Today_ZoneAskedFor_IsTheDayThere(string query, string cookie, string expected)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 22, 30, 0, TimeSpan.Zero));
        var request = new DefaultHttpContext { Request = { QueryString = new(query) } }.Request;
        request.Headers.Cookie = cookie;

        var today = new UserClock(time).Today(request);

        Assert.Equal(DateOnly.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), today);
    }
}
