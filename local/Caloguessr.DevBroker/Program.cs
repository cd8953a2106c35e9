using Caloguessr.DevBroker.Groups;
using Caloguessr.DevBroker.Log;
using Caloguessr.DevBroker.Server;
using Caloguessr.DevBroker.Topics;
using Caloguessr.DevBroker.Transactions;
using Caloguessr.ServiceDefaults;

return await Startup.RunAsync("Caloguessr.DevBroker", async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    var options = OptionsReader.Read<BrokerOptions>(builder.Configuration, BrokerOptions.Section);
    using var data = new DataDirectory(options);
    builder.Services.AddSingleton(options);
    builder.Services.AddSingleton<Broker>();
    builder.Services.AddSingleton<BrokerMetrics>();
    builder.Services.AddSingleton<TopicStore>();
    builder.Services.AddSingleton<GroupCoordinator>();
    builder.Services.AddSingleton<ProducerIds>();
    builder.Services.AddSingleton<TransactionCoordinator>();
    builder.Services.AddSingleton<MetadataApis>();
    builder.Services.AddSingleton<TopicApis>();
    builder.Services.AddSingleton<ConfigApis>();
    builder.Services.AddSingleton<ProduceApi>();
    builder.Services.AddSingleton<FetchApi>();
    builder.Services.AddSingleton<OffsetApis>();
    builder.Services.AddSingleton<GroupApis>();
    builder.Services.AddSingleton<OffsetCommitApis>();
    builder.Services.AddSingleton<TransactionApis>();
    builder.Services.AddSingleton<ApiTable>();
    builder.Services.AddHostedService<Housekeeping>();
    builder.Services.AddHostedService<KafkaServer>();

    await using var app = builder.Build();
    app.MapDefaultEndpoints();
    await app.RunAsync();
});
