using System.Security.Cryptography;
using System.Runtime.CompilerServices;

namespace Caloguessr.ServiceDefaults.Lake;

/// <summary>An object of the lake.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ETag">Its version; put it back with <see cref="PutCondition.Matches"/> to change just what was read.</param>
public sealed record LakeObject(ReadOnlyMemory<byte> Content, string ETag);

/// <summary>When a put may happen. The default, <c>null</c> on <see cref="Lake.PutAsync"/>, is always.</summary>
/// <param name="ETag">The version that must be there; <c>null</c>: nothing may be there yet.</param>
public sealed record PutCondition(string? ETag)
{
    /// <summary>Only when the key holds nothing.</summary>
    public static readonly PutCondition Absent = new((string?)null);

    /// <summary>Only when the key still holds this version.</summary>
    public static PutCondition Matches(string eTag) => new(eTag);
}

/// <summary>
/// The data lake, held in a directory. Keys are paths with <c>/</c>. An object becomes visible only when complete (written beside,
/// flushed to disk, renamed), and conditional puts are safe between processes of one machine.
/// </summary>
public sealed class Lake(string root, TimeProvider time)
{
    private const string LocksFolder = ".locks";
    private const string PartEnding = ".part";
    private static readonly TimeSpan LongestWrite = TimeSpan.FromHours(1);
    private static readonly TimeSpan LockDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(2);

    /// <summary>The directory.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Reads an object whole; <c>null</c> when there is none.</summary>
    /// <exception cref="ArgumentException">The key is empty or leaves the lake.</exception>
    public Task<LakeObject?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        return WithoutPathAsync(() => ReadAsync(path, cancellationToken));
    }

    /// <summary>Writes an object whole.</summary>
    /// <returns>The new version; <c>null</c> when <paramref name="condition"/> did not hold and nothing was written.</returns>
    /// <exception cref="ArgumentException">The key is empty or leaves the lake.</exception>
    /// <exception cref="IOException">The disk is full or the directory cannot be written.</exception>
    public Task<string?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition? condition, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        return WithoutPathAsync(async () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var locked = condition is null ? null : await LockAsync(key, cancellationToken);
            if (condition is not null && (await ReadAsync(path, cancellationToken))?.ETag != condition.ETag) return null;
            await WriteAsync(path, content, cancellationToken);
            return ETagOf(content.Span);
        });
    }

    /// <summary>Removes an object; nothing happens when there is none.</summary>
    /// <exception cref="ArgumentException">The key is empty or leaves the lake.</exception>
    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        return WithoutPathAsync(async () =>
        {
            using var locked = await LockAsync(key, cancellationToken);
            if (File.Exists(path)) File.Delete(path);
            return true;
        });
    }

    /// <summary>Removes all objects that begin with a folder, and what was written there only in part.</summary>
    public async Task DeleteAllAsync(string folder, CancellationToken cancellationToken)
    {
        await foreach (var key in ListAsync(folder, cancellationToken)) await DeleteAsync(key, cancellationToken);
        await WithoutPathAsync(() => Task.FromResult(DeleteParts(PathOf(folder), _ => true)));
    }

    /// <summary>Removes what processes wrote only in part before they were killed.</summary>
    /// <returns>How many files went.</returns>
    public int SweepParts()
    {
        var before = time.GetUtcNow() - LongestWrite;
        return DeleteParts(Root, part => part.LastWriteTimeUtc < before);
    }

    /// <summary>The keys that begin with a folder, in ordinal order. Half-written objects are not among them.</summary>
    /// <param name="folder">Such as <c>diary/4f…</c>, without a trailing slash.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async IAsyncEnumerable<string> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = PathOf(folder);
        if (!Directory.Exists(path)) yield break;
        var keys = await WithoutPathAsync(() => Task.FromResult(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).StartsWith('.'))
            .Select(file => Path.GetRelativePath(Root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal).ToList()));
        foreach (var key in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return key;
        }
    }

    private string PathOf(string key)
    {
        var path = Path.GetFullPath(Path.Combine(Root, key));
        return key.Length > 0 && path.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"'{key}' is no key of the lake: a key is a relative path below it.", nameof(key));
    }

    // The file system's messages name the path, and the path says whose diary it is: it must not reach a log.
    private static async Task<T> WithoutPathAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The lake's directory failed: {fault.GetType().Name}, 0x{fault.HResult:x8}.", fault.HResult);
        }
    }

    private static async Task<LakeObject?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var content = await File.ReadAllBytesAsync(path, cancellationToken);
            return new(content, ETagOf(content));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static int DeleteParts(string folder, Predicate<FileInfo> isDead)
    {
        var parts = new DirectoryInfo(folder) is { Exists: true } there
            ? there.EnumerateFiles($"*{PartEnding}", SearchOption.AllDirectories).Where(part => isDead(part)).ToList()
            : [];
        parts.ForEach(part => part.Delete());
        return parts.Count;
    }

    private static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}{PartEnding}");
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(content, cancellationToken);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    // The operating system frees the lock when its process dies, so a killed replica never blocks another one.
    private async Task<FileStream> LockAsync(string key, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, LocksFolder)).FullName;
        var file = Path.Combine(folder, $"{ETagOf(System.Text.Encoding.UTF8.GetBytes(key))[..2]}.lock");
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.GetElapsedTime(start) < LockDeadline)
            {
                await Task.Delay(LockRetry, time, cancellationToken);
            }
        }
    }

    private static string ETagOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
