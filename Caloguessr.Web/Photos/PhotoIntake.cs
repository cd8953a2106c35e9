using System.Diagnostics;
using NetVips;
using static Caloguessr.Web.Photos.PhotoIntakeResult;

namespace Caloguessr.Web.Photos;

/// <summary>
/// Turns an uploaded file into a <see cref="MealPhoto"/>. What it is and how large is checked before the image library sees it.
/// </summary>
public sealed class PhotoIntake : IDisposable
{
    private const int MaxSide = 16_384;
    private const int MinSide = 32;
    private const long MaxDecoderBytes = 80 * 1024 * 1024;
    // Progressive JPEGs have about ten scans; hundreds of nearly empty ones cost minutes of work.
    private const long MaxPixelPasses = 600_000_000;

    private readonly PhotoOptions _options;
    private readonly DecodeGate _gate;

    public PhotoIntake(PhotoOptions options)
    {
        _options = options;
        _gate = new(_options.ParallelDecodes);
        PhotoDecoder.Prepare();
    }

    /// <summary>Reads a file part to its end, at most <see cref="PhotoOptions.MaxBytes"/> of it.</summary>
    /// <exception cref="OperationCanceledException">The user left.</exception>
    public async Task<PhotoIntakeResult> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        using var buffer = new UploadBuffer(PhotoOptions.MaxBytes);
        return await buffer.FillAsync(file, cancellationToken)
            ? await ReadAsync(buffer.Content, cancellationToken)
            : TooManyBytes;
    }

    internal static TooLarge TooManyBytes { get; } = new("The file is larger than 10 MiB.");

    internal async Task<PhotoIntakeResult> ReadAsync(ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        using var span = WebTelemetry.Source.StartActivity("photo.intake");
        var type = PhotoType.Of(file.Span);
        span?.SetTag("photo.bytes", file.Length).SetTag("photo.type", type ?? "unknown");
        var result = await ReadAsync(type, file, span, cancellationToken);
        span?.SetTag("photo.outcome", result.GetType().Name);
        return result;
    }

    private async Task<PhotoIntakeResult> ReadAsync(
        string? type, ReadOnlyMemory<byte> file, Activity? span, CancellationToken cancellationToken)
    {
        if (file.IsEmpty) return new Invalid("The file is empty.");
        if (type is not (PhotoType.Jpeg or PhotoType.Png or PhotoType.Webp)) return new WrongType(type);
        if (PhotoHeader.Read(type, file.Span) is not { } header)
            return new Invalid($"The {type} file is broken, or a variant that cannot be read.");
        span?.SetTag("photo.width", header.Width).SetTag("photo.height", header.Height);
        if (TooLargeToDecode(header) is { } reason) return new TooLarge(reason);

        try
        {
            var photo = await _gate.RunAsync(
                header, () => PhotoDecoder.Decode(type, header, file.Span, cancellationToken), cancellationToken);
            return Math.Min(photo.Width, photo.Height) < MinSide
                ? new Invalid($"The picture is too small or too narrow to show a meal: its shorter side needs at least {MinSide} px.")
                : new Accepted(photo);
        }
        catch (VipsException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new Invalid($"The {type} file is broken or incomplete.");
        }
    }

    private string? TooLargeToDecode(PhotoHeader header)
    {
        if (Math.Max(header.Width, header.Height) > MaxSide)
            return $"The picture has {header.Width} x {header.Height} px; at most {MaxSide} px a side can be read.";
        if (header.Pixels > _options.MaxPixels)
            return $"The picture has {header.Pixels / 1_000_000} megapixels; at most {_options.MaxPixels / 1_000_000} can be read.";
        return header.DecoderBytes > MaxDecoderBytes || header.Pixels * header.Passes > MaxPixelPasses
            ? "The picture is encoded in a way that takes too much memory or time to read; save it as an ordinary JPEG."
            : null;
    }

    public void Dispose() => _gate.Dispose();
}
