using Caloguessr.Web.Photos;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Time.Testing;
using static Caloguessr.Web.Photos.PhotoIntakeResult;

namespace Caloguessr.Web.Tests.Photos;

public sealed class PhotoUploadReaderTests : IDisposable
{
    private static readonly byte[] Photo = DrawnPhotos.Jpeg();

    private readonly PhotoIntake _intake = DrawnPhotos.Intake();
    private readonly FakeTimeProvider _time = new();
    private readonly PhotoUploadReader _reader;

    public PhotoUploadReaderTests() => _reader = new(_intake, new PhotoOptions(), _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _reader.Dispose();
        _intake.Dispose();
    }

    [Fact]
    public async Task Read_PhotoAndFields_GivesBoth()
    {
        var upload = await Read(new MultipartForm().Field("hint", " half of it left, süß ").File(Photo).Field("language", "de").Field("__RequestVerificationToken", "abc").Finish());

        Assert.IsType<Accepted>(upload.Photo);
        Assert.Equal(("half of it left, süß", "de", "abc"), (upload.Hint, upload.Language, upload.Fields["__RequestVerificationToken"]));
    }

    [Fact]
    public async Task Read_EmptyFields_AreNone()
    {
        var upload = await Read(new MultipartForm().Field("hint", " ").File(Photo).Finish());

        Assert.Null(upload.Hint);
        Assert.Null(upload.Language);
    }

    [Fact]
    public async Task Read_TwoPhotos_TakesTheFirst()
    {
        var upload = await Read(new MultipartForm().File(DrawnPhotos.Png(200, 100)).File(Photo).Finish());

        Assert.Equal(200, Assert.IsType<Accepted>(upload.Photo).Photo.Width);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("image/jpeg")]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Read_NoForm_IsMissing(string? contentType) => Assert.IsType<Missing>((await Read(Photo, contentType)).Photo);

    [Fact]
    public async Task Read_NamedOtherwise_IsMissing() => Assert.IsType<Missing>((await Read(new MultipartForm().File(Photo, name: "picture").Finish())).Photo);

    [Fact]
    public async Task Read_NothingChosen_IsMissing() => Assert.IsType<Missing>((await Read(new MultipartForm().File([], fileName: "").Finish())).Photo);

