using System.Diagnostics;

namespace Caloguessr.EndToEnd.Tests;

/// <summary>Runs a program to its end, as a script would: no terminal, no standard input.</summary>
internal static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static async Task<string> RunAsync(string program, string[] arguments, (string Name, string Value)[] settings, CancellationToken token)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Repository.Root,
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var command = $"{program} {string.Join(' ', arguments)}";
        var errors = process.StandardError.ReadToEndAsync(token);
        var output = process.StandardOutput.ReadToEndAsync(token);
        try
        {
            await Task.WhenAll(errors, output, process.WaitForExitAsync(token)).WithDeadline($"the end of '{command}'", Limit);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        Assert.True(process.ExitCode == 0, $"{command} ended with {process.ExitCode}:\n{await output}\n{await errors}");
        return await output;
    }
}
