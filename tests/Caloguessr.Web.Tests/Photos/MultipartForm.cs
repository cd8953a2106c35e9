using System.Buffers;
using System.Text;

namespace Caloguessr.Web.Tests.Photos;

/// <summary>Writes a multipart body byte by byte, so that it can be as wrong as a test wants it.</summary>
internal sealed class MultipartForm
{
    public const string Boundary = "----caloguessr";
    public const string ContentType = $"multipart/form-data; boundary={Boundary}";

    private readonly ArrayBufferWriter<byte> _body = new();

    public MultipartForm Part(string headers, ReadOnlySpan<byte> content)
    {
        Raw($"--{Boundary}\r\n{headers}\r\n\r\n");
        _body.Write(content);
        return Raw("\r\n");
    }

    public MultipartForm Field(string name, string value) => Part($"Content-Disposition: form-data; name=\"{name}\"", Encoding.UTF8.GetBytes(value));

    public MultipartForm File(ReadOnlySpan<byte> content, string name = "photo", string fileName = "meal.jpg", string type = "image/jpeg") =>
        Part($"Content-Disposition: form-data; name=\"{name}\"; filename=\"{fileName}\"\r\nContent-Type: {type}", content);

    public MultipartForm Raw(string text)
    {
        _body.Write(Encoding.UTF8.GetBytes(text));
        return this;
    }

    /// <summary>The body so far, without an end.</summary>
    public byte[] Unfinished() => _body.WrittenSpan.ToArray();

    public byte[] Finish() => Raw($"--{Boundary}--\r\n").Unfinished();
}
