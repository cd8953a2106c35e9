namespace Caloguessr.DevBroker.Log;

/// <summary>Small files that are there whole or not at all.</summary>
internal static class AtomicFile
{
    public static void Write(string path, ReadOnlyMemory<byte> content)
    {
        // One at a time in a directory: whoever writes there holds a lock.
        var part = Path.Combine(Path.GetDirectoryName(path)!, ".part");
        using (var file = File.OpenHandle(part, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, content.Span, 0);
            RandomAccess.FlushToDisk(file);
        }
        File.Move(part, path, overwrite: true);
    }

    public static byte[]? TryRead(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;
}
