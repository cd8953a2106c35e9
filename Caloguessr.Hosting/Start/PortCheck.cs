using System.Net;
using System.Net.Sockets;

namespace Caloguessr.Hosting.Start;

/// <summary>Says before the start which fixed port is taken: afterwards the fault would show in one of many places, or nowhere.</summary>
internal static class PortCheck
{
    /// <summary>Whether something listens on the port of a loopback address, or may not be taken there.</summary>
    public static bool IsTaken(int port) =>
        Refuses(IPAddress.Loopback, port) || (Socket.OSSupportsIPv6 && Refuses(IPAddress.IPv6Loopback, port));

    private static bool Refuses(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return false;
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return true;
        }
        catch (SocketException absent) when (absent.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            return false;
        }
    }
}
