using Caloguessr.Web.Meals;

namespace Caloguessr.Web.Tests.Meals;

public sealed class RingShapeTests
{
    [Fact]
    public void Ring_Segments_ShareTheRingByEnergy()
    {
        var ring = RingShape.Of(new(new(300, 330, 360), 25, 25, 10));

        Assert.Equal([100 / 290.0, 100 / 290.0, 90 / 290.0], ring.Segments.Select(segment => segment.Share).ToArray(), (one, other) => Math.Abs(one - other) < 1e-9);
        Assert.All(ring.Segments.Zip(ring.Segments.Skip(1)), pair => Assert.True(pair.First.Start + pair.First.Length < pair.Second.Start));
        Assert.True(ring.Segments[^1].Start + ring.Segments[^1].Length <= 100);
    }

    [Fact]
    public void Ring_WiderRange_HasASofterEdge()
    {
        static double Edge(double spread) => RingShape.Of(new(new(500 - spread, 500, 500 + spread), 20, 40, 10)).Edge - RingShape.Radius;

        Assert.Equal(1, Edge(0));
        Assert.True(Edge(0) < Edge(50) && Edge(50) < Edge(200));
        Assert.Equal(RingShape.Centre - RingShape.Radius, Edge(500));
    }

    [Fact]
    public void Ring_OfNothing_IsEmptyAndCrisp()
    {
        var ring = RingShape.Of(new(new(0, 0, 0), 0, 0, 0));

        Assert.Empty(ring.Segments);
        Assert.Equal(RingShape.Radius + 1, ring.Edge);
    }
}
