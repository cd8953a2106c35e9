using System.Net.Http.Json;
using System.Security.Cryptography;
using Caloguessr.ServiceDefaults;
using Caloguessr.Web.Security;
using Caloguessr.Web.Tests.Diary;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;

namespace Caloguessr.Web.Tests.Security;

public sealed class DataProtectionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caloguessr-keys-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Lake => Path.Combine(_folder.FullName, "lake");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Replicas_StartedAtOnceOnAnEmptyLake_AcceptEachOthersCookies()
    {
        var file = KeyFile("shared.key");
        using WebHost first = Host(file), second = Host(file), third = Host(file);

        await Task.WhenAll(new[] { first, second, third }.Select(host => Task.Run(() => host.CreateClient().GetAsync("/alive", Token), Token)));

        using var a = first.CreateClient();
        using var saved = await a.PostAsJsonAsync("/api/meals", DiaryClient.Meal(), Token);
        foreach (var replica in new[] { second, third })
        {
            using var client = replica.CreateClient();
            client.DefaultRequestHeaders.Add("Cookie", CookieOf(saved));
            Assert.Equal(await a.IdsAsync(), await client.IdsAsync());
        }
        Assert.Single(Directory.GetFiles(Path.Combine(Lake, "keys")));
    }

    [Fact]
    public async Task Lake_AfterTheStart_HoldsNeitherSecretNorPlainKey()
    {
        var file = KeyFile("shared.key");
        using var host = Host(file);
        using var saved = await host.CreateClient().PostAsJsonAsync("/api/meals", DiaryClient.Meal(), Token);

        var stored = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.Combine(Lake, "keys"))), Token);

        Assert.Contains("<encryptedKey", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("masterKey", stored, StringComparison.Ordinal);
        var secret = (await File.ReadAllTextAsync(file, Token)).Trim();
        Assert.All(Directory.GetFiles(Lake, "*", SearchOption.AllDirectories), path =>
            Assert.DoesNotContain(secret, File.ReadAllText(path), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_KeysOfAnotherSecret_WorksAndForgetsOldCookies()
    {
        using var earlier = Host(KeyFile("earlier.key"));
        using var saved = await earlier.CreateClient().PostAsJsonAsync("/api/meals", DiaryClient.Meal(), Token);
        await File.WriteAllTextAsync(Path.Combine(Lake, "keys", "000007.xml"), "<no xml", Token);

        using var later = Host(KeyFile("later.key"));
        using var client = later.CreateClient();
        using var visitor = later.CreateClient();
        visitor.DefaultRequestHeaders.Add("Cookie", CookieOf(saved));

        Assert.Empty(await visitor.IdsAsync());
        await client.AddAsync(DiaryClient.Meal());
        Assert.Single(await client.IdsAsync());
        Assert.True(File.Exists(Path.Combine(Lake, "keys", "000008.xml")));
    }

    [Theory]
    [InlineData(null, "is not set")]
    [InlineData("", "does not hold 32 bytes")]
    [InlineData("c2hvcnQ=", "does not hold 32 bytes")]
    [InlineData("this is not Base64, but it is long enough to be a secret", "does not hold 32 bytes")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "does not hold 32 bytes")]
    public void Read_Production_WithoutAUsableFile_NamesTheSettingAndTheFix(string? content, string fault)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => Read(content is null ? null : KeyFile("bad.key", content), "Production"));

        Assert.StartsWith("DataProtection__KeyFile ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(fault, wrong.Message, StringComparison.Ordinal);
        Assert.Contains("openssl rand -base64 32 > FILE", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public void Read_FileMissing_NamesTheSetting(string environment)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => Read(Path.Combine(_folder.FullName, "absent.key"), environment));

        Assert.Equal("DataProtection__KeyFile", wrong.Setting);
        Assert.Contains("cannot be read", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadOrMake_ManyAtOnce_ShareOneSecretThatOnlyTheUserReads()
    {
        var file = Path.Combine(_folder.FullName, "caloguessr", "data-protection.key");

        var secrets = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => DataProtectionKeyFile.ReadOrMake(file), Token)));

        Assert.Single(secrets.Select(Convert.ToHexString).Distinct());
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    private static byte[] Read(string? keyFile, string environment) => DataProtectionKeyFile.Read(
        new ConfigurationBuilder().AddInMemoryCollection([new("DataProtection:KeyFile", keyFile)]).Build(),
        new HostingEnvironment { EnvironmentName = environment });

    private WebHost Host(string keyFile)
    {
        var host = new WebHost();
        host.Settings["ConnectionStrings:lake"] = $"Path={Lake}";
        host.Settings["DataProtection:KeyFile"] = keyFile;
        return host;
    }

    private string KeyFile(string name, string? content = null)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, content ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n");
        return file;
    }

    private static string CookieOf(HttpResponseMessage saved) =>
        saved.Headers.GetValues("Set-Cookie").Single(line => line.StartsWith("caloguessr-owner=", StringComparison.Ordinal)).Split(';')[0];
}
