using Caloguessr.ServiceDefaults;

namespace Caloguessr.DevBroker.Server;

/// <summary>The data directory, held by one broker at a time.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    public DataDirectory(BrokerOptions options)
    {
        try
        {
            Directory.CreateDirectory(options.Data);
            _lock = new(Path.Combine(options.Data, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException("Broker__Data", $"is {options.Data}, which cannot be written or is used by another broker; stop it, or choose another directory");
        }
    }

    public void Dispose() => _lock.Dispose();
}
