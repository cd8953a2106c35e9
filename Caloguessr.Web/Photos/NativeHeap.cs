using System.Runtime.InteropServices;

namespace Caloguessr.Web.Photos;

/// <summary>
/// The C library's heap, where glibc keeps what was freed: an arena for each thread, and for each what its largest photo took.
/// Here threads share arenas, large blocks go back when freed, and the rest on <see cref="Trim"/>. Other C libraries are left alone.
/// </summary>
internal static unsafe class NativeHeap
{
    private const int ArenaMax = -8;
    private const int MmapThreshold = -3;
    private const int LargeBytes = 4 * 1024 * 1024;

    private static readonly delegate* unmanaged<nuint, int> MallocTrim;

    static NativeHeap()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var library)) return;
        if (NativeLibrary.TryGetExport(library, "mallopt", out var mallopt))
        {
            ((delegate* unmanaged<int, int, int>)mallopt)(ArenaMax, 1);
            ((delegate* unmanaged<int, int, int>)mallopt)(MmapThreshold, LargeBytes);
        }
        if (NativeLibrary.TryGetExport(library, "malloc_trim", out var trim)) MallocTrim = (delegate* unmanaged<nuint, int>)trim;
    }

    /// <summary>Gives free pages back to the system.</summary>
    public static void Trim()
    {
        if (MallocTrim is not null) MallocTrim(0);
    }
}
