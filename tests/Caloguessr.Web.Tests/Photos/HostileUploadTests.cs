using System.Diagnostics;
using Caloguessr.Web.Photos;
using Microsoft.AspNetCore.Http;

namespace Caloguessr.Web.Tests.Photos;

/// <summary>Alone, since it watches the memory of the process: what is kept, as the uploads are made in the same process.</summary>
[CollectionDefinition(nameof(HostileUploadTests), DisableParallelization = true)]
[Collection(nameof(HostileUploadTests))]
public sealed class HostileUploadTests(ITestOutputHelper output)
{
    private const int Uploads = 300;
    private const int AtOnce = 4;
    private const long MemoryLimit = 150 * 1024 * 1024;

    [Fact]
    public async Task Read_HostileUploads_NeverThrowsAndStaysSmall()
    {
        using var intake = DrawnPhotos.Intake();
        using var reader = new PhotoUploadReader(intake, new PhotoOptions(), TimeProvider.System);
        var outcomes = new Dictionary<string, int>(StringComparer.Ordinal);
        await Post(reader, new("warm-up", MultipartForm.ContentType, new MultipartForm().File(DrawnPhotos.Jpeg()).Finish()));
        var before = Memory();
        var peak = 0L;

        foreach (var batch in HostileUploads.Make(Uploads).Chunk(AtOnce))
        {
            foreach (var (upload, result) in batch.Zip(await Task.WhenAll(batch.Select(upload => Task.Run(() => Post(reader, upload))))))
            {
                outcomes[result.Photo.GetType().Name] = outcomes.GetValueOrDefault(result.Photo.GetType().Name) + 1;
                if (upload.Name is "file-too-many-bytes" or "file-empty" or "form-no-boundary") Assert.IsNotType<PhotoIntakeResult.Accepted>(result.Photo);
            }
            peak = Math.Max(peak, Memory());
        }

        output.WriteLine($"{before >> 20} MiB before, {peak >> 20} MiB at most; {string.Join(", ", outcomes)}");
        Assert.Equal(Uploads, outcomes.Values.Sum());
        Assert.All((string[])["Accepted", "Missing", "Invalid", "TooLarge", "WrongType"], outcome => Assert.True(outcomes.ContainsKey(outcome), outcome));
        Assert.InRange(peak - before, long.MinValue, MemoryLimit);
    }

    private static Task<PhotoUpload> Post(PhotoUploadReader reader, HostileUpload upload)
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = upload.ContentType;
        context.Request.ContentLength = upload.Body.Length;
        context.Request.Body = new MemoryStream(upload.Body);
        return reader.ReadAsync(context.Request, TestContext.Current.CancellationToken);
    }

    private static long Memory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
