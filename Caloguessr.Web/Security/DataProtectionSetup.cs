using Caloguessr.ServiceDefaults.Lake;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Caloguessr.Web.Security;

/// <summary>Data protection keys shared by all replicas: kept in the lake, encrypted with the secret of <see cref="DataProtectionKeyFile"/>.</summary>
public static class DataProtectionSetup
{
    /// <summary>Adds data protection. Needs the lake.</summary>
    /// <exception cref="ServiceDefaults.ConfigurationException">There is no usable secret.</exception>
    public static void AddSharedDataProtection(this IHostApplicationBuilder builder)
    {
        var cipher = new DataProtectionCipher(DataProtectionKeyFile.Read(builder.Configuration, builder.Environment));
        builder.Services.AddSingleton(cipher);
        builder.Services.AddDataProtection().SetApplicationName("Caloguessr");
        builder.Services.AddOptions<KeyManagementOptions>().Configure<Lake, ILogger<DataProtectionRepository>>((keys, lake, log) =>
        {
            keys.XmlRepository = new DataProtectionRepository(lake, cipher, log);
            keys.XmlEncryptor = cipher;
        });
    }
}
