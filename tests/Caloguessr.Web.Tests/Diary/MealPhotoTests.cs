using System.Net;
using NetVips;
using static Caloguessr.Web.Tests.Diary.DiaryClient;

namespace Caloguessr.Web.Tests.Diary;

public sealed class MealPhotoTests(WebHost host) : IClassFixture<WebHost>
{
    private const string KeepPhotos = "caloguessr-settings=photos%3Dkeep";
    private const string Secret = "taken at home";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_KeepingSwitchedOff_StoresNothing()
    {
        using var client = host.CreateClient();
        var id = Id(await client.AddAsync(Meal()));

        using var answer = await client.PutAsync($"/api/meals/{id}/photo", Form(Photo()), Token);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("urn:caloguessr:photos-not-kept", (await answer.JsonAsync()).Text("type"));
        Assert.Empty(FilesOf(id));
    }

    [Fact]
    public async Task Put_KeepingSwitchedOn_KeepsItWithoutMetadataForItsOwner()
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", KeepPhotos);
        var id = Id(await client.AddAsync(Meal()));
        var photo = Photo();
        Assert.Contains(Secret, System.Text.Encoding.Latin1.GetString(photo), StringComparison.Ordinal);

        using var answer = await client.PutAsync($"/api/meals/{id}/photo", Form(photo), Token);
        using var found = await client.GetAsync($"/api/meals/{id}/photo", Token);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("image/jpeg", found.Content.Headers.ContentType!.MediaType);
        Assert.True(found.Headers.CacheControl!.Private);
        var kept = await found.Content.ReadAsByteArrayAsync(Token);
        using var image = Image.NewFromBuffer(kept);
        Assert.Equal((64, 48), (image.Width, image.Height));
        Assert.DoesNotContain(Secret, System.Text.Encoding.Latin1.GetString(kept), StringComparison.Ordinal);
        Assert.True((await client.DayAsync()).GetProperty("meals")[0].GetProperty("hasPhoto").GetBoolean());
    }

    [Fact]
    public async Task Put_NoPhoto_SaysSoAndStoresNothing()
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", KeepPhotos);
        var id = Id(await client.AddAsync(Meal()));

        using var answer = await client.PutAsync($"/api/meals/{id}/photo", Form("no photo at all"u8.ToArray()), Token);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("urn:caloguessr:photo-type", (await answer.JsonAsync()).Text("type"));
        Assert.Empty(FilesOf(id));
    }

    [Fact]
    public async Task Delete_PhotoAlone_KeepsTheMeal()
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", KeepPhotos);
        var id = Id(await client.AddAsync(Meal()));
        using var put = await client.PutAsync($"/api/meals/{id}/photo", Form(Photo()), Token);

        using var deleted = await client.DeleteAsync($"/api/meals/{id}/photo", Token);
        using var gone = await client.GetAsync($"/api/meals/{id}/photo", Token);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Empty(FilesOf(id));
        Assert.Equal([id], await client.IdsAsync());
    }

    internal static MultipartFormDataContent Form(byte[] photo) => new() { { new ByteArrayContent(photo), "photo", "meal.jpg" } };

    internal static byte[] Photo()
    {
        using var image = (Image.Black(64, 48, bands: 3) + 90).Cast(Enums.BandFormat.Uchar).Mutate(mutable =>
            mutable.Set(GValue.GStrType, "exif-ifd0-ImageDescription", Secret));
        return image.JpegsaveBuffer();
    }

    private IEnumerable<string> FilesOf(string id) =>
        Directory.EnumerateFiles(host.Lake, $"{id}*", SearchOption.AllDirectories);
}
