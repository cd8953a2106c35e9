using System.Security.Cryptography;
using Caloguessr.ServiceDefaults;

namespace Caloguessr.Web.Security;

/// <summary>The secret of 32 bytes that encrypts the data protection keys in the lake. It comes from a file and nowhere else.</summary>
internal static class DataProtectionKeyFile
{
    public const string Setting = "DataProtection__KeyFile";
    public const int SecretBytes = 32;

    private const string Fix = "make one with 'openssl rand -base64 32 > FILE', give it to every replica and set " + Setting + "=FILE";

    /// <summary>Reads the file of the setting; in development, one is made when none is set.</summary>
    /// <exception cref="ConfigurationException">There is none, or it holds no secret.</exception>
    public static byte[] Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var file = configuration["DataProtection:KeyFile"];
        if (!string.IsNullOrWhiteSpace(file)) return Read(file);
        if (!environment.IsDevelopment()) throw new ConfigurationException(Setting, $"is not set; {Fix}");

        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length > 0
            ? ReadOrMake(Path.Combine(home, "caloguessr", "data-protection.key"))
            : throw new ConfigurationException(Setting, $"is not set, and without HOME there is no folder to keep a secret in; {Fix}");
    }

    /// <summary>Reads a file, made with a new secret when absent. Of several processes that make it at once, one does and all read its secret.</summary>
    public static byte[] ReadOrMake(string file)
    {
        if (File.Exists(file)) return Read(file);
        var temporary = $"{file}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var writer = new StreamWriter(temporary, options))
                writer.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)));
            try
            {
                File.Move(temporary, file, overwrite: false);
            }
            catch (IOException) when (File.Exists(file))
            {
                File.Delete(temporary);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(Setting, $"is not set, and {file} cannot be made ({refused.Message.TrimEnd('.')}); {Fix}");
        }
        return Read(file);
    }

    private static byte[] Read(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file).Trim();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(Setting, $"names a file that cannot be read ({refused.Message.TrimEnd('.')}); {Fix}");
        }

        var secret = new byte[SecretBytes + 1];
        return Convert.TryFromBase64String(text, secret, out var length) && length == SecretBytes
            ? secret[..SecretBytes]
            : throw new ConfigurationException(Setting, $"names {file}, which does not hold {SecretBytes} bytes in Base64; {Fix}");
    }
}
