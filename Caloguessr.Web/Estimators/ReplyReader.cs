using System.Buffers;
using System.Text;
using System.Text.Json;
using Caloguessr.Web.Estimates;

namespace Caloguessr.Web.Estimators;

/// <summary>
/// Reads a model's reply while it is written: each item is known as soon as its brace closes. Text around the object, such as a code
/// fence, is passed over.
/// </summary>
internal sealed class ReplyReader
{
    private const int MaxBytes = 256 * 1024;
    private const int MaxItems = 40;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    private readonly List<SeenItem> _items = [];
    private readonly StringBuilder _text = new();
    private JsonReaderState _state;
    private int _read;
    private int _itemStart;
    private bool _begun;
    private bool _ended;
    private bool _hasItems;
    private string _property = "";
    private string? _fault;

    public IReadOnlyList<SeenItem> Items => _items;

    /// <summary>What the model said on <c>isFood</c>; <c>null</c>: nothing yet.</summary>
    public bool? IsFood { get; private set; }

    /// <summary>The reply so far.</summary>
    public string Text => _text.ToString();

    /// <summary>Whether nothing that follows can make it fit.</summary>
    public bool IsBroken => _fault is not null;

    /// <summary>Why the finished reply does not fit; <c>null</c>: it fits.</summary>
    public string? Fault =>
        _fault ?? (!_begun ? "it holds no JSON object"
        : !_ended ? "it breaks off"
        : IsFood is null ? "isFood is missing"
        : !_hasItems ? "items is missing"
        : IsFood == true && _items.Count == 0 ? "isFood is true, but there are no items"
        : null);

    /// <summary>Takes the next piece and gives the items it completed.</summary>
    public IReadOnlyList<SeenItem> Append(string piece)
    {
        if (_ended || _fault is not null) return [];
        _text.Append(piece);
        Encode(piece);
        if (_bytes.WrittenCount > MaxBytes)
        {
            _fault = "it is far too long";
            return [];
        }
        if (!_begun)
        {
            var brace = _bytes.WrittenSpan.IndexOf((byte)'{');
            if (brace < 0) return [];
            (_begun, _read) = (true, brace);
        }

        var known = _items.Count;
        var reader = new Utf8JsonReader(_bytes.WrittenSpan[_read..], isFinalBlock: false, _state);
        try
        {
            while (!_ended && _fault is null && reader.Read()) Take(ref reader);
        }
        catch (JsonException)
        {
            _fault = "it is not valid JSON";
        }
        (_read, _state) = (_read + (int)reader.BytesConsumed, reader.CurrentState);
        return _items[known..];
    }

    private void Encode(string piece)
    {
        var span = _bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(piece.Length + 1));
        _bytes.Advance(_encoder.GetBytes(piece, span, flush: false));
    }

    private void Take(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                _property = reader.GetString() ?? "";
                break;
            case JsonTokenType.True or JsonTokenType.False when reader.CurrentDepth == 1 && _property == "isFood":
                IsFood = reader.GetBoolean();
                break;
            case JsonTokenType.StartArray when reader.CurrentDepth == 1 && _property == "items":
                _hasItems = true;
                break;
            case JsonTokenType.StartObject when reader.CurrentDepth == 2 && _property == "items":
                _itemStart = _read + (int)reader.TokenStartIndex;
                break;
            case JsonTokenType.EndObject when reader.CurrentDepth == 2 && _property == "items":
                TakeItem(_bytes.WrittenSpan[_itemStart..(_read + (int)reader.BytesConsumed)]);
                break;
            case JsonTokenType.EndObject when reader.CurrentDepth == 0:
                _ended = true;
                break;
        }
    }

    private void TakeItem(ReadOnlySpan<byte> json)
    {
        var (item, fault) = JsonSerializer.Deserialize(json, ReplyJson.Default.ReplyItem)!.Seen();
        if (_items.Count == MaxItems) fault = "it has too many items";
        if (fault is null) _items.Add(item!);
        else _fault = fault;
    }
}
