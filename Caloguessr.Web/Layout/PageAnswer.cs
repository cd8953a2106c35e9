using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Caloguessr.Web.Layout;

/// <summary>Answers with a page, in the frame of all others, from an endpoint.</summary>
public static class PageAnswer
{
    public static RazorComponentResult Of<TPage>(int status, params (string Name, object? Value)[] parameters) where TPage : IComponent =>
        new RazorComponentResult<App>(new Dictionary<string, object?>
        {
            [nameof(App.Page)] = typeof(TPage),
            [nameof(App.Parameters)] = parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value),
        })
        { StatusCode = status };
}
