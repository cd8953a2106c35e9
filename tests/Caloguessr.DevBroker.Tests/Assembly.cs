using Caloguessr.DevBroker.Tests.Brokers;

[assembly: AssemblyFixture(typeof(RealBroker))]
[assembly: AssemblyFixture(typeof(DevelopmentBroker))]
// The tests mostly wait for a broker; each class is one after the other.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
