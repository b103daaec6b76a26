using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// The keys of an object in the order of the text, as a path in a tree of all that were seen: objects with the same keys, which JSON
/// mostly holds, share one shape.
/// </summary>
internal sealed class JsonKeys
{
    /// <summary>Wider objects are rarely alike.</summary>
    public const int Most = 32;

    /// <summary>So many different sequences are remembered.</summary>
    private const int MostNodes = 20_000;

    [ThreadStatic]
    private static int s_nodes;

    [ThreadStatic]
    private static JsonKeys? s_root;

    private readonly JsonKeys? _before;
    private readonly string _name;
    private readonly int _symbol;
    private JsonKeys? _lastNext;
    private Dictionary<int, JsonKeys>? _next;
    private Shape? _shape;
    private int[] _places = [];

    private JsonKeys(JsonKeys? before, string name, int symbol)
    {
        _before = before;
        _name = name;
        _symbol = symbol;
        Count = before == null ? 0 : before.Count + 1;
    }

    /// <summary>No key. Each thread has its own tree, which begins anew with each evaluation.</summary>
    public static JsonKeys Root => s_root ??= new(null, "", -1);

    /// <summary>Forgets the keys of earlier evaluations.</summary>
    internal static void Forget() => (s_root, s_nodes) = (null, 0);

    public int Count { get; }

    /// <summary>The same keys and one more.</summary>
    public JsonKeys Next(ReadOnlySpan<char> name) =>
        _lastNext is { } last && name.SequenceEqual(last._name) ? last : Find(Runtime.Symbols.Intern(name));

    private JsonKeys Find(int symbol)
    {
        if (_next == null || !_next.TryGetValue(symbol, out JsonKeys? found))
        {
            if (++s_nodes > MostNodes)
            {
                Forget();
            }

            found = new JsonKeys(this, Runtime.Symbols.Name(symbol), symbol);
            (_next ??= []).Add(symbol, found);
        }

        return _lastNext = found;
    }

    /// <summary>The keys in the order of the text.</summary>
    public int[] Symbols()
    {
        var symbols = new int[Count];
        int at = Count;
        for (JsonKeys keys = this; keys._before != null; keys = keys._before)
        {
            symbols[--at] = keys._symbol;
        }

        return symbols;
    }

    /// <summary>The set with these values; of a key that is there twice the last one counts.</summary>
    public NixAttrs Make(ReadOnlySpan<Slot> values)
    {
        Shape shape = _shape ?? MakeShape();
        var set = new NixAttrs(shape);
        Span<Slot> slots = set.Values;
        for (int i = 0; i < values.Length; i++)
        {
            slots[_places[i]] = values[i];
        }

        return set;
    }

    private Shape MakeShape()
    {
        int[] symbols = Symbols();
        int[] sorted = [.. new SortedSet<int>(symbols)];
        _places = Array.ConvertAll(symbols, s => Array.BinarySearch(sorted, s));
        return _shape = Shape.Of(sorted);
    }
}
