using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Caloguessr.ServiceDefaults.Tests;

public sealed class StartupTests
{
    [Fact]
    public async Task Run_PortInUse_IsOneLineWithTheFix()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var service = builder.Build();

        var (code, said) = await RunAsync(() => service.RunAsync($"http://{taken.LocalEndpoint}"));

        Assert.Equal(1, code);
        Assert.Equal($"Caloguessr.Some cannot start: Failed to bind to address http://{taken.LocalEndpoint}: address already in use. "
            + "Stop what listens there, or set ASPNETCORE_URLS to another address.\n", said);
    }

    private static async Task<(int Code, string Said)> RunAsync(Func<Task> run)
    {
        var errors = Console.Error;
        using var said = new StringWriter { NewLine = "\n" };
        Console.SetError(said);
        try
        {
            return (await Startup.RunAsync("Caloguessr.Some", run).WithDeadline("the end of the start"), said.ToString());
        }
        finally
        {
            Console.SetError(errors);
        }
    }
}
