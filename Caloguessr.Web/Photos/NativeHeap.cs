using System.Runtime.InteropServices;

namespace Caloguessr.Web.Photos;

/// <summary>
/// The C library's heap. glibc gives each thread an arena and keeps what is freed there, so that photos decoded on many threads
/// would cost their peak once for every thread; from one shared arena the next photo takes what the last one gave back.
/// </summary>
internal static class NativeHeap
{
    private const int ArenaMax = -8;

    /// <summary>Keeps threads made from now on to one arena. Does nothing where the C library is not glibc.</summary>
    public static void ShareOneArena()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var library)) return;
        if (NativeLibrary.TryGetExport(library, "mallopt", out var function))
            Marshal.GetDelegateForFunctionPointer<MallOpt>(function)(ArenaMax, 1);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int MallOpt(int parameter, int value);
}
