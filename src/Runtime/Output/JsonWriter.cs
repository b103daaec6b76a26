using System;
using System.Globalization;
using System.Text;
using Tvix.Aot.Runtime.Parallel;

namespace Tvix.Aot.Runtime;

/// <summary>Values as JSON (builtins.toJSON, --json): compact, keys in bytewise order, floats as nlohmann::json prints them.</summary>
internal static class JsonWriter
{
    private const int LargestKept = 1 << 16;

    // Room for a text, used again by the next one of this thread.
    [ThreadStatic]
    private static StringBuilder? s_spare;

    public static string ToJson(Value value, ref StringContext? context, int pos, bool copyToStore) =>
        Written(value, ref context, pos, copyToStore ? JsonMode.CopyToStore : JsonMode.KeepPaths);

    /// <summary>Values that were JSON: no name in them means anything.</summary>
    public static string ToPlainJson(Value value, ref StringContext? context, int pos) => Written(value, ref context, pos, JsonMode.Plain);

    private static string Written(Value value, ref StringContext? context, int pos, JsonMode mode)
    {
        // What is evaluated meanwhile may write JSON of its own.
        StringBuilder text = s_spare ?? new StringBuilder();
        s_spare = null;
        text.Clear();
        Write(text, value, ref context, pos, mode);
        string json = text.ToString();
        s_spare = text.Capacity <= LargestKept ? text : null;
        return json;
    }

    /// <summary>A byte string as a JSON string.</summary>
    public static string Quote(string bytes)
    {
        var text = new StringBuilder();
        WriteString(text, bytes, 0);
        return text.ToString();
    }

    /// <summary>As --json prints it: paths are those of their copies in the store, and no context is gathered.</summary>
    public static string ToPrinted(Value value)
    {
        var text = new StringBuilder();
        StringContext? context = null;
        Write(text, value, ref context, 0, JsonMode.Print);
        return text.ToString();
    }

    private enum JsonMode { KeepPaths, CopyToStore, Print, Plain }

    private static void Write(StringBuilder o, Value value, ref StringContext? context, int pos, JsonMode mode)
    {
        EvalStack.EnterBuiltin(0);
        WriteForced(o, Op.Force(value, pos), ref context, pos, mode);
        EvalStack.LeaveBuiltin();
    }

    private static void WriteForced(StringBuilder o, Value value, ref StringContext? context, int pos, JsonMode mode)
    {
        switch (value)
        {
            case NixNull: o.Append("null"); break;
            case NixBool b: o.Append(b.Value ? "true" : "false"); break;
            case NixInt i: o.Append(i.Value); break;
            case NixFloat f: o.Append(Grisu.ToJson(f.Value)); break;
            case NixString s:
                // What is printed needs no context.
                context = mode is JsonMode.KeepPaths or JsonMode.Print ? null : StringContext.Union(context, s.Context);
                WriteString(o, s.Bytes, pos);
                break;
            case NixPath p:
                string path = mode is JsonMode.CopyToStore or JsonMode.Print ? Coercion.ToText(p, ref context, pos, CoercionMode.CopyToStore) : p.Text;
                WriteString(o, path, pos);
                break;
            case NixList list: WriteList(o, list, ref context, pos, mode); break;
            case NixAttrs set: WriteAttrs(o, set, ref context, pos, mode); break;
            default: throw EvalErrors.Type($"cannot convert {TypeNames.WithArticle(value)} to JSON", Op.PlaceOf(value) is not 0 and int place ? place : pos);
        }
    }

    private static void WriteList(StringBuilder o, NixList list, ref StringContext? context, int pos, JsonMode mode)
    {
        EvalStack.EnterOwnWalk();
        o.Append('[');
        using Sparks? sparks = Worker.AreMany && Sparks.AreWorthwhile(list.Items) ? Offer(list, mode) : null;
        for (int i = 0; i < list.Count; i++)
        {
            sparks?.Begin(i);
            o.Append(i > 0 ? "," : "");
            WriteElement(o, list.TakeEvaluated(i), i, ref context, pos, mode);
            list.Settle(i);
        }

        o.Append(']');
        EvalStack.LeaveOwn();
    }

