using Caloguessr.Web.Photos;
using NetVips;

namespace Caloguessr.Web.Tests.Photos;

/// <summary>Pictures the tests draw, and intake to send them through.</summary>
internal static class DrawnPhotos
{
    /// <summary>A plate-like picture: left half reddish, right half bluish, brighter to the top, with some grain.</summary>
    public static Image Plate(int width, int height)
    {
        using var at = Image.Xyz(width, height);
        using var grain = Image.Gaussnoise(width, height, sigma: 6, mean: 0, seed: 7);
        using var light = 220 - at[1] * (120.0 / height) + grain;
        using var dim = light * 0.3;
        using var red = light.Bandjoin(dim, dim);
        using var blue = dim.Bandjoin(dim, light);
        using var isLeft = at[0] < width / 2.0;
        using var drawn = isLeft.Ifthenelse(red, blue).Cast(Enums.BandFormat.Uchar);
        return drawn.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    public static byte[] Jpeg(int width = 640, int height = 480, bool progressive = false, int quality = 88)
    {
        using var plate = Plate(width, height);
        return plate.JpegsaveBuffer(q: quality, interlace: progressive);
    }

    public static byte[] Png(int width = 640, int height = 480, bool interlaced = false)
    {
        using var plate = Plate(width, height);
        return plate.PngsaveBuffer(compression: 1, interlace: interlaced);
    }

    public static byte[] Webp(int width = 640, int height = 480, bool lossless = false)
    {
        using var plate = Plate(width, height);
        return plate.WebpsaveBuffer(lossless: lossless, effort: 0);
    }

    /// <summary>The picture with metadata of every kind that a JPEG can carry.</summary>
    public static byte[] JpegWithMetadata(int orientation = 1)
    {
        using var plate = Plate(640, 480);
        using var tagged = plate.Mutate(image =>
        {
            image.Set(GValue.GIntType, "orientation", orientation);
            image.Set(GValue.GStrType, "exif-ifd0-Make", "CameraMaker");
            image.Set(GValue.GStrType, "exif-ifd3-GPSLatitude", "52/1 31/1 12/1");
            image.Set(GValue.GStrType, "exif-ifd3-GPSLongitude", "13/1 24/1 18/1");
            image.Set(GValue.BlobType, "xmp-data", "<x:xmpmeta>SecretPlace</x:xmpmeta>"u8.ToArray());
            image.Set(GValue.BlobType, "iptc-data", "Photoshop 3.0\0 SecretCaption"u8.ToArray());
            image.Set(GValue.GStrType, "jpeg-comment-0", "SecretComment");
        });
        return tagged.JpegsaveBuffer(q: 88, profile: "p3");
    }

    public static PhotoIntake Intake(PhotoOptions? options = null) => new(options ?? new());

    public static Image Decode(MealPhoto photo) => Image.NewFromBuffer(photo.Jpeg.ToArray());
}
