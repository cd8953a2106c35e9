using Caloguessr.ServiceDefaults.Lake;

namespace Caloguessr.ServiceDefaults.Tests;

public sealed class LakeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caloguessr-lake-");
    private readonly Lake.Lake _lake;

    public LakeTests() => _lake = new(_folder.FullName, TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Get_AfterPut_ReturnsTheContentAndItsVersion()
    {
        var version = await _lake.PutAsync("diary/a/2026-11-24.json", "one"u8.ToArray(), null, Token);

        var found = await _lake.GetAsync("diary/a/2026-11-24.json", Token);

        Assert.Equal("one"u8.ToArray(), found!.Content.ToArray());
        Assert.Equal(version, found.ETag);
    }

    [Fact]
    public async Task Get_Nothing_ReturnsNull() => Assert.Null(await _lake.GetAsync("diary/a/none.json", Token));

    [Fact]
    public async Task PutAbsent_KeyTaken_WritesNothing()
    {
        await _lake.PutAsync("a", "one"u8.ToArray(), PutCondition.Absent, Token);

        var second = await _lake.PutAsync("a", "two"u8.ToArray(), PutCondition.Absent, Token);

        Assert.Null(second);
        Assert.Equal("one"u8.ToArray(), (await _lake.GetAsync("a", Token))!.Content.ToArray());
    }

    [Fact]
    public async Task PutMatches_OlderVersion_WritesNothing()
    {
        var first = await _lake.PutAsync("a", "one"u8.ToArray(), null, Token);
        await _lake.PutAsync("a", "two"u8.ToArray(), PutCondition.Matches(first!), Token);

        var stale = await _lake.PutAsync("a", "three"u8.ToArray(), PutCondition.Matches(first!), Token);

        Assert.Null(stale);
    }

    [Fact]
    public async Task PutMatches_ManyWriters_LosesNoUpdate()
    {
        await _lake.PutAsync("counter", "0"u8.ToArray(), null, Token);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var lake = new Lake.Lake(_folder.FullName, TimeProvider.System);
            for (var done = 0; done < 25;)
            {
                var current = (await lake.GetAsync("counter", Token))!;
                var next = System.Text.Encoding.UTF8.GetBytes($"{int.Parse(System.Text.Encoding.UTF8.GetString(current.Content.Span), System.Globalization.CultureInfo.InvariantCulture) + 1}");
                if (await lake.PutAsync("counter", next, PutCondition.Matches(current.ETag), Token) is not null) done++;
            }
        }, Token)));

        Assert.Equal("200"u8.ToArray(), (await _lake.GetAsync("counter", Token))!.Content.ToArray());
    }

    [Fact]
    public async Task List_HalfWrittenObject_IsNotSeen()
    {
        await _lake.PutAsync("diary/a/2.json", "x"u8.ToArray(), null, Token);
        await _lake.PutAsync("diary/a/1.json", "x"u8.ToArray(), null, Token);
        await _lake.PutAsync("diary/b/1.json", "x"u8.ToArray(), null, Token);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "diary/a/.abc.part"), "half", Token);

        var keys = await _lake.ListAsync("diary/a", Token).ToListAsync(Token);

        Assert.Equal(["diary/a/1.json", "diary/a/2.json"], keys);
    }

    [Fact]
    public async Task DeleteAll_Folder_LeavesNothingThere()
    {
        await _lake.PutAsync("diary/a/1.json", "x"u8.ToArray(), null, Token);
        await _lake.PutAsync("diary/b/1.json", "x"u8.ToArray(), null, Token);
        var half = await HalfWrittenAsync("diary/a");

        await _lake.DeleteAllAsync("diary/a", Token);
        await _lake.DeleteAllAsync("diary/none", Token);

        Assert.False(File.Exists(half));
        Assert.Equal(["diary/b/1.json"], await _lake.ListAsync("diary", Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Sweep_HalfWrittenObject_GoesWhenItsWriterMustBeDead()
    {
        await _lake.PutAsync("diary/a/1.json", "x"u8.ToArray(), null, Token);
        var (old, young) = (await HalfWrittenAsync("diary/a"), await HalfWrittenAsync("diary/a"));
        File.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));

        Assert.Equal(1, _lake.SweepParts());

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
        Assert.Single(await _lake.ListAsync("diary/a", Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Fault_NamesNoPath()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "owner-a"), "no directory", Token);

        var put = await Assert.ThrowsAsync<IOException>(() => _lake.PutAsync("owner-a/1.json", "x"u8.ToArray(), null, Token));
        var get = await Record.ExceptionAsync(() => _lake.GetAsync("owner-a/1.json", Token));

        Assert.All(new[] { put, get }.OfType<Exception>(), fault => Assert.DoesNotContain("owner-a", fault.ToString(), StringComparison.Ordinal));
    }

    private async Task<string> HalfWrittenAsync(string folder)
    {
        var file = Path.Combine(_folder.FullName, folder, $".{Guid.NewGuid():N}.part");
        await File.WriteAllTextAsync(file, "half", Token);
        return file;
    }

    [Theory]
    [InlineData("")]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../outside")]
    public async Task Put_KeyOutsideTheLake_Throws(string key) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _lake.PutAsync(key, "x"u8.ToArray(), null, Token));

    [Fact]
    public async Task Delete_ThenGet_ReturnsNull()
    {
        await _lake.PutAsync("a", "one"u8.ToArray(), null, Token);

        await _lake.DeleteAsync("a", Token);
        await _lake.DeleteAsync("a", Token);

        Assert.Null(await _lake.GetAsync("a", Token));
    }
}
