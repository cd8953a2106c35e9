using Microsoft.Win32.SafeHandles;

namespace Caloguessr.DevBroker.Log;

/// <summary>Small files that are there whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>The name of a file that is being written, in each directory. No topic can have it.</summary>
    public const string Part = "~part";

    /// <exception cref="IOException">The disk is full or the file cannot be written; what was there before still is.</exception>
    public static void Write(string path, ReadOnlyMemory<byte> content)
    {
        // One at a time in a directory: whoever writes there holds a lock.
        var part = Path.Combine(Path.GetDirectoryName(path)!, Part);
        using (var file = Open(part, FileMode.Create))
        {
            RandomAccess.Write(file, content.Span, 0);
            RandomAccess.FlushToDisk(file);
        }
        File.Move(part, path, overwrite: true);
    }

    public static byte[]? TryRead(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    /// <summary>Opens a file to be read and written.</summary>
    /// <exception cref="IOException">It cannot be: a file that one may not write is no other fault here than a full disk.</exception>
    public static SafeFileHandle Open(string path, FileMode mode)
    {
        try
        {
            return File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException($"{path} cannot be written: {refused.Message}", refused);
        }
    }
}
