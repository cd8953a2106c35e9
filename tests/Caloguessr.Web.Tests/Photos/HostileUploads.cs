using System.Text;

namespace Caloguessr.Web.Tests.Photos;

/// <summary>An upload that a server must survive.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="ContentType">The request's content type; <c>null</c>: none.</param>
/// <param name="Body">The request's body.</param>
internal sealed record HostileUpload(string Name, string? ContentType, byte[] Body);

/// <summary>Malformed, truncated, mislabelled and hostile uploads, the same ones for the same seed.</summary>
internal sealed class HostileUploads
{
    public const int Seed = 20261124;

    private static readonly string[] MediaTypes = ["image/jpeg", "image/png", "image/webp", "image/heic", "text/html", "application/octet-stream", "nonsense", ""];
    private static readonly string[] FileNames = ["meal.jpg", "../../etc/passwd", "a\0b.jpg", "", "con.png", new('x', 4000), "<script>.webp", "\u202Egpj.exe", "100%.jpg;name=\"other"];

    private readonly Random _random = new(Seed);
    private readonly HostileFiles _files;
    private readonly byte[] _photo = DrawnPhotos.Jpeg();

    private HostileUploads() => _files = new(_random);

    /// <summary>Makes them one by one, since all together would take much memory: two files with something wrong, then one such form.</summary>
    public static IEnumerable<HostileUpload> Make(int count)
    {
        var uploads = new HostileUploads();
        var (files, forms) = (uploads._files.Kinds, uploads.Forms);
        for (var number = 0; number < count; number++)
        {
            if (number % 3 == 2)
            {
                var (name, make) = forms[number / 3 % forms.Count];
                yield return make() with { Name = $"form-{name}" };
            }
            else
            {
                var (name, make) = files[(number / 3 * 2 + number % 3) % files.Count];
                yield return new($"file-{name}", MultipartForm.ContentType, new MultipartForm()
                    .Field("language", "en").File(make(), fileName: uploads.Any(FileNames), type: uploads.Any(MediaTypes)).Finish());
            }
        }
    }

    private IReadOnlyList<(string Name, Func<HostileUpload> Make)> Forms =>
    [
        ("no-content-type", () => Of(Whole(), null)),
        ("no-boundary", () => Of(Whole(), "multipart/form-data")),
        ("other-boundary", () => Of(Whole(), "multipart/form-data; boundary=another")),
        ("empty-boundary", () => Of(Whole(), "multipart/form-data; boundary=\"\"")),
        ("long-boundary", () => Of(Whole(), $"multipart/form-data; boundary={new string('b', 5000)}")),
        ("content-type-garbage", () => Of(Whole(), "multipart/form-data; boundary=;;;==\"")),
        ("json", () => Of("{\"photo\":\"AAAA\"}"u8.ToArray(), "application/json")),
        ("url-encoded", () => Of("photo=AAAA&hint=soup"u8.ToArray(), "application/x-www-form-urlencoded")),
        ("raw-photo", () => Of(_photo, "image/jpeg")),
        ("empty-body", () => Of([])),
        ("no-end", () => Of(new MultipartForm().File(_photo).Unfinished())),
        ("cut", () => Whole() is var whole ? Of(whole[.._random.Next(whole.Length)]) : throw new InvalidOperationException()),
        ("damaged", () => Of(Damage(Whole()))),
        ("line-feeds-only", () => Of(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Whole()).Replace("\r\n", "\n", StringComparison.Ordinal)))),
        ("header-garbage", () => Of(new MultipartForm().Part("Content-Disposition form-data name=photo\r\n:::\r\n\u0001", _photo).Finish())),
        ("header-huge", () => Of(new MultipartForm().Part($"Content-Disposition: form-data; name=\"photo\"\r\nX: {new string('x', 100_000)}", _photo).Finish())),
        ("headers-many", () => Of(new MultipartForm().Part(string.Join("\r\n", Enumerable.Range(0, 500).Select(number => $"X-{number}: 1")), _photo).Finish())),
        ("no-disposition", () => Of(new MultipartForm().Part("Content-Type: image/jpeg", _photo).Finish())),
        ("name-missing", () => Of(new MultipartForm().Part("Content-Disposition: form-data", _photo).Finish())),
        ("named-otherwise", () => Of(new MultipartForm().File(_photo, name: "picture").Finish())),
        ("nothing-chosen", () => Of(new MultipartForm().File([], fileName: "").Finish())),
        ("photo-as-text", () => Of(new MultipartForm().Field("photo", "https://example.org/meal.jpg").Finish())),
        ("field-huge", () => Of(new MultipartForm().Field("hint", new string('h', 3_000_000)).File(_photo).Finish())),
        ("parts-many", () => Of(Enumerable.Range(0, 5_000).Aggregate(new MultipartForm(), (form, number) => form.Field($"f{number}", "1")).File(_photo).Finish())),
        ("other-file-huge", () => Of(new MultipartForm().File(new byte[12 * 1024 * 1024], name: "other").File(_photo).Finish())),
        ("nested", () => Of(new MultipartForm().Part("Content-Disposition: form-data; name=\"photo\"\r\nContent-Type: multipart/mixed; boundary=inner", Whole()).Finish())),
        ("preamble-huge", () => Of([.. new byte[5_000_000], .. Whole()])),
    ];

    private static HostileUpload Of(byte[] body, string? contentType = MultipartForm.ContentType) => new("", contentType, body);

    private byte[] Whole() => new MultipartForm().Field("hint", "soup").File(_photo).Finish();

    private byte[] Damage(byte[] body)
    {
        for (var time = 0; time < 40; time++) body[_random.Next(400)] ^= (byte)(1 << _random.Next(8));
        return body;
    }

    private string Any(string[] choices) => choices[_random.Next(choices.Length)];
}
