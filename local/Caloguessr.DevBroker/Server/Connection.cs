using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using Caloguessr.DevBroker.Protocol;

namespace Caloguessr.DevBroker.Server;

/// <summary>One client: its requests are answered one after the other, in order, as Kafka does; more may be on their way meanwhile.</summary>
internal sealed class Connection : IDisposable
{
    private const int ReceiveBytes = 64 * 1024;
    private const int SmallestFrame = 8;

    private readonly Socket _socket;
    private readonly int _maxFrame;
    private readonly ApiTable _apis;
    private readonly BrokerMetrics _metrics;
    private readonly byte[] _received = ArrayPool<byte>.Shared.Rent(ReceiveBytes);
    private int _from, _to;

    public Connection(Socket socket, int maxFrame, ApiTable apis, BrokerMetrics metrics)
    {
        (_socket, _maxFrame, _apis, _metrics) = (socket, maxFrame, apis, metrics);
        socket.NoDelay = true;
        Remote = socket.RemoteEndPoint?.ToString() ?? "unknown";
        Host = (socket.RemoteEndPoint as System.Net.IPEndPoint)?.Address.ToString() ?? "unknown";
        metrics.Connected(1);
    }

    public string Remote { get; }
    private string Host { get; }

    /// <summary>Serves until the client leaves.</summary>
    /// <exception cref="FrameException">The client sent what is no request.</exception>
    public async Task ServeAsync(CancellationToken stopping)
    {
        while (await ReadLengthAsync(stopping) is { } length)
        {
            if (length < SmallestFrame || length > _maxFrame) throw new FrameException($"A request of {length} bytes.");
            var frame = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                if (!await ReadAsync(frame.AsMemory(0, length), stopping)) return;
                using var answer = new KafkaWriter();
                if (await AnswerAsync(new KafkaReader(frame.AsMemory(0, length)), answer, stopping)) await SendAsync(answer, stopping);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(frame);
            }
        }
    }

    public void Dispose()
    {
        _metrics.Connected(-1);
        _socket.Dispose();
        ArrayPool<byte>.Shared.Return(_received);
    }

    /// <returns>Whether there is an answer to send.</returns>
    private async ValueTask<bool> AnswerAsync(KafkaReader reader, KafkaWriter answer, CancellationToken stopping)
    {
        var started = Stopwatch.GetTimestamp();
        var (key, version, correlation) = ((ApiKey)reader.Int16(), reader.Int16(), reader.Int32());
        var api = _apis.Find(key) ?? throw new FrameException($"API key {(short)key} is not known here.");
        answer.Int32(0);
        answer.Int32(correlation);
        if (version < api.Min || version > api.Max)
        {
            if (key != ApiKey.ApiVersions) throw new FrameException($"Version {version} of {key} is not known here.");
            _apis.WriteUnsupported(answer);
            return true;
        }
        var clientId = reader.NullableString() ?? "";
        reader.IsFlexible = answer.IsFlexible = version >= api.FlexibleFrom;
        reader.Tags();
        // The header of this one answer is never flexible: a client reads it before it knows the versions.
        if (key != ApiKey.ApiVersions) answer.Tags();
        var request = new Request(version, clientId, Host, reader, answer, stopping);
        await api.Answer(request);
        _metrics.Answered(key, Stopwatch.GetElapsedTime(started), request.Waited);
        return !request.IsUnanswered;
    }

    private async ValueTask SendAsync(KafkaWriter answer, CancellationToken stopping)
    {
        answer.Int32At(0, answer.Length - 4);
        for (ReadOnlyMemory<byte> rest = answer.Written; rest.Length > 0;)
            rest = rest[await _socket.SendAsync(rest, SocketFlags.None, stopping)..];
    }

    private async ValueTask<int?> ReadLengthAsync(CancellationToken stopping)
    {
        while (_to - _from < 4)
        {
            if (_from == _to) _from = _to = 0;
            else if (_from > 0)
            {
                _received.AsSpan(_from, _to - _from).CopyTo(_received);
                (_from, _to) = (0, _to - _from);
            }
            var got = await _socket.ReceiveAsync(_received.AsMemory(_to), SocketFlags.None, stopping);
            if (got == 0) return null;
            _to += got;
        }
        _from += 4;
        return BinaryPrimitives.ReadInt32BigEndian(_received.AsSpan(_from - 4));
    }

    private async ValueTask<bool> ReadAsync(Memory<byte> into, CancellationToken stopping)
    {
        var there = Math.Min(into.Length, _to - _from);
        _received.AsMemory(_from, there).CopyTo(into);
        _from += there;
        for (var rest = into[there..]; rest.Length > 0;)
        {
            var got = await _socket.ReceiveAsync(rest, SocketFlags.None, stopping);
            if (got == 0) return false;
            rest = rest[got..];
        }
        return true;
    }
}
