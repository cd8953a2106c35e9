using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using static Caloguessr.Web.Photos.PhotoIntakeResult;
using MinDataRate = Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate;

namespace Caloguessr.Web.Photos;

/// <summary>Reads a multipart form part by part and stops at the limits, instead of buffering whatever is sent.</summary>
public sealed class PhotoUploadReader(PhotoIntake intake, PhotoOptions options, TimeProvider time) : IDisposable
{
    private const string PhotoField = "photo";
    private const int MaxFields = 16;
    private const int MaxFieldBytes = 8 * 1024;
    private const int MaxFormOverhead = (MaxFields + 1) * MaxFieldBytes;
    private const int MaxBoundaryLength = 128;

    // Whoever sends less keeps memory from others. A scaled photo at this rate arrives just within the receive timeout.
    private static readonly MinDataRate SlowestPhone = new(bytesPerSecond: 4 * 1024, gracePeriod: TimeSpan.FromSeconds(10));

    private readonly UploadBudget _budget = new(options.UploadMemoryMiB, time);

    /// <summary>Reads the form. Whatever is wrong with it is told by <see cref="PhotoUpload.Photo"/>.</summary>
    /// <exception cref="OperationCanceledException">The user left.</exception>
    public async Task<PhotoUpload> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (Boundary(request.ContentType) is not { } boundary) return Only(new Missing());
        if (boundary.Length is 0 or > MaxBoundaryLength) return Only(new Invalid("The form has no usable boundary."));
        if (request.ContentLength > PhotoOptions.MaxBytes + MaxFormOverhead) return Only(PhotoIntake.TooManyBytes);

        var capacity = (int)Math.Min(request.ContentLength ?? PhotoOptions.MaxBytes, PhotoOptions.MaxBytes);
        using var lease = await _budget.TakeAsync(capacity, cancellationToken);
        if (lease is null) return Only(new Busy());
        using var photo = new UploadBuffer(capacity);
        var form = new Form(photo);
        if (await ReceiveAsync(request, boundary, form, cancellationToken) is { } failure) return new(failure, form.Fields);
        return new(await intake.ReadAsync(photo.Content, cancellationToken), form.Fields);
    }

    /// <summary>Reads a photo that came in a form of another kind.</summary>
    /// <exception cref="OperationCanceledException">The user left.</exception>
    public async Task<PhotoIntakeResult> ReadAsync(IFormFile photo, CancellationToken cancellationToken)
    {
        if (photo.Length > PhotoOptions.MaxBytes) return PhotoIntake.TooManyBytes;
        using var lease = await _budget.TakeAsync(photo.Length, cancellationToken);
        if (lease is null) return new Busy();
        await using var content = photo.OpenReadStream();
        return await intake.ReadAsync(content, cancellationToken);
    }

    public void Dispose() => _budget.Dispose();

    // Null when the photo is there; else what is wrong.
    private async Task<PhotoIntakeResult?> ReceiveAsync(
        HttpRequest request, string boundary, Form form, CancellationToken cancellationToken)
    {
        using var span = WebTelemetry.Source.StartActivity("photo.receive");
        using var timeout = new CancellationTokenSource(options.ReceiveTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = PhotoOptions.MaxBytes + MaxFormOverhead;
        // Later versions of HTTP know no rate of a single request.
        if (HttpProtocol.IsHttp11(request.Protocol) && request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = SlowestPhone;
        try
        {
            return await ReadPartsAsync(new(boundary, request.Body) { BodyLengthLimit = PhotoOptions.MaxBytes + 1 }, form, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new Invalid("The upload took too long.");
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return PhotoIntake.TooManyBytes;
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new Invalid("The form is malformed or incomplete.");
        }
    }

    private static async Task<PhotoIntakeResult?> ReadPartsAsync(MultipartReader reader, Form form, CancellationToken cancellationToken)
    {
        PhotoIntakeResult? missing = new Missing();
        var parts = 0;
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } part)
        {
            if (++parts > MaxFields) return new Invalid($"The form has more than {MaxFields} parts.");
            if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)) continue;
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            if (name == PhotoField && missing is not null)
            {
                if (!await form.Photo.FillAsync(part.Body, cancellationToken)) return PhotoIntake.TooManyBytes;
                var isNothingChosen = form.Photo.Content.IsEmpty && HasNoFileName(disposition);
                missing = isNothingChosen ? missing : null;
            }
            else if (!disposition.FileName.HasValue && !disposition.FileNameStar.HasValue)
            {
                if (await ReadFieldAsync(part.Body, cancellationToken) is not { } value)
                    return new Invalid("A field of the form is too long.");
                form.Fields.TryAdd(name, value);
            }
        }
        return missing;
    }

    // Browsers send an empty file without a name when none was chosen.
    private static bool HasNoFileName(ContentDispositionHeaderValue disposition) =>
        HeaderUtilities.RemoveQuotes(disposition.FileName).Length == 0;

    private static async Task<string?> ReadFieldAsync(Stream body, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxFieldBytes + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return length > MaxFieldBytes ? null : Encoding.UTF8.GetString(bytes, 0, length);
    }

    // Null: not a form that can hold a file.
    private static string? Boundary(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).ToString()
            : null;

    private static PhotoUpload Only(PhotoIntakeResult photo) => new(photo, new Dictionary<string, string>());

    private sealed record Form(UploadBuffer Photo)
    {
        public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);
    }
}
