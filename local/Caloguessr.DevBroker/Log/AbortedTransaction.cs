namespace Caloguessr.DevBroker.Log;

/// <summary>A transaction that was aborted: who reads only what is committed skips this producer's records in its range.</summary>
internal readonly record struct AbortedTransaction(long ProducerId, long FirstOffset, long LastOffset);
