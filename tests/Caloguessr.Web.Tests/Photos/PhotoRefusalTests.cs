using System.Buffers.Binary;
using System.Diagnostics;
using Caloguessr.Web.Photos;
using NetVips;
using static Caloguessr.Web.Photos.PhotoIntakeResult;

namespace Caloguessr.Web.Tests.Photos;

public sealed class PhotoRefusalTests : IDisposable
{
    private readonly PhotoIntake _intake = DrawnPhotos.Intake();

    public void Dispose() => _intake.Dispose();

    public static TheoryData<string?, byte[]> OtherTypes => new()
    {
        { "HEIC", [0, 0, 0, 24, .. "ftypheic\0\0\0\0mif1heic"u8] },
        { "HEIC", [0, 0, 0, 24, .. "ftypmif1\0\0\0\0mif1heic"u8] },
        { "AVIF", [0, 0, 0, 28, .. "ftypmif1\0\0\0\0mif1avifmiaf"u8] },
        { "AVIF", [0, 0, 0, 24, .. "ftypavif\0\0\0\0avifmif1"u8] },
        { "MP4", [0, 0, 0, 24, .. "ftypisom\0\0\0\0isommp42"u8] },
        { "GIF", [.. "GIF89a"u8, .. new byte[40]] },
        { "TIFF", [.. "II*\0"u8, .. new byte[40]] },
        { "BMP", [.. "BM"u8, .. new byte[40]] },
        { "PDF", [.. "%PDF-1.7"u8, .. new byte[40]] },
        { "JPEG XL", [0xFF, 0x0A, .. new byte[40]] },
        { "SVG", [.. "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>"u8] },
        { null, [.. "<html>not a photo</html>"u8] },
        { null, [1] },
    };

    [Theory, MemberData(nameof(OtherTypes))]
    public async Task Read_OtherType_IsNamed(string? name, byte[] upload) => Assert.Equal(new WrongType(name), await Read(upload));

    [Fact]
    public async Task Read_Empty_IsInvalid() => Assert.IsType<Invalid>(await Read([]));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(31, 400)]
    [InlineData(8000, 100)]
    public async Task Read_TooSmallOrNarrow_IsInvalid(int width, int height) =>
        Assert.Contains("too small", Assert.IsType<Invalid>(await Read(DrawnPhotos.Jpeg(width, height))).Reason, StringComparison.Ordinal);

    public static TheoryData<string, double> Truncations
    {
        get
        {
            var data = new TheoryData<string, double>();
            foreach (var kind in (string[])["jpeg", "progressive", "png", "webp"])
                foreach (var share in (double[])[0.02, 0.3, 0.7, 0.99])
                    data.Add(kind, share);
            return data;
        }
    }

    [Theory, MemberData(nameof(Truncations))]
    public async Task Read_Truncated_IsInvalid(string kind, double share)
    {
        var whole = kind switch
        {
            "jpeg" => DrawnPhotos.Jpeg(),
            "progressive" => DrawnPhotos.Jpeg(progressive: true),
            "png" => DrawnPhotos.Png(),
            _ => DrawnPhotos.Webp(),
        };

        Assert.IsType<Invalid>(await Read(whole[..(int)(whole.Length * share)]));
    }

    [Fact]
    public async Task Read_MoreThan10MiB_IsTooLargeWithoutReadingOn()
    {
        using var endless = new EndlessStream();

        Assert.IsType<TooLarge>(await _intake.ReadAsync(endless, TestContext.Current.CancellationToken));

        Assert.InRange(endless.Given, PhotoOptions.MaxBytes + 1, PhotoOptions.MaxBytes + 1024 * 1024);
    }

    [Theory]
    [InlineData(30_000, 30_000)]
    [InlineData(16_385, 40)]
    [InlineData(10_000, 5_001)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public async Task Read_PngHeaderOfTooManyPixels_IsTooLarge(int width, int height)
    {
        var png = DrawnPhotos.Png(64, 64);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);

        Assert.IsType<TooLarge>(await Read(png));
    }

    [Fact]
    public async Task Read_InterlacedPngThatMustBeDecodedWhole_IsTooLarge()
    {
        using var black = Image.Black(6000, 6000, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);

        Assert.IsType<TooLarge>(await Read(black.PngsaveBuffer(interlace: true)));
    }

    [Fact]
    public async Task Read_HugeWebpHeader_IsTooLarge()
    {
        var webp = DrawnPhotos.Webp(64, 64);
        BinaryPrimitives.WriteUInt16LittleEndian(webp.AsSpan(26), 0x3FFF);
        BinaryPrimitives.WriteUInt16LittleEndian(webp.AsSpan(28), 0x3FFF);

        Assert.IsType<TooLarge>(await Read(webp));
    }

    [Fact]
    public async Task Read_ProgressiveJpegWithHundredsOfScans_IsTooLarge()
    {
        var jpeg = DrawnPhotos.Jpeg(4000, 3000, progressive: true);
        var lastScan = jpeg.AsSpan().LastIndexOf<byte>([0xFF, 0xDA]);
        byte[] bomb = [.. jpeg[..^2], .. Enumerable.Repeat(jpeg[lastScan..(lastScan + 16)], 200).SelectMany(scan => scan), 0xFF, 0xD9];

        Assert.IsType<TooLarge>(await Read(bomb));
    }

    [Fact]
    public async Task Read_LargestAllowedPngOfOneColour_TakesLittleTime()
    {
        using var black = Image.Black(7000, 7000, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
        var bomb = black.PngsaveBuffer(compression: 9);

        var start = Stopwatch.GetTimestamp();
        Assert.IsType<Accepted>(await Read(bomb));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Read_UserLeft_Throws()
    {
        using var left = new CancellationTokenSource();
        await left.CancelAsync();
        using var stream = new MemoryStream(DrawnPhotos.Jpeg());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _intake.ReadAsync(stream, left.Token));
    }

    private async Task<PhotoIntakeResult> Read(byte[] upload)
    {
        using var stream = new MemoryStream(upload);
        return await _intake.ReadAsync(stream, TestContext.Current.CancellationToken);
    }

    private sealed class EndlessStream : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(buffer.Length, 16 * 1024);
            buffer.Span[..count].Fill(0xFF);
            Given += count;
            return new(count);
        }
    }
}
