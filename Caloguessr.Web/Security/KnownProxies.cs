using System.Net;
using Caloguessr.ServiceDefaults;
using Microsoft.AspNetCore.HttpOverrides;

namespace Caloguessr.Web.Security;

/// <summary>
/// Believes <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> only from the proxies of <c>Proxies__Known</c>: addresses or networks, separated
/// by commas, such as <c>10.42.0.0/16</c>. Default: none.
/// </summary>
internal static class KnownProxies
{
    private const string Setting = "Proxies:Known";

    public static void AddKnownProxies(this IHostApplicationBuilder builder)
    {
        var networks = (builder.Configuration[Setting] ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Parse).ToList();
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = networks.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in networks) options.KnownIPNetworks.Add(network);
        });
    }

    private static System.Net.IPNetwork Parse(string text)
    {
        if (System.Net.IPNetwork.TryParse(text, out var network)) return network;
        if (IPAddress.TryParse(text, out var address)) return new(address, address.GetAddressBytes().Length * 8);
        throw new ConfigurationException("Proxies__Known", $"names '{text}', which is neither an address nor a network; write such as 10.42.0.0/16");
    }
}
