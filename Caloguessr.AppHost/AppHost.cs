using Caloguessr.Contracts.Events;
using Caloguessr.Hosting.Kafka;
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
    var kafka = builder.AddKafka("kafka", new Projects.Caloguessr_DevBroker())
        .WithTopics(Topics.All.Select(topic => new KafkaTopic(topic.Name, topic.Partitions, topic.Configuration)))
        .WithDataVolume()
        .WithKafkaUI();

    builder.AddProject<Projects.Caloguessr_Web>("web", project => project.ExcludeLaunchProfile = true)
        .WithHttpEndpoint(port: builder.Port("Caloguessr:Web:Port", standard: 8080), name: "http")
        .WithExternalHttpEndpoints()
        .WithHttpHealthCheck("/health", endpointName: "http")
        .WithReplicas(2)
        .WithReference(lake)
        .WithReference(kafka)
        .WithEnvironment("Gemini__ApiKey", geminiApiKey)
        .WithEnvironment("Gemini__Endpoint", geminiEndpoint)
        .WithEnvironment("OpenAI__ApiKey", openAIApiKey)
        .WithUrlForEndpoint("http", url => url.DisplayText = "Caloguessr")
        .WithUrlForEndpoint("http", _ => new() { Url = "/scalar", DisplayText = "HTTP API" })
        .WithSamplePhotoCommand()
        .WithDirectLaunch();

    builder.PublishManifest();
});
