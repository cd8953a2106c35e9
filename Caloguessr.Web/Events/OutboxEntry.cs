using System.Text.Json;

namespace Caloguessr.Web.Events;

/// <summary>An event that waits to be sent, as the lake keeps it.</summary>
/// <param name="Key">The record's key.</param>
/// <param name="Value">The record's value, as it will be sent.</param>
/// <param name="Traceparent">The request that caused it, in W3C's form; <c>null</c>: it was not traced. Its tracestate is not
/// kept: what a client's tools write there may name somebody.</param>
internal sealed record OutboxEntry(string Key, JsonElement Value, string? Traceparent);
