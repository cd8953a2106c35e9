using Caloguessr.DevBroker.Tests.Brokers;

namespace Caloguessr.DevBroker.Tests.Wire;

/// <summary>Idempotent and transactional producers.</summary>
internal static class TransactionCalls
{
    /// <summary>One request, whatever it answers.</summary>
    public static async Task<(ErrorCode Error, long ProducerId, short Epoch)> InitProducerIdOnceAsync(this WireConnection connection, string? transactionalId, int timeoutMilliseconds)
    {
        var answer = await connection.CallAsync(Api.InitProducerId, 1, request => request.Text(transactionalId).Int32(timeoutMilliseconds));
        return (answer.Skip(4).Error(), answer.Int64(), answer.Int16());
    }

    /// <summary>As clients do: asks again while the coordinator loads or still ends the transaction before.</summary>
    public static Task<(ErrorCode Error, long ProducerId, short Epoch)> InitProducerIdAsync(this WireConnection connection, string? transactionalId, int timeoutMilliseconds = 60_000) =>
        Eventually.AnswersAsync("an answer to InitProducerId", () => connection.InitProducerIdOnceAsync(transactionalId, timeoutMilliseconds), answer => IsPassing(answer.Error), TestContext.Current.CancellationToken);

    public static Task<ErrorCode> AddPartitionAsync(this WireConnection connection, string transactionalId, long producerId, int epoch, string topic, int partition = 0) =>
        Eventually.AnswersAsync("an answer to AddPartitionsToTxn", async () =>
        {
            var answer = await connection.CallAsync(Api.AddPartitionsToTxn, 1, request => request.Text(transactionalId).Int64(producerId).Int16(epoch)
                .Array([topic], (to, name) => to.Text(name).Array([partition], (part, index) => part.Int32(index))));
            return answer.Skip(4).Array(one => (one.Text(), one.Array(part => (part.Int32(), Error: part.Error()))))[0].Item2[0].Error;
        }, IsPassing, TestContext.Current.CancellationToken);

    public static Task<ErrorCode> AddOffsetsAsync(this WireConnection connection, string transactionalId, long producerId, int epoch, string group) =>
        Eventually.AnswersAsync("an answer to AddOffsetsToTxn", async () => (await connection.CallAsync(Api.AddOffsetsToTxn, 1,
            request => request.Text(transactionalId).Int64(producerId).Int16(epoch).Text(group))).Skip(4).Error(), IsPassing, TestContext.Current.CancellationToken);

    public static async Task<ErrorCode> TxnCommitAsync(this WireConnection connection, string transactionalId, string group, long producerId, int epoch, string topic, long offset)
    {
        var answer = await connection.CallAsync(Api.TxnOffsetCommit, 2, request => request.Text(transactionalId).Text(group).Int64(producerId).Int16(epoch)
            .Array([topic], (to, name) => to.Text(name).Array([offset], (part, value) => part.Int32(0).Int64(value).Int32(-1).Text(null))));
        return answer.Skip(4).Array(one => (one.Text(), one.Array(part => (part.Int32(), Error: part.Error()))))[0].Item2[0].Error;
    }

    public static Task<ErrorCode> EndAsync(this WireConnection connection, string transactionalId, long producerId, int epoch, bool commit) =>
        Eventually.AnswersAsync("an answer to EndTxn", async () => (await connection.CallAsync(Api.EndTxn, 1,
            request => request.Text(transactionalId).Int64(producerId).Int16(epoch).Bool(commit))).Skip(4).Error(), IsPassing, TestContext.Current.CancellationToken);

    private static bool IsPassing(ErrorCode error) => error is ErrorCode.GroupLoadInProgress or ErrorCode.GroupCoordinatorNotAvailable
        or ErrorCode.NotCoordinatorForGroup or ErrorCode.ConcurrentTransactions;
}
