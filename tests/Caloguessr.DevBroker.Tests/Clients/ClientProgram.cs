using System.Diagnostics;

namespace Caloguessr.DevBroker.Tests.Clients;

/// <summary>Programs other people wrote, installed when missing and allowed, and run to their end.</summary>
internal static class ClientProgram
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly SemaphoreSlim Installing = new(1);

    /// <summary>Makes sure of a Debian package by the file it brings; the test is skipped with a reason where that cannot be.</summary>
    public static async Task NeedsPackageAsync(string package, string file, CancellationToken token)
    {
        await Installing.WaitAsync(token);
        try
        {
            if (Path.Exists(file)) return;
            Assert.SkipWhen(Environment.UserName != "root" || !File.Exists("/usr/bin/apt-get"), $"{file} is missing and cannot be installed by this user: install the Debian package {package}.");
            await RunAsync("bash", ["-c", "apt-get -q update >/dev/null; apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends \"$0\" >&2", package], "", token);
        }
        finally
        {
            Installing.Release();
        }
        Assert.SkipUnless(Path.Exists(file), $"The Debian package {package} could not be installed.");
    }

    /// <summary>A folder with this npm package in it; kept beside the build's own output.</summary>
    public static async Task<string> NeedsNodePackageAsync(string package, string version, CancellationToken token)
    {
        await NeedsPackageAsync("npm", "/usr/bin/npm", token);
        var folder = Path.Combine(Repository.Root, "artifacts", "clients", $"{package}-{version}");
        await Installing.WaitAsync(token);
        try
        {
            if (!Directory.Exists(Path.Combine(folder, "node_modules", package)))
                await RunAsync("npm", ["install", "--silent", "--no-audit", "--no-fund", "--no-save", "--prefix", folder, $"{package}@{version}"], "", token);
        }
        catch (InvalidOperationException failure)
        {
            Assert.Skip($"npm cannot install {package} {version}: {failure.Message}");
        }
        finally
        {
            Installing.Release();
        }
        return folder;
    }

    /// <summary>Runs to the end with this standard input; fails with both outputs when the program does.</summary>
    public static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, string input, CancellationToken token, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(token);
        deadline.CancelAfter(Deadline);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), deadline.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"Awaited for {Deadline.TotalSeconds} s: the end of {program} {string.Join(' ', arguments)}.\n{await output}\n{await errors}");
        }
        return process.ExitCode == 0 ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}\n{await errors}");
    }

    /// <summary>A script that is kept beside these tests.</summary>
    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Clients", name);
}
