using System.Runtime.Versioning;
using Caloguessr.DevBroker.Tests.Brokers;
using Caloguessr.DevBroker.Tests.Clients;
using Caloguessr.DevBroker.Tests.Wire;

namespace Caloguessr.DevBroker.Tests.Crashes;

/// <summary>
/// What the development broker does when its disk takes nothing, or does not hold what was written. (Apache Kafka ends itself when its only log
/// directory fails.)
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class StorageTests : IAsyncLifetime
{
    private const string Topic = "kept", TransactionalId = "storage";
    private const int RecordBytes = 100_000;
    private const string RoomToWrite = "ballast";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caloguessr-storage-");
    private BrokerProcess? _broker;
    private WireConnection? _connection;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Partition => Path.Combine(_folder.FullName, $"{Topic}-0");

    private WireConnection Connection => _connection!;

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(BrokerProcess.Missing is not null, BrokerProcess.Missing ?? "");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        if (_broker is not null) await _broker.KillAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Disk_Full_RefusesWhatItCannotKeep_AndGoesOnWhenThereIsRoom()
    {
        string[] alone = ["unshare", "--map-root-user", "--mount", "sh", "-c"];
        await NeedsAsync([.. alone, $"mount -t tmpfs tmpfs '{_folder.FullName}'"], "a file system of its own");
        await StartAsync([.. alone, $"mount -t tmpfs -o size=8m tmpfs '{_folder.FullName}' && exec \"$0\""]);
        // The broker's file system is seen through its process.
        var disk = $"/proc/{_broker!.Id}/root{_folder.FullName}";
        await File.WriteAllBytesAsync(Path.Combine(disk, RoomToWrite), new byte[6 * 1024 * 1024], Token);
        await CreateAsync();
        var (_, producer, epoch) = await Connection.InitProducerIdAsync(TransactionalId);
        Assert.Equal(ErrorCode.NoError, await Connection.AddPartitionAsync(TransactionalId, producer, epoch, Topic));
        Assert.Equal(ErrorCode.NoError, (await Connection.ProduceAsync(Topic, RecordBatch.Of("in a transaction").From(producer, epoch, 0, transactional: true), transactionalId: TransactionalId)).Error);

        var acknowledged = new List<string> { "in a transaction" };
        var refused = ErrorCode.NoError;
        for (var size = RecordBytes; size > 0; size /= 2)
            while ((refused = await ProduceAsync($"{acknowledged.Count}", size)) == ErrorCode.NoError) acknowledged.Add(Value($"{acknowledged.Count}", size));

        Assert.Equal(ErrorCode.KafkaStorageError, refused);
        Assert.Equal(acknowledged.Count, (await ReadAsync(isolated: false)).Count);
        await Assert.ThrowsAnyAsync<IOException>(() => Connection.EndAsync(TransactionalId, producer, epoch, commit: true));
        await ConnectAsync();
        Assert.Empty(await ReadAsync(isolated: true));

        File.Delete(Path.Combine(disk, RoomToWrite));
        Assert.Equal(ErrorCode.NoError, await Connection.EndAsync(TransactionalId, producer, epoch, commit: true));
        acknowledged.Add(Value("after", 1));
        Assert.Equal(ErrorCode.NoError, await ProduceAsync("after", 1));
        Assert.Equal(acknowledged, await ReadAsync(isolated: true));

        await SaysAsync("No space left");
        await ClientProgram.RunAsync("cp", ["--archive", $"{disk}/.", _folder.FullName], "", Token);
        await RestartAsync(clean: false);
        Assert.Equal(acknowledged, await ReadAsync(isolated: true));
    }

    [Fact]
    public async Task Folder_ThatCannotBeWritten_RefusesANewSegment_AndGoesOnLater()
    {
        await StartWithoutPrivilegesAsync();
        await CreateAsync(("segment.bytes", "1048576"));
        File.SetUnixFileMode(Partition, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var acknowledged = new List<string>();
        ErrorCode error;
        while ((error = await ProduceAsync($"{acknowledged.Count}")) == ErrorCode.NoError) acknowledged.Add(Value($"{acknowledged.Count}", RecordBytes));

        Assert.Equal(ErrorCode.KafkaStorageError, error);
        Assert.Equal(acknowledged, await ReadAsync());

        File.SetUnixFileMode(Partition, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        acknowledged.Add(Value("after", RecordBytes));
        Assert.Equal(ErrorCode.NoError, await ProduceAsync("after"));
        await RestartAsync(clean: false);
        Assert.Equal(acknowledged, await ReadAsync());
    }

    [Fact]
    public async Task Log_ThatCannotBeWritten_StopsTheStartWithItsName()
    {
        await StartAsync();
        await CreateAsync();
        await _broker!.DisposeAsync();
        _broker = null;
        File.SetUnixFileMode(LogFile, UnixFileMode.UserRead);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(StartWithoutPrivilegesAsync);

        Assert.Contains("cannot start: Broker__Data", failure.Message, StringComparison.Ordinal);
        Assert.Contains(LogFile, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(RecordBytes / 2)]
    public async Task LastBatch_NotWrittenWhole_IsCutOff(int missing)
    {
        var acknowledged = await WithRecordsAsync(3);
        await RestartAsync(clean: false, () => Resize(-missing));

        Assert.Equal(acknowledged[..^1], await ReadAsync());
        await SaysAsync("they are cut off");
        Assert.Equal(2, (await Connection.ProduceAsync(Topic, RecordBatch.Of("again"))).BaseOffset);
    }

    [Fact]
    public async Task LastBatch_OfZeros_IsCutOff()
    {
        var acknowledged = await WithRecordsAsync(3);
        await RestartAsync(clean: false, () => Resize(RecordBytes));

        Assert.Equal(acknowledged, await ReadAsync());
        await SaysAsync("they are cut off");
    }

    // Bytes 0 to 7 are the batch's base offset, 8 to 11 its length, 16 its format, 23 to 26 the delta of its last offset; its records begin at 61.
    [Theory]
    [InlineData(1, false)]
    [InlineData(7, false)]
    [InlineData(9, false)]
    [InlineData(16, false)]
    [InlineData(25, false)]
    [InlineData(70, false)]
    [InlineData(RecordBytes / 2, false)]
    [InlineData(1, true)]
    [InlineData(7, true)]
    [InlineData(9, true)]
    [InlineData(16, true)]
    [InlineData(25, true)]
    [InlineData(70, true)]
    [InlineData(RecordBytes / 2, true)]
    public async Task Bit_FlippedInTheMiddle_IsReportedAndNeverServed(int at, bool clean)
    {
        var acknowledged = await WithRecordsAsync(5);
        var batchBytes = new FileInfo(LogFile).Length / 5;
        await RestartAsync(clean, () => Flip(2 * batchBytes + at));

        Assert.Equal(acknowledged[..2], (await Connection.FetchAsync(Topic, 0)).Values.Take(2));
        // CORRUPT_MESSAGE by Confluent.Kafka's name.
        Assert.Equal(ErrorCode.InvalidMsg, (await Connection.FetchAsync(Topic, 2)).Error);
        await SaysAsync("is not what was written");
        Assert.Equal(acknowledged[3..], (await Connection.FetchAsync(Topic, 3)).Values);
        Assert.Equal(5, (await Connection.ProduceAsync(Topic, RecordBatch.Of("more"))).BaseOffset);
        Assert.Equal("more", (await Connection.FetchAsync(Topic, 5)).Values[^1]);
    }

    // In Kafka's formats one batch must be the first of an answer to be larger than what is asked for.
    [Fact]
    public async Task Batch_TooLargeForWhatIsLeft_IsNotPassedOver()
    {
        await StartAsync();
        await CreateAsync(("segment.bytes", "1048576"));
        Assert.Equal(ErrorCode.NoError, await ProduceAsync("large", 900_000));
        Assert.Equal(ErrorCode.NoError, await ProduceAsync("next segment", 300_000));
        Assert.Equal(2, Directory.GetFiles(Partition, "*.log").Length);
        Assert.Equal(ErrorCode.NoError, await Connection.CreateTopicAsync(new("other")));
        Assert.Equal(ErrorCode.NoError, (await Connection.ProduceAsync("other", RecordBatch.Of("small"))).Error);

        var answer = await Connection.CallAsync(Api.Fetch, 4, request => request.Int32(-1).Int32(0).Int32(1).Int32(500_000).Bool(false)
            .Array(["other", Topic], (to, name) => to.Text(name).Array([0L], (part, offset) => part.Int32(0).Int64(offset).Int32(500_000))));

        var sizes = answer.Skip(4).Array(topic => (topic.Text(), topic.Array(part =>
        {
            _ = (part.Int32(), part.Error(), part.Int64(), part.Int64(), part.Array(one => (one.Int64(), one.Int64())));
            return part.Bytes()?.Length ?? 0;
        }))).Select(topic => topic.Item2[0]).ToList();
        Assert.InRange(sizes[0], 1, 1000);
        Assert.Equal(0, sizes[1]);
    }

    [Fact]
    public async Task Start_LeavesAloneWhatItDidNotMake()
    {
        string[] others = [Path.Combine("notes-1", "diary.txt"), Path.Combine("photos", "meal.jpg"), Path.Combine("kafka-0", "deep", "00000000000000000000.log")];
        foreach (var other in others)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder.FullName, other))!);
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, other), "mine", Token);
        }

        await StartAsync();

        Assert.All(others, other => Assert.True(File.Exists(Path.Combine(_folder.FullName, other))));
    }

    [Fact]
    public async Task GroupThatWasDeleted_StaysAway()
    {
        await StartAsync();
        await CreateAsync();
        Assert.Equal(ErrorCode.NoError, await Connection.CommitAsync("gone", Topic, 5));
        Assert.Equal(ErrorCode.NoError, await Connection.CommitAsync("kept", Topic, 7));
        Assert.Equal(ErrorCode.NoError, await Connection.DeleteGroupAsync("gone"));

        await RestartAsync(clean: false);

        Assert.Equal(ErrorCode.GroupIdNotFound, await Connection.DeleteGroupAsync("gone"));
        Assert.Equal(ErrorCode.NoError, await Connection.DeleteGroupAsync("kept"));
    }

    // What it writes comes through a pipe, a moment later.
    private Task SaysAsync(string text) =>
        Eventually.HoldsAsync($"the broker's line with '{text}'", () => Task.FromResult(_broker!.Output.Contains(text, StringComparison.OrdinalIgnoreCase)), () => _broker!.Output, Token);

    private string LogFile => Path.Combine(Partition, $"{0:d20}.log");

    private static string Value(string text, int size) => text.PadLeft(size, '.');

    private async Task<ErrorCode> ProduceAsync(string text, int size = RecordBytes) => (await Connection.ProduceAsync(Topic, RecordBatch.Of(Value(text, size)))).Error;

    private async Task<IReadOnlyList<string?>> ReadAsync(bool isolated = false)
    {
        var values = new List<string?>();
        for (long offset = 0; ;)
        {
            var fetched = await Connection.FetchAsync(Topic, offset, new() { ReadCommitted = isolated });
            Assert.Equal(ErrorCode.NoError, fetched.Error);
            if (fetched.Batches.Count == 0) return values;
            values.AddRange(fetched.Values);
            offset = fetched.Batches[^1].LastOffset + 1;
        }
    }

    private async Task<List<string>> WithRecordsAsync(int count)
    {
        await StartAsync();
        await CreateAsync();
        var acknowledged = Enumerable.Range(0, count).Select(number => Value($"{number}", RecordBytes)).ToList();
        foreach (var value in acknowledged) Assert.Equal(ErrorCode.NoError, (await Connection.ProduceAsync(Topic, RecordBatch.Of(value))).Error);
        return acknowledged;
    }

    private async Task CreateAsync(params (string, string?)[] configs) =>
        Assert.Equal(ErrorCode.NoError, await Connection.CreateTopicAsync(new(Topic) { Configs = configs }));

    private async Task StartAsync(IReadOnlyList<string>? within = null)
    {
        _broker = await BrokerProcess.StartAsync(_folder.FullName, within: within);
        await ConnectAsync();
    }

    private async Task ConnectAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _connection = await WireConnection.OpenAsync(_broker!.Bootstrap, Token);
    }

    private async Task RestartAsync(bool clean, Action? meanwhile = null)
    {
        if (clean) await _broker!.DisposeAsync();
        else await _broker!.KillAsync();
        meanwhile?.Invoke();
        await StartAsync();
    }

    // The rights of a file mean nothing to the superuser, but for one who may not pass over them.
    private async Task StartWithoutPrivilegesAsync()
    {
        string[] limited = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"];
        if (Environment.UserName == "root") await NeedsAsync([.. limited, "true"], "a superuser without the right to write everything");
        await StartAsync(Environment.UserName == "root" ? limited : null);
    }

    private static async Task NeedsAsync(string[] words, string what)
    {
        try
        {
            await ClientProgram.RunAsync(words[0], words[1..], "", Token);
        }
        catch (Exception refused) when (refused is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"This machine does not give a process {what}: {refused.Message}");
        }
    }

    private void Resize(int by)
    {
        using var file = File.OpenWrite(LogFile);
        file.SetLength(file.Length + by);
    }

    private void Flip(long at)
    {
        using var file = File.Open(LogFile, FileMode.Open);
        file.Position = at;
        var old = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(old ^ 4));
    }
}
