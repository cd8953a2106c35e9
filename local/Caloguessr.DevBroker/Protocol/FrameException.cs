namespace Caloguessr.DevBroker.Protocol;

/// <summary>Bytes that are no request: the connection is closed, as Kafka does.</summary>
internal sealed class FrameException(string fault) : Exception(fault);
