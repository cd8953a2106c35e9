var builder = DistributedApplication.CreateBuilder(args);
builder.AddProject<Projects.Caloguessr_Web>("web");
builder.Build().Run();
