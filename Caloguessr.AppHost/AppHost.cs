using Caloguessr.Hosting.Lake;
using Caloguessr.Hosting.Projects;
using Caloguessr.Hosting.Start;

var builder = DistributedApplication.CreateBuilder(args);

var webPort = builder.Port("Caloguessr:Web:Port", 8080);
var dashboardPort = builder.DashboardPort("Caloguessr:Dashboard:Port");

var geminiApiKey = builder.AddOptionalSecret("gemini-api-key", "Gemini:ApiKey");
var openAIApiKey = builder.AddOptionalSecret("openai-api-key", "OpenAI:ApiKey");
var geminiEndpoint = builder.AddOptionalParameter("gemini-endpoint", "Gemini:Endpoint");

var lake = builder.AddLake("lake");

builder.AddProject<Projects.Caloguessr_Web>("web", project => project.ExcludeLaunchProfile = true)
    .WithHttpEndpoint(port: webPort, name: "http")
    .WithHttpHealthCheck("/health", endpointName: "http")
    .WithReplicas(2)
    .WithReference(lake)
    .WithEnvironment("Gemini__ApiKey", geminiApiKey)
    .WithEnvironment("Gemini__Endpoint", geminiEndpoint)
    .WithEnvironment("OpenAI__ApiKey", openAIApiKey)
    .WithUrlForEndpoint("http", url => url.DisplayText = "Caloguessr")
    .WithUrlForEndpoint("http", _ => new() { Url = "/scalar", DisplayText = "HTTP API" })
    .WithSamplePhotoCommand()
    .WithExternalHttpEndpoints()
    .WithDirectLaunch();

return await builder.RunLocallyAsync((webPort, "Caloguessr:Web:Port"), (dashboardPort, "Caloguessr:Dashboard:Port"));
