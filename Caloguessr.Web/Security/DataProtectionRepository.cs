using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Caloguessr.ServiceDefaults.Lake;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Caloguessr.Web.Security;

/// <summary>
/// The data protection keys, numbered under <c>keys/</c> in the lake. A new key takes the next number after those it was made for
/// want of, and only if that is still free: replicas that start at once on an empty lake end up with one key, not one each.
/// </summary>
internal sealed partial class DataProtectionRepository(Lake lake, DataProtectionCipher cipher, ILogger<DataProtectionRepository> log) : IXmlRepository
{
    private const string Folder = "keys";
    private int _last;
    private int _warned;

    // The key ring asks synchronously, from its own threads: at the start, then once a day.
    public IReadOnlyCollection<XElement> GetAllElements() => ReadAllAsync().GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) => StoreAsync(element).GetAwaiter().GetResult();

    private async Task<IReadOnlyCollection<XElement>> ReadAllAsync()
    {
        var elements = new List<XElement>();
        var unreadable = 0;
        var last = 0;
        await foreach (var key in lake.ListAsync(Folder, CancellationToken.None))
        {
            if (!int.TryParse(Path.GetFileNameWithoutExtension(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) continue;
            last = Math.Max(last, number);
            if (await lake.GetAsync(key, CancellationToken.None) is not { } stored) continue;
            if (Parse(stored.Content.Span) is { } element && !cipher.IsForeign(element)) elements.Add(element);
            else unreadable++;
        }

        Volatile.Write(ref _last, last);
        if (unreadable > 0 && Interlocked.Exchange(ref _warned, 1) == 0) LogUnreadable(log, unreadable);
        return elements;
    }

    private async Task StoreAsync(XElement element)
    {
        var bytes = Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting));
        var number = Volatile.Read(ref _last) + 1;
        while (await lake.PutAsync(KeyOf(number), bytes, PutCondition.Absent, CancellationToken.None) is null)
        {
            // The key ring reads again after it stored a key, and finds the other replica's.
            if (element.Name.LocalName == "key") return;
            number++;
        }
    }

    private static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/{number:D6}.xml");

    private static XElement? Parse(ReadOnlySpan<byte> content)
    {
        try
        {
            return XElement.Parse(Encoding.UTF8.GetString(content));
        }
        catch (XmlException)
        {
            return null;
        }
    }

    [LoggerMessage(EventName = "web.data_protection.keys_unreadable", Level = LogLevel.Warning,
        Message = "{Count} data protection keys in the lake were made with another secret and are not used: what they protected (cookies of earlier visits) cannot be read. If that was not meant, set DataProtection__KeyFile to the earlier file.")]
    private static partial void LogUnreadable(ILogger log, int count);
}
