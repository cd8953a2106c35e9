using Caloguessr.ServiceDefaults;
using Caloguessr.Web.Estimators;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Caloguessr.Web.Tests.Estimators;

public sealed class EstimatorSettingsTests
{
    [Theory]
    [InlineData("Estimator__Provider must be auto, gemini, vertex, openai or builtin.", "Estimator:Provider=gpt")]
    [InlineData("Estimator__Timeout cannot be read; write a duration as hh:mm:ss.", "Estimator:Timeout=soon")]
    [InlineData("Estimator__Timeout cannot be read; write a duration as hh:mm:ss.", "Estimator:Timeout=00:00:90")]
    [InlineData("Estimator__Timeout must lie between 00:00:01 and 00:10:00; write a duration as hh:mm:ss.", "Estimator:Timeout=60")]
    [InlineData("Gemini__Endpoint is no address; write http://host:port or https://host.", "Gemini:Endpoint=gemini.local")]
    [InlineData("Gemini__ApiKey is no key: it has spaces or other characters that no key has; copy it again.", "Gemini:ApiKey=my key")]
    [InlineData("Gemini__Model is no model id; write one such as gemini-3.8-flash.", "Gemini:Model=a/b")]
    [InlineData("Vertex__Project is not set, but Estimator__Provider is vertex; name the Google Cloud project.", "Estimator:Provider=vertex")]
    [InlineData("OpenAI__Endpoint is not set, but Estimator__Provider is openai; write one such as http://localhost:11434/v1.", "Estimator:Provider=openai")]
    [InlineData("OpenAI__Model is not set, but Estimator__Provider is openai; name a model that takes pictures, such as qwen3-vl:8b.", "Estimator:Provider=openai", "OpenAI:Endpoint=http://localhost:1/v1")]
    public void AddEstimators_BadSetting_StopsWithOneLineThatNamesTheFix(string message, params string[] settings)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => Configured(settings).AddEstimators());

        Assert.Equal(message, wrong.Message);
    }

    [Fact]
    public void AddEstimators_EmptySettings_CountAsNotSet() =>
        Configured("Gemini:ApiKey=", "Gemini:Endpoint=", "Estimator:Provider=", "Estimator:Timeout=", "OpenAI:Endpoint= ").AddEstimators();

    [Fact]
    public void AddEstimators_CaptureInAnotherServicesWord_IsOff() =>
        Configured("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=SPAN_ONLY").AddEstimators();

    [Fact]
    public void Read_EverySetting_IsBound()
    {
        var options = OptionsReader.Read<EstimatorOptions>(Configured("Estimator:Provider=openai", "Estimator:Timeout=00:00:20").Configuration, EstimatorOptions.Section);

        Assert.Equal(("openai", TimeSpan.FromSeconds(20)), (options.Provider, options.Timeout));
    }

    private static WebApplicationBuilder Configured(params string[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])));
        return builder;
    }
}
