using System.Net.Http.Headers;

/// <summary>The dashboard's command that sends a sample photo through the web application, so that an estimate and its trace are one click away.</summary>
internal static class SamplePhoto
{
    private const string Resource = "sample-meal.jpg";

    public static IResourceBuilder<ProjectResource> WithSamplePhotoCommand(this IResourceBuilder<ProjectResource> web) =>
        web.WithHttpCommand("/api/estimates", "Try a sample photo", endpointName: "http", commandName: "try-sample-photo", commandOptions: new()
        {
            Description = "Sends a picture of a pizza to the web application. The estimate is shown here, its way through the application under Traces.",
            IconName = "Food",
            IsHighlighted = true,
            Method = HttpMethod.Post,
            PrepareRequest = PrepareAsync,
            GetCommandResult = ResultAsync,
        });

    private static Task PrepareAsync(HttpCommandRequestContext context)
    {
        var photo = new StreamContent(typeof(SamplePhoto).Assembly.GetManifestResourceStream(Resource)!);
        photo.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        context.Request.Content = new MultipartFormDataContent { { photo, "photo", Resource } };
        return Task.CompletedTask;
    }

    private static async Task<ExecuteCommandResult> ResultAsync(HttpCommandResultContext context)
    {
        var answer = await context.Response.Content.ReadAsStringAsync(context.CancellationToken);
        return context.Response.IsSuccessStatusCode
            ? CommandResults.Success("The estimate", answer, CommandResultFormat.Json)
            : CommandResults.Failure($"The web application answered {(int)context.Response.StatusCode}", answer, CommandResultFormat.Json);
    }
}
