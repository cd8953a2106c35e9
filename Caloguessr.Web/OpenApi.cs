using Scalar.AspNetCore;

namespace Caloguessr.Web;

/// <summary>The API's description, and in development a page to browse it.</summary>
public static class OpenApi
{
    public static void AddApiDescription(this IHostApplicationBuilder builder) => builder.Services.AddOpenApi(options =>
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Caloguessr";
            document.Info.Description = "A photo of a meal becomes an estimate of its energy and nutrients. Problems are RFC 9457 documents of type urn:caloguessr:<code>.";
            return Task.CompletedTask;
        }));

    /// <summary>Maps <c>/openapi/v1.json</c>, and <c>/scalar</c> in development.</summary>
    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi();
        if (app.Environment.IsDevelopment()) app.MapScalarApiReference();
    }
}
