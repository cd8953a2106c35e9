using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Caloguessr.Web.Security;

/// <summary>Encrypts data protection keys with AES-256-GCM: nonce, tag and ciphertext stand in one element, marked with the secret's fingerprint.</summary>
internal sealed class DataProtectionCipher(byte[] secret) : IXmlEncryptor
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private static readonly XName Element = XName.Get("encryptedKey", "urn:caloguessr:data-protection");
    private static readonly byte[] Purpose = "caloguessr data protection key v1"u8.ToArray();

    /// <summary>Tells secrets apart without giving them away.</summary>
    public string Fingerprint { get; } = Convert.ToHexStringLower(HMACSHA256.HashData(secret, "fingerprint"u8))[..16];

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var sealedBytes = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(secret, TagBytes);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceBytes + TagBytes), sealedBytes.AsSpan(NonceBytes, TagBytes), Purpose);
        CryptographicOperations.ZeroMemory(plain);
        return new(new XElement(Element, new XAttribute("secret", Fingerprint), Convert.ToBase64String(sealedBytes)), typeof(DataProtectionDecryptor));
    }

    public XElement Decrypt(XElement encryptedElement)
    {
        var sealedBytes = Convert.FromBase64String(encryptedElement.Value).AsSpan();
        var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(secret, TagBytes);
        aes.Decrypt(sealedBytes[..NonceBytes], sealedBytes[(NonceBytes + TagBytes)..], sealedBytes[NonceBytes..(NonceBytes + TagBytes)], plain, Purpose);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }

    /// <summary>Whether a stored element is one that this secret cannot open.</summary>
    public bool IsForeign(XElement stored) =>
        stored.Descendants(Element).Any(element => element.Attribute("secret")?.Value != Fingerprint);
}

/// <summary>Made by the key ring, from its name in the stored key.</summary>
internal sealed class DataProtectionDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => services.GetRequiredService<DataProtectionCipher>().Decrypt(encryptedElement);
}
