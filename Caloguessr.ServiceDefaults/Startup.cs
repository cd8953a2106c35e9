namespace Caloguessr.ServiceDefaults;

/// <summary>Turns a start that cannot succeed into one message and an exit code.</summary>
public static class Startup
{
    /// <summary>Begins every line that says why a service did not start; whoever started it looks for it.</summary>
    public const string Mark = "cannot start: ";

    /// <summary>Runs a service until it is stopped.</summary>
    /// <returns>0 after a clean stop; 1, with one line on standard error that names the fix, when the configuration or a port stops the start.</returns>
    public static async Task<int> RunAsync(string service, Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (ConfigurationException wrong)
        {
            return Stop(service, wrong.Message);
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return Stop(service, $"{taken.Message} Stop what listens there, or set ASPNETCORE_URLS to another address.");
        }
    }

    private static int Stop(string service, string reason)
    {
        Console.Error.WriteLine($"{service} {Mark}{reason}");
        return 1;
    }
}
