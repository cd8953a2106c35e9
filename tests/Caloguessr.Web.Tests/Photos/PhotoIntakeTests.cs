using System.Text;
using Caloguessr.Web.Photos;
using NetVips;
using static Caloguessr.Web.Photos.PhotoIntakeResult;

namespace Caloguessr.Web.Tests.Photos;

public sealed class PhotoIntakeTests : IDisposable
{
    private readonly PhotoIntake _intake = DrawnPhotos.Intake();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _intake.Dispose();

    public static TheoryData<string> Kinds => ["jpeg", "progressive", "png", "interlaced", "webp", "lossless"];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Read_EachType_GivesTheSamePicture(string kind)
    {
        var photo = await Accept(kind switch
        {
            "jpeg" => DrawnPhotos.Jpeg(),
            "progressive" => DrawnPhotos.Jpeg(progressive: true),
            "png" => DrawnPhotos.Png(),
            "interlaced" => DrawnPhotos.Png(interlaced: true),
            "webp" => DrawnPhotos.Webp(),
            _ => DrawnPhotos.Webp(lossless: true),
        });

        Assert.Equal((640, 480), (photo.Width, photo.Height));
        AssertRedLeftBlueRight(photo);
    }

    [Fact]
    public async Task Read_LargePhoto_IsScaledToTheLongestEdge()
    {
        var photo = await Accept(DrawnPhotos.Jpeg(2400, 1800));

        Assert.Equal((1600, 1200), (photo.Width, photo.Height));
    }

    // Where the reddish half lies once the picture, stored as it is, is turned as its orientation says.
    [Theory]
    [InlineData(1, 640, 480, 0.25, 0.5)]
    [InlineData(2, 640, 480, 0.75, 0.5)]
    [InlineData(3, 640, 480, 0.75, 0.5)]
    [InlineData(4, 640, 480, 0.25, 0.5)]
    [InlineData(5, 480, 640, 0.5, 0.25)]
    [InlineData(6, 480, 640, 0.5, 0.25)]
    [InlineData(7, 480, 640, 0.5, 0.75)]
    [InlineData(8, 480, 640, 0.5, 0.75)]
    public async Task Read_Orientation_IsApplied(int orientation, int width, int height, double redX, double redY)
    {
        var photo = await Accept(DrawnPhotos.JpegWithMetadata(orientation));

        Assert.Equal((width, height), (photo.Width, photo.Height));
        using var picture = DrawnPhotos.Decode(photo);
        var red = picture[(int)(redX * width), (int)(redY * height)];
        var blue = picture[(int)((1 - redX) * width), (int)((1 - redY) * height)];
        Assert.True(red[0] > 2 * red[2] && blue[2] > 2 * blue[0], $"{string.Join(' ', red)} / {string.Join(' ', blue)}");
    }