    [Fact]
    public async Task Read_EmptyFile_IsInvalid() => Assert.IsType<Invalid>((await Read(new MultipartForm().File([]).Finish())).Photo);

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=another")]
    [InlineData("multipart/form-data; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Read_BrokenBoundary_IsInvalid(string contentType) =>
        Assert.IsType<Invalid>((await Read(new MultipartForm().File(Photo).Finish(), contentType)).Photo);

    [Fact]
    public async Task Read_TruncatedBody_IsInvalid() => Assert.IsType<Invalid>((await Read(new MultipartForm().File(Photo).Finish()[..^200])).Photo);

    [Fact]
    public async Task Read_MalformedHeaders_IsInvalid() =>
        Assert.IsType<Invalid>((await Read(new MultipartForm().Part("Content-Disposition form-data", Photo).Finish())).Photo);

    [Fact]
    public async Task Read_HugeField_IsInvalid() =>
        Assert.IsType<Invalid>((await Read(new MultipartForm().Field("hint", new('h', 9000)).File(Photo).Finish())).Photo);

    [Fact]
    public async Task Read_ManyParts_IsInvalid()
    {
        var form = Enumerable.Range(0, 20).Aggregate(new MultipartForm(), (form, number) => form.Field($"f{number}", "1"));

        Assert.IsType<Invalid>((await Read(form.File(Photo).Finish())).Photo);
    }

    [Fact]
    public async Task Read_MoreThan10MiB_IsTooLarge() =>
        Assert.IsType<TooLarge>((await Read(new MultipartForm().File(new byte[PhotoOptions.MaxBytes + 1]).Finish())).Photo);

    [Fact]
    public async Task Read_ContentLengthAboveTheLimit_IsTooLargeWithoutReading()
    {
        using var body = new StalledStream([]);

        Assert.IsType<TooLarge>((await _reader.ReadAsync(Request(body, MultipartForm.ContentType, 20 * 1024 * 1024), Token)).Photo);

        Assert.False(body.Stalled.IsCompleted);
    }

    [Fact]
    public async Task Read_StalledUpload_IsGivenUp()
    {
        using var body = new StalledStream(new MultipartForm().File(Photo).Finish()[..5000]);
        var reading = _reader.ReadAsync(Request(body, MultipartForm.ContentType, null), Token);
        await body.Stalled.WithDeadline("the reading of what was sent");

        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Contains("too long", Assert.IsType<Invalid>((await reading).Photo).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_UserLeaves_Throws()
    {
        using var body = new StalledStream(new MultipartForm().File(Photo).Finish()[..5000]);
        using var left = new CancellationTokenSource();
        var reading = _reader.ReadAsync(Request(body, MultipartForm.ContentType, null), left.Token);
        await body.Stalled.WithDeadline("the reading of what was sent");

        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Read_MemoryTaken_WaitsForItsTurn()
    {
        using var body = new StalledStream([]);
        using var left = new CancellationTokenSource();
        var stalled = Enumerable.Range(0, 4).Select(_ => _reader.ReadAsync(Request(body, MultipartForm.ContentType, null), left.Token)).ToArray();

        using var fifth = new MemoryStream(new MultipartForm().File(Photo).Finish());
        var waiting = _reader.ReadAsync(Request(fifth, MultipartForm.ContentType, null), Token);
        Assert.Equal(0, fifth.Position);
        await left.CancelAsync();

        Assert.IsType<Accepted>((await waiting).Photo);
        Assert.All(stalled, reading => Assert.True(reading.IsCanceled || !reading.IsCompleted));
    }

    [Fact]
    public async Task Read_MemoryTakenForTooLong_IsBusy()
    {
        using var body = new StalledStream([]);
        using var left = new CancellationTokenSource();
        var stalled = Enumerable.Range(0, 4).Select(_ => _reader.ReadAsync(Request(body, MultipartForm.ContentType, null), left.Token)).ToArray();

        var waiting = _reader.ReadAsync(Request(body, MultipartForm.ContentType, null), Token);
        _time.Advance(UploadBudget.Patience);

        Assert.IsType<Busy>((await waiting).Photo);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(stalled));
    }

    [Theory, InlineData("HTTP/1.1", true), InlineData("HTTP/2", false)]
    public async Task Read_FromKestrel_WantsARateThatAPhoneMakes(string protocol, bool isSet)
    {
        using var body = new MemoryStream(new MultipartForm().File(Photo).Finish());
        var request = Request(body, MultipartForm.ContentType, null);
        var rate = new Rate();
        request.Protocol = protocol;
        request.HttpContext.Features.Set<IHttpMinRequestBodyDataRateFeature>(rate);

        await _reader.ReadAsync(request, Token);

        Assert.Equal(isSet, rate.MinDataRate is not null);
    }

    [Fact]
    public async Task Read_FileOfAnotherForm_SharesTheMemory()
    {
        using var body = new StalledStream([]);
        using var left = new CancellationTokenSource();
        var stalled = Enumerable.Range(0, 5).Select(_ => _reader.ReadAsync(Request(body, MultipartForm.ContentType, null), left.Token)).ToArray();

        var waiting = _reader.ReadAsync(File(Photo), Token);
        Assert.False(waiting.IsCompleted);
        await left.CancelAsync();

        Assert.IsType<Accepted>(await waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(stalled));
    }

    [Fact]
    public async Task Read_LargeFileOfAnotherForm_IsTooLarge() =>
        Assert.IsType<TooLarge>(await _reader.ReadAsync(File(new byte[PhotoOptions.MaxBytes + 1]), Token));

    private static FormFile File(byte[] content) => new(new MemoryStream(content), 0, content.Length, "photo", "meal.jpg");

    private async Task<PhotoUpload> Read(byte[] body, string? contentType = MultipartForm.ContentType)
    {
        using var stream = new MemoryStream(body);
        return await _reader.ReadAsync(Request(stream, contentType, body.Length), Token);
    }

    private static HttpRequest Request(Stream body, string? contentType, long? length) => new DefaultHttpContext
    {
        Request = { Body = body, ContentType = contentType, ContentLength = length },
    }.Request;

    private sealed class Rate : IHttpMinRequestBodyDataRateFeature
    {
        public MinDataRate? MinDataRate { get; set; }
    }

    // Gives its bytes, then nothing more until the reader gives up.
    private sealed class StalledStream(byte[] start) : MemoryStream(start)
    {
        private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Stalled => _stalled.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (await base.ReadAsync(buffer, cancellationToken) is > 0 and var read) return read;
            _stalled.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return 0;
        }
    }
}
