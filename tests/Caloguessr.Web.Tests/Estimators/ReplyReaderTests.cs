using Caloguessr.Testing;
using Caloguessr.Web.Estimators;

namespace Caloguessr.Web.Tests.Estimators;

public sealed class ReplyReaderTests
{
    [Fact]
    public void Append_LetterByLetter_GivesEachItemAtItsClosingBrace()
    {
        var reader = new ReplyReader();
        var seenAt = new List<int>();

        foreach (var letter in GeminiAnswers.Breakfast)
            seenAt.AddRange(reader.Append($"{letter}").Select(_ => reader.Text.Length));

        Assert.Null(reader.Fault);
        Assert.Equal(["Apple", "Banana"], reader.Items.Select(item => item.Name));
        Assert.Equal(GeminiAnswers.Breakfast.IndexOf('}', StringComparison.Ordinal) + 1, seenAt[0]);
    }

    [Theory]
    [InlineData("""{"items":[],"isFood":false,"note":{"items":[{"a":1}]}} and more {""")]
    [InlineData("```json\n{\"isFood\":false,\"items\":[]}\n```")]
    public void Append_TextAround_IsPassedOver(string reply)
    {
        var reader = new ReplyReader();

        reader.Append(reply);

        Assert.Null(reader.Fault);
        Assert.False(reader.IsFood);
    }

    [Fact]
    public void Append_UmlautSplitOverPieces_StaysWhole()
    {
        var reader = new ReplyReader();
        var reply = GeminiAnswers.Breakfast.Replace("Apple", "Brötchen 🥨", StringComparison.Ordinal);
        var middle = reply.IndexOf("🥨", StringComparison.Ordinal) + 1;

        reader.Append(reply[..middle]);
        reader.Append(reply[middle..]);

        Assert.Equal("Brötchen 🥨", reader.Items[0].Name);
    }

    [Theory]
    [InlineData("", "no JSON object")]
    [InlineData("[1,2]", "no JSON object")]
    [InlineData("""{"isFood":true,"items":[""", "breaks off")]
    [InlineData("""{"items":[]}""", "isFood")]
    [InlineData("""{"isFood":false}""", "items is missing")]
    [InlineData("""{"isFood":true,"items":[]}""", "no items")]
    [InlineData("""{"isFood":true,"items":[{"name":"x"}]}""", "portionGrams")]
    [InlineData("""{"isFood":true,"items":[{"name":" ","portionGrams":1}]}""", "name")]
    [InlineData("""{"isFood":true,"items":[{"name":"x","portionGrams":"much"}]}""", "valid JSON")]
    [InlineData("""{"isFood":true,"items":[{"name":"x","portionGrams":0,"energyKcal":1,"proteinGrams":0,"carbsGrams":0,"fatGrams":0,"confidence":1}]}""", "portionGrams")]
    [InlineData("""{"isFood":true,"items":[{"name":"x","portionGrams":9,"energyKcal":1e999,"proteinGrams":0,"carbsGrams":0,"fatGrams":0,"confidence":1}]}""", "energyKcal")]
    [InlineData("""{"isFood":true,"items":[{"name":"x","portionGrams":9,"energyKcal":9,"proteinGrams":-1,"carbsGrams":0,"fatGrams":0,"confidence":1}]}""", "proteinGrams")]
    [InlineData("""{"isFood":true,"items":[{"name":"x","portionGrams":9,"energyKcal":9,"proteinGrams":1,"carbsGrams":0,"fatGrams":0,"confidence":90}]}""", "confidence")]
    public void Fault_ReplyDoesNotFit_SaysWhy(string reply, string why)
    {
        var reader = new ReplyReader();

        reader.Append(reply);

        Assert.Contains(why, reader.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_EndlessReply_IsStopped()
    {
        var reader = new ReplyReader();

        for (var piece = 0; piece < 300; piece++) reader.Append(new string(' ', 1024));

        Assert.Equal("it is far too long", reader.Fault);
    }
}
