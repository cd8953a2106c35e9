using Caloguessr.DevBroker.Protocol;

namespace Caloguessr.DevBroker.Groups;

/// <summary>The part that OffsetCommit and TxnOffsetCommit answer alike: an error for each partition that was asked for, in order.</summary>
internal static class OffsetAnswers
{
    public static void Write(KafkaWriter answer, IReadOnlyCollection<(string Topic, List<(TopicPartition Partition, CommittedOffset Offset)> Offsets)> topics, IReadOnlyList<ErrorCode> errors)
    {
        var next = 0;
        answer.Array(topics, topic =>
        {
            answer.String(topic.Topic);
            answer.Array(topic.Offsets, offset =>
            {
                answer.Int32(offset.Partition.Partition);
                answer.Error(errors[next++]);
                answer.Tags();
            });
            answer.Tags();
        });
    }
}