    private static void WriteElement(StringBuilder o, Value value, int index, ref StringContext? context, int pos, JsonMode mode)
    {
        try
        {
            Write(o, value, ref context, pos, mode);
        }
        catch (EvalException e) when (e.AddFrame($"while evaluating list element at index {index}", pos))
        {
            throw;
        }
    }

    private static void WriteAttribute(StringBuilder o, NixAttrs set, int index, ref StringContext? context, int pos, JsonMode mode)
    {
        try
        {
            Write(o, set.Values[index].V, ref context, set.Shape.PositionAt(index), mode);
            Slot.Settle(ref set.Values[index]);
        }
        catch (EvalException e) when (e.AddFrame($"while evaluating attribute '{ErrorTexts.AttributeName(set.Shape.Keys[index])}'", set.Shape.PositionAt(index)))
        {
            throw;
        }
    }

    private static void WriteAttrs(StringBuilder o, NixAttrs set, ref StringContext? context, int pos, JsonMode mode)
    {
        EvalStack.EnterOwnWalk();
        if (mode != JsonMode.Plain && set.Find(Symbols.ToStringSymbol) is { } toString)
        {
            string text = Coercion.TextOfToString(Op.Call(toString, set, pos), ref context, pos, CoercionMode.None, 0);
            WriteString(o, text, pos);
        }
        else if (mode != JsonMode.Plain && set.Find(Symbols.OutPath) is { } outPath)
        {
            Write(o, outPath, ref context, pos, mode);
        }
        else
        {
            WriteEachAttribute(o, set, ref context, pos, mode);
        }

        EvalStack.LeaveOwn();
    }

    private static void WriteEachAttribute(StringBuilder o, NixAttrs set, ref StringContext? context, int pos, JsonMode mode)
    {
        Shape shape = set.Shape;
        int[] order = shape.ByName;
        using Sparks? sparks = Worker.AreMany && Sparks.AreWorthwhile(set.Values) ? Offer(set, order, mode) : null;
        o.Append('{');
        for (int i = 0; i < order.Length; i++)
        {
            sparks?.Begin(i);
            o.Append(i > 0 ? "," : "");
            WriteString(o, Symbols.Name(shape.Keys[order[i]]), pos);
            o.Append(':');
            WriteAttribute(o, set, order[i], ref context, pos, mode);
        }

        o.Append('}');
    }

    // Apart, so that nothing is made for the closures where there are no helpers.
    private static Sparks? Offer(NixList list, JsonMode mode) => Offer(list.Count, i => list[i], mode);

    private static Sparks? Offer(NixAttrs set, int[] order, JsonMode mode) => Offer(order.Length, i => set.Values[order[i]].V, mode);

    /// <summary>Helpers write what they evaluate, too, and throw the text away: so they evaluate the same.</summary>
    private static Sparks? Offer(int count, Func<int, Value> item, JsonMode mode) => Sparks.Offer(count, () =>
    {
        var text = new StringBuilder();
        return index =>
        {
            StringContext? context = null;
            Write(text, item(index), ref context, 0, mode);
            text.Clear();
        };
    });

    private static void WriteString(StringBuilder o, string bytes, int pos)
    {
        JsonUtf8.Check(bytes, pos);
        o.Append('"');
        ReadOnlySpan<char> rest = bytes;
        while (true)
        {
            int plain = rest.IndexOfAny(s_escaped);
            if (plain < 0)
            {
                o.Append(rest).Append('"');
                return;
            }

            o.Append(rest[..plain]);
            AppendEscaped(o, rest[plain]);
            rest = rest[(plain + 1)..];
        }
    }

    private static readonly System.Buffers.SearchValues<char> s_escaped = System.Buffers.SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    private static void AppendEscaped(StringBuilder o, char c)
    {
        switch (c)
        {
            case '"': o.Append("\\\""); break;
            case '\\': o.Append("\\\\"); break;
            case '\b': o.Append("\\b"); break;
            case '\f': o.Append("\\f"); break;
            case '\n': o.Append("\\n"); break;
            case '\r': o.Append("\\r"); break;
            case '\t': o.Append("\\t"); break;
            default: o.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)); break;
        }
    }
}
