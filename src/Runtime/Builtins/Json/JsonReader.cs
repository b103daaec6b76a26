using System;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// builtins.fromJSON: strict JSON, bytes in and bytes out, with the messages of nlohmann::json, which Nix uses. Nesting is not limited:
/// open containers lie on a stack of their own.
/// </summary>
internal sealed class JsonReader
{
    // Short texts are read with the same two arrays.
    private const int SpareValues = 64;
    private const int SpareFrames = 16;

    [ThreadStatic]
    private static Slot[]? s_values;

    [ThreadStatic]
    private static Frame[]? s_frames;

    private readonly JsonLexer _lexer;

    // The values of all open containers, and where each container's begin.
    private Slot[] _values;
    private int _valueCount;
    private Frame[] _frames;
    private int _depth;

    /// <summary>An open container: an array, or an object with the keys read so far.</summary>
    private struct Frame
    {
        public int Start;
        public JsonKeys? Keys;
        public AttrsBuilder? Many;
        public int Key;
    }

    private JsonReader(string text, int pos)
    {
        _lexer = new JsonLexer(text, pos);
        _values = s_values ?? new Slot[SpareValues];
        _frames = s_frames ?? new Frame[SpareFrames];
        (s_values, s_frames) = (null, null);
    }

    /// <exception cref="EvalException">The text is not JSON, or holds what no Nix value can be.</exception>
    public static Value Read(string text, int pos)
    {
        var reader = new JsonReader(text, pos);
        Value value = reader.ReadValue(reader._lexer.Next());
        reader.GiveBack();
        return reader._lexer.Next() == JsonToken.EndOfInput ? value : throw reader._lexer.Unexpected(JsonToken.EndOfInput, "value");
    }

    private void GiveBack()
    {
        if (_values.Length == SpareValues && _frames.Length == SpareFrames)
        {
            Array.Clear(_values);
            Array.Clear(_frames);
            (s_values, s_frames) = (_values, _frames);
        }
    }

    private Value ReadValue(JsonToken token)
    {
        while (true)
        {
            Value? value = Begin(ref token);
            while (value != null)
            {
                if (_depth == 0)
                {
                    return value;
                }

                value = Add(value, ref token);
            }
        }
    }

    /// <summary>A scalar or an empty container; null when a container was opened, and the token is the first of its first value.</summary>
    private Value? Begin(ref JsonToken token)
    {
        switch (token)
        {
            case JsonToken.True: return NixBool.True;
            case JsonToken.False: return NixBool.False;
            case JsonToken.Null: return NixNull.Instance;
            case JsonToken.String: return new NixString(_lexer.Text());
            case JsonToken.Number: return _lexer.Number();
            case JsonToken.BeginArray:
                token = _lexer.Next();
                if (token == JsonToken.EndArray)
                {
                    return NixList.Empty;
                }

                Push(null);
                return null;
            case JsonToken.BeginObject:
                token = _lexer.Next();
                if (token == JsonToken.EndObject)
                {
                    return new NixAttrs(Shape.Empty);
                }

                Push(JsonKeys.Root);
                ReadKey(ref token);
                return null;
            case JsonToken.Error: throw _lexer.Unexpected(null, "value");
            default: throw _lexer.Unexpected(JsonToken.AnyValue, "value");
        }
    }

    private void Push(JsonKeys? keys)
    {
        if (_depth == _frames.Length)
        {
            Array.Resize(ref _frames, _depth * 2);
        }

        _frames[_depth++] = new Frame { Start = _valueCount, Keys = keys };
    }

    /// <summary>Takes a key and its colon; the token is then the first of the value.</summary>
    private void ReadKey(ref JsonToken token)
    {
        if (token != JsonToken.String)
        {
            throw _lexer.Unexpected(JsonToken.String, "object key");
        }

        ref Frame frame = ref _frames[_depth - 1];
        if (frame.Keys is { } keys)
        {
            if (keys.Count < JsonKeys.Most)
            {
                frame.Keys = _lexer.IsPlain ? keys.Next(_lexer.PlainText) : keys.Next(_lexer.Text());
            }
            else
            {
                Widen(ref frame);
            }
        }

        if (frame.Many != null)
        {
            frame.Key = _lexer.IsPlain ? Symbols.Intern(_lexer.PlainText) : Symbols.Intern(_lexer.Text());
        }

        if (_lexer.Next() != JsonToken.Colon)
        {
            throw _lexer.Unexpected(JsonToken.Colon, "object separator");
        }

        token = _lexer.Next();
    }

    /// <summary>An object of many keys is collected, not matched with ones seen before.</summary>
    private void Widen(ref Frame frame)
    {
        frame.Many = new AttrsBuilder(JsonKeys.Most * 2);
        int[] symbols = frame.Keys!.Symbols();
        for (int i = 0; i < symbols.Length; i++)
        {
            frame.Many.Add(symbols[i], _values[frame.Start + i].V);
        }

        _valueCount = frame.Start;
        frame.Keys = null;
    }

    /// <summary>Puts a value into the innermost container; gives the container when that was its last, else null and the next token.</summary>
    private Value? Add(Value value, ref JsonToken token)
    {
        ref Frame frame = ref _frames[_depth - 1];
        if (frame.Many != null)
        {
            frame.Many.Add(frame.Key, value);
        }
        else
        {
            PushValue(value);
        }

        bool isArray = frame.Keys == null && frame.Many == null;
        token = _lexer.Next();
        if (token == JsonToken.Comma)
        {
            token = _lexer.Next();
            if (!isArray)
            {
                ReadKey(ref token);
            }

            return null;
        }

        JsonToken end = isArray ? JsonToken.EndArray : JsonToken.EndObject;
        return token == end ? Close(ref frame) : throw _lexer.Unexpected(end, isArray ? "array" : "object");
    }

    private void PushValue(Value value)
    {
        if (_valueCount == _values.Length)
        {
            Array.Resize(ref _values, _valueCount * 2);
        }

        _values[_valueCount++].V = value;
    }

    private Value Close(ref Frame frame)
    {
        _depth--;
        if (frame.Many != null)
        {
            return frame.Many.ToAttrs(lastWins: true);
        }

        ReadOnlySpan<Slot> values = _values.AsSpan(frame.Start, _valueCount - frame.Start);
        _valueCount = frame.Start;
        return frame.Keys != null ? frame.Keys.Make(values) : NixList.Of(values);
    }
}
