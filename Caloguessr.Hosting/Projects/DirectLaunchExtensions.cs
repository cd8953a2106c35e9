using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Caloguessr.Hosting.Projects;

/// <summary>Starts a project's built program itself.</summary>
public static class DirectLaunchExtensions
{
    // Aspire switches this on; the exporters then retry against the dashboard that is gone, and every stop takes six seconds more.
    internal const string OtlpRetry = "OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY";

    /// <summary>
    /// In run mode starts the built program instead of <c>dotnet run</c>, which would stay beside every replica with 75 MB. Does nothing under a
    /// debugger or <c>dotnet watch</c>, which bring their own launch.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithDirectLaunch(this IResourceBuilder<ProjectResource> project)
    {
        var builder = project.ApplicationBuilder;
        if (!builder.ExecutionContext.IsRunMode) return project;
        project.WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName).WithEnvironment(OtlpRetry, "");
        if (builder.Configuration["DEBUG_SESSION_PORT"] is not null || builder.Configuration["DOTNET_WATCH"] is not null) return project;

        var source = project.Resource.GetProjectMetadata().ProjectPath;
        return project.WithAnnotation(new ExecutableAnnotation
        {
            WorkingDirectory = Path.GetDirectoryName(source)!,
            Command = BuiltProgram.Of(source),
        });
    }
}