    // Top and bottom tell mirrored from turned: orientation 1 is brighter above, 3 below, 5 left, 6 right.
    [Theory]
    [InlineData(1, 0, -1)]
    [InlineData(2, 0, -1)]
    [InlineData(3, 0, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(5, -1, 0)]
    [InlineData(6, 1, 0)]
    [InlineData(7, 1, 0)]
    [InlineData(8, -1, 0)]
    public async Task Read_Orientation_PutsTheBrightSide(int orientation, int x, int y)
    {
        var photo = await Accept(DrawnPhotos.JpegWithMetadata(orientation));

        using var picture = DrawnPhotos.Decode(photo);
        using var grey = picture.Colourspace(Enums.Interpretation.Bw);
        double Side(int sign) => grey.Crop(
            x == 0 ? 0 : Middle(photo.Width, sign * x), y == 0 ? 0 : Middle(photo.Height, sign * y),
            x == 0 ? photo.Width : photo.Width / 4, y == 0 ? photo.Height : photo.Height / 4).Avg();
        Assert.True(Side(1) > Side(-1) + 20, $"{Side(1)} and {Side(-1)}");

        static int Middle(int length, int sign) => sign < 0 ? 0 : length - length / 4;
    }

    [Fact]
    public async Task Read_Metadata_IsGone()
    {
        var upload = DrawnPhotos.JpegWithMetadata();
        Assert.Contains("SecretPlace", Encoding.Latin1.GetString(upload), StringComparison.Ordinal);

        var photo = await Accept(upload);

        using var picture = DrawnPhotos.Decode(photo);
        Assert.DoesNotContain(picture.GetFields(), field => field.Contains("exif", StringComparison.Ordinal)
            || field is "icc-profile-data" or "xmp-data" or "iptc-data" or "orientation" || field.StartsWith("jpeg-comment", StringComparison.Ordinal));
        var text = Encoding.Latin1.GetString(photo.Jpeg.Span);
        foreach (var secret in (string[])["Secret", "CameraMaker", "Exif", "ICC_PROFILE"])
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WideGamutProfile_IsConvertedToSrgb()
    {
        using var plain = (Image.Black(64, 64).Bandjoin(Image.Black(64, 64), Image.Black(64, 64)) + new double[] { 0, 255, 0 })
            .Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        // The numbers of muted sRGB green in Display P3, labelled as such, must come out as that sRGB green again.
        using var muted = (plain * new double[] { 0, 0.7, 0 } + new double[] { 90, 0, 80 }).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        using var wide = muted.IccTransform("p3", inputProfile: "srgb");

        var photo = await Accept(wide.JpegsaveBuffer(q: 98, keep: Enums.ForeignKeep.Icc));

        using var picture = DrawnPhotos.Decode(photo);
        var (expected, found, unconverted) = (muted[32, 32], picture[32, 32], wide[32, 32]);
        Assert.All(expected.Zip(found), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 6));
        Assert.Contains(expected.Zip(unconverted), pair => Math.Abs(pair.First - pair.Second) > 12);
    }

    [Theory]
    [InlineData(Enums.ForeignKeep.Icc)]
    [InlineData(Enums.ForeignKeep.None)]
    public async Task Read_CmykWithOrWithoutProfile_BecomesRgb(Enums.ForeignKeep keep)
    {
        using var plate = DrawnPhotos.Plate(640, 480);
        using var cmyk = plate.IccTransform("cmyk", inputProfile: "srgb");

        var photo = await Accept(cmyk.JpegsaveBuffer(q: 90, keep: keep));

        AssertRedLeftBlueRight(photo);
    }

    [Fact]
    public async Task Read_BrokenProfile_IsIgnored()
    {
        using var plate = DrawnPhotos.Plate(640, 480);
        using var tagged = plate.Mutate(image => image.Set(GValue.BlobType, "icc-profile-data", new byte[500]));

        AssertRedLeftBlueRight(await Accept(tagged.JpegsaveBuffer(q: 90)));
    }

    [Fact]
    public async Task Read_Grey16BitPng_BecomesRgb()
    {
        using var plate = DrawnPhotos.Plate(640, 480);
        using var grey = plate.Colourspace(Enums.Interpretation.Grey16);

        var photo = await Accept(grey.PngsaveBuffer(compression: 1));

        using var picture = DrawnPhotos.Decode(photo);
        Assert.Equal((3, Enums.BandFormat.Uchar), (picture.Bands, picture.Format));
        var (top, bottom) = (picture.Crop(0, 0, 640, 20).Avg(), picture.Crop(0, 460, 640, 20).Avg());
        Assert.InRange(top, bottom + 15, 200);
    }

    [Fact]
    public async Task Read_Transparency_LiesOnWhite()
    {
        using var clear = Image.Black(100, 100, bands: 4).Copy(interpretation: Enums.Interpretation.Srgb);

        var photo = await Accept(clear.PngsaveBuffer());

        using var picture = DrawnPhotos.Decode(photo);
        Assert.Equal([255, 255, 255], picture[50, 50]);
    }

    [Fact]
    public async Task Read_AnimatedWebp_GivesTheFirstFrame()
    {
        using var first = DrawnPhotos.Plate(200, 150);
        using var strip = first.Join(first.Invert(), Enums.Direction.Vertical).Mutate(image => image.Set(GValue.GIntType, "page-height", 150));

        var photo = await Accept(strip.WebpsaveBuffer(effort: 0));

        Assert.Equal((200, 150), (photo.Width, photo.Height));
        AssertRedLeftBlueRight(photo);
    }

    private async Task<MealPhoto> Accept(byte[] upload)
    {
        using var stream = new MemoryStream(upload);
        var photo = Assert.IsType<Accepted>(await _intake.ReadAsync(stream, Token)).Photo;
        Assert.Equal("JPEG", PhotoType.Of(photo.Jpeg.Span));
        return photo;
    }

    private static void AssertRedLeftBlueRight(MealPhoto photo)
    {
        using var picture = DrawnPhotos.Decode(photo);
        var (left, right) = (picture[photo.Width / 4, photo.Height / 2], picture[photo.Width * 3 / 4, photo.Height / 2]);
        Assert.Equal(3, left.Length);
        Assert.True(left[0] > 1.5 * left[2] && right[2] > 1.5 * right[0], $"{string.Join(' ', left)} / {string.Join(' ', right)}");
    }
}
