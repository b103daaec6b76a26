using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Builtins.Toml;

/// <summary>A table while it is being read: what made it decides what may be added to it.</summary>
internal sealed class TomlTable
{
    private readonly Dictionary<string, object> _entries = new(System.StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>It has had a header of its own.</summary>
    public bool IsDefined { get; set; }

    /// <summary>Made by a dotted key: no header may name it.</summary>
    public bool IsDotted { get; set; }

    /// <summary>An inline table: complete as it is.</summary>
    public bool IsClosed { get; set; }

    public object? Find(string key) => _entries.TryGetValue(key, out object? value) ? value : null;

    public void Add(string key, object value)
    {
        _entries.Add(key, value);
        _order.Add(key);
    }

    public Value ToValue()
    {
        var result = new AttrsBuilder(_order.Count);
        foreach (string key in _order)
        {
            result.Add(key, Convert(_entries[key]));
        }

        return result.ToAttrs();
    }

    private static Value Convert(object entry) => entry switch
    {
        TomlTable table => table.ToValue(),
        List<TomlTable> tables => NixList.Of(tables.ConvertAll(t => new Slot(t.ToValue())).ToArray()),
        List<object> items => NixList.Of(items.ConvertAll(i => new Slot(Convert(i))).ToArray()),
        _ => (Value)entry,
    };
}
