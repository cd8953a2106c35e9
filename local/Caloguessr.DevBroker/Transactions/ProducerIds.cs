using System.Globalization;
using System.Text;
using Caloguessr.DevBroker.Log;
using Caloguessr.DevBroker.Server;

namespace Caloguessr.DevBroker.Transactions;

/// <summary>Gives every producer an id that was never given before; a block of them is written down ahead, as Kafka does.</summary>
internal sealed class ProducerIds
{
    private const long Block = 1000;

    private readonly Lock _lock = new();
    private readonly string _file;
    private long _next, _reserved;

    public ProducerIds(BrokerOptions options)
    {
        _file = Path.Combine(options.Data, "producer-ids");
        _next = _reserved = AtomicFile.TryRead(_file) is { } text ? long.Parse(Encoding.ASCII.GetString(text), CultureInfo.InvariantCulture) : 0;
    }

    public long Next()
    {
        lock (_lock)
        {
            if (_next == _reserved)
            {
                var reserved = _reserved + Block;
                AtomicFile.Write(_file, Encoding.ASCII.GetBytes(reserved.ToString(CultureInfo.InvariantCulture)));
                _reserved = reserved;
            }
            return _next++;
        }
    }
}
