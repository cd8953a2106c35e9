using Caloguessr.Hosting.Lake;
using Caloguessr.Hosting.Projects;
using Caloguessr.Hosting.Publishing;
using Caloguessr.Hosting.Start;

return await LocalStart.RunAsync(args, builder =>
{
    builder.WithDashboardPort("Caloguessr:Dashboard:Port");

    var geminiApiKey = builder.AddOptionalSecret("gemini-api-key", "Gemini:ApiKey");
    var geminiEndpoint = builder.AddOptionalParameter("gemini-endpoint", "Gemini:Endpoint");
    var openAIApiKey = builder.AddOptionalSecret("openai-api-key", "OpenAI:ApiKey");

    var lake = builder.AddLake("lake");

    builder.AddProject<Projects.Caloguessr_Web>("web", project => project.ExcludeLaunchProfile = true)
        .WithHttpEndpoint(port: builder.Port("Caloguessr:Web:Port", standard: 8080), name: "http")
        .WithExternalHttpEndpoints()
        .WithHttpHealthCheck("/health", endpointName: "http")
        .WithReplicas(2)
        .WithReference(lake)
        .WithEnvironment("Gemini__ApiKey", geminiApiKey)
        .WithEnvironment("Gemini__Endpoint", geminiEndpoint)
        .WithEnvironment("OpenAI__ApiKey", openAIApiKey)
        .WithUrlForEndpoint("http", url => url.DisplayText = "Caloguessr")
        .WithUrlForEndpoint("http", _ => new() { Url = "/scalar", DisplayText = "HTTP API" })
        .WithSamplePhotoCommand()
        .WithDirectLaunch();

    builder.PublishManifest();
});
