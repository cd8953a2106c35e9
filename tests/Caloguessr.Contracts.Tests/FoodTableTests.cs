using Caloguessr.Contracts.Foods;

namespace Caloguessr.Contracts.Tests;

public sealed class FoodTableTests
{
    [Fact]
    public void Find_KnownKey_ReturnsTheFood() => Assert.Equal("Apfel", FoodTable.Load().Find("apple")?.NameDe);
}
