using System.Globalization;
using Caloguessr.Contracts.Foods;
using Caloguessr.Web.Estimates;
using Caloguessr.Web.Photos;
using Caloguessr.Web.Recognition;

namespace Caloguessr.Benchmarks;

/// <summary>The built-in estimator on one photo, after intake: crop, resize, recognise, look up.</summary>
internal static class RecogniseBenchmark
{
    private const int Rounds = 101;

    public static async Task<int> RunAsync(string path)
    {
        using var intake = new PhotoIntake(new PhotoOptions());
        await using var file = File.OpenRead(path);
        if (await intake.ReadAsync(file, CancellationToken.None) is not PhotoIntakeResult.Accepted { Photo: var photo })
            throw new InvalidOperationException("The photo was not accepted.");
        using var recogniser = new FoodRecogniser(FoodTable.Load());
        var load = await Measured.CostAsync(() => recogniser.Loading);
        var estimator = new BuiltinEstimator(recogniser);
        var question = new EstimateQuestion("en", null, null);

        List<Cost> times = [];
        for (var round = 0; round < Rounds; round++)
            times.Add(await Measured.CostAsync(async () => await estimator.LookAsync(photo, question, CancellationToken.None).LastAsync()));

        var slowest = times.Skip(1).Max(time => time.Ms).ToString("F1", CultureInfo.InvariantCulture);
        Console.WriteLine(Measured.Row(
            "photo", "loading, ms (CPU)", "first, ms (CPU)", "median, ms (CPU)", "slowest after the first, ms", "peak memory, MiB"));
        Console.WriteLine(Measured.Row([.. Enumerable.Repeat("---", 6)]));
        Console.WriteLine(Measured.Row(
            $"{photo.Width} x {photo.Height}", load, times[0], Measured.Median(times[1..]), slowest, $"{Measured.MemoryMiB("VmHWM"):F0}"));
        return 0;
    }
}
