using Caloguessr.Contracts.Foods;
using Caloguessr.Web.Photos;
using Caloguessr.Web.Recognition;
using Caloguessr.Web.Tests.Photos;

namespace Caloguessr.Web.Tests.Recognition;

public sealed class FoodRecogniserTests : IDisposable
{
    private const double Tolerance = 0.06;

    private readonly FoodRecogniser _recogniser = new(FoodTable.Load());

    public void Dispose() => _recogniser.Dispose();

    // The figures of MODEL_CARD.md, which were measured on the files as they are; here they go through intake first. The sample meal's was measured here.
    [Theory]
    [InlineData("n5k_plate_2.jpg", "caesar_salad", 0.73)]
    [InlineData("apple.jpg", "apple", 0.42)]
    [InlineData("n5k_plate_1.jpg", "omelette", 0.23)]
    [InlineData("sample-meal.jpg", "pizza", 0.29)]
    public async Task Recognise_KnownPhoto_AgreesWithTheModelCard(string file, string key, double probability)
    {
        var guesses = await Recognise(await SamplePhotos.ReadAsync(file));

        Assert.NotNull(guesses);
        Assert.Equal(FoodRecogniser.Guesses, guesses.Count);
        Assert.Equal(key, guesses[0].Food.Key);
        Assert.InRange(guesses[0].Probability, probability - Tolerance, probability + Tolerance);
        Assert.Equal(guesses.OrderByDescending(guess => guess.Probability), guesses);
    }

    [Fact]
    public async Task Recognise_NoFood_IsSaid() => Assert.Null(await Recognise(NotFood.Page()));

    [Fact]
    public async Task Recognise_SmallAndNarrowPhoto_Answers()
    {
        using var narrow = DrawnPhotos.Plate(40, 300);

        var guesses = await Recognise(narrow.JpegsaveBuffer());

        Assert.True(guesses is null or { Count: FoodRecogniser.Guesses });
    }

    [Fact]
    public void Labels_EveryOne_HasAFoodWithAPortion()
    {
        var labels = FoodLabels.Load(FoodTable.Load());

        Assert.Equal((181, 171), (labels.Count, labels.NotFood));
        Assert.All(Enumerable.Range(0, labels.Count).Where(output => output != labels.NotFood), output => Assert.NotEmpty(labels[output]!.Portions));
    }

    private async Task<IReadOnlyList<Guess>?> Recognise(byte[] file)
    {
        using var intake = DrawnPhotos.Intake();
        using var stream = new MemoryStream(file);
        var photo = Assert.IsType<PhotoIntakeResult.Accepted>(await intake.ReadAsync(stream, TestContext.Current.CancellationToken)).Photo;
        return await _recogniser.RecogniseAsync(photo, TestContext.Current.CancellationToken);
    }
}
