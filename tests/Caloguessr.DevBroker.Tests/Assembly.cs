using Xunit.v3;
using Caloguessr.DevBroker.Tests.Brokers;

[assembly: AssemblyFixture(typeof(RealBroker))]
[assembly: AssemblyFixture(typeof(DevelopmentBroker))]
// The tests mostly wait for a broker; each class is one after the other.
[assembly: Parallelization(MaxThreads = 6)]
