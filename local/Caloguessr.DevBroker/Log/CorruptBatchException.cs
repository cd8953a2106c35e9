namespace Caloguessr.DevBroker.Log;

/// <summary>A batch on disk is not what was written: CORRUPT_MESSAGE. It is never served.</summary>
internal sealed class CorruptBatchException(string file, long position) : Exception($"The batch at byte {position} of {file} is not what was written.");
