using Aspire.Hosting;
using Aspire.Hosting.Pipelines;

namespace Caloguessr.Hosting.Publishing;

#pragma warning disable ASPIREPIPELINES001 // The pipeline is Aspire's way to publish; its API is still marked as experimental.

/// <summary>What <c>aspire publish</c> writes.</summary>
public static class ManifestExtensions
{
    // The name of Aspire's own step, which stands alone: nothing makes a publish include it.
    private const string ManifestStep = "publish-manifest";

    /// <summary>Makes <c>aspire publish -o DIR</c> write Aspire's manifest of the model, <c>DIR/aspire-manifest.json</c>.</summary>
    public static void PublishManifest(this IDistributedApplicationBuilder builder) =>
        builder.Pipeline.AddStep("publish-model", _ => Task.CompletedTask, dependsOn: ManifestStep, requiredBy: WellKnownPipelineSteps.Publish);
}
