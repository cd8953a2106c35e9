using Caloguessr.Web.Photos;
using Microsoft.Extensions.AI;

namespace Caloguessr.Web.Estimators;

/// <summary>Puts the photo in front of the first message, below the telemetry client, so that no span can hold it.</summary>
internal sealed class PhotoChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
        base.GetResponseAsync(WithPhoto(messages, options), options, cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
        base.GetStreamingResponseAsync(WithPhoto(messages, options), options, cancellationToken);

    private static IEnumerable<ChatMessage> WithPhoto(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        if (options is not LookOptions look) return messages;
        var photo = new DataContent(look.Photo.Jpeg, MealPhoto.MediaType);
        return messages.Select((message, index) => index == 0 ? new ChatMessage(message.Role, [photo, .. message.Contents]) : message);
    }
}
