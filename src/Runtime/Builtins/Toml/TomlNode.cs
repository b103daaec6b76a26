using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Builtins.Toml;

/// <summary>A value of a document, and where it, or the key that made it, stands.</summary>
internal abstract class TomlNode(TomlRegion region)
{
    public TomlRegion Region { get; set; } = region;

    /// <param name="pos">Of the call of fromTOML.</param>
    /// <exception cref="EvalException">There is something in it that Nix has no value for.</exception>
    public abstract Value ToValue(int pos);

    /// <summary>Strings and names of Nix cannot hold NUL bytes.</summary>
    protected static void RequireNoNul(string text, int pos)
    {
        if (text.Contains('\0', System.StringComparison.Ordinal))
        {
            throw EvalErrors.Evaluation("while parsing TOML: error: " + Language.Shared.StringLiteral.NulMessage(text), pos);
        }
    }
}

/// <summary>A string, a number or a boolean.</summary>
internal sealed class TomlScalar(TomlRegion region, Value value) : TomlNode(region)
{
    public override Value ToValue(int pos)
    {
        if (value is NixString text)
        {
            RequireNoNul(text.Bytes, pos);
        }

        return value;
    }
}

/// <summary>A date, a time, or both: refused unless the feature for them is on.</summary>
internal sealed class TomlDate(TomlRegion region, string text) : TomlNode(region)
{
    public override Value ToValue(int pos)
    {
        if (!Host.EvalHost.Current.Features.Has("parse-toml-timestamps"))
        {
            throw EvalErrors.Evaluation("while parsing TOML: Dates and times are not supported", pos);
        }

        var set = new AttrsBuilder(2);
        set.Add("_type", new NixString("timestamp"));
        set.Add("value", new NixString(text));
        return set.ToAttrs();
    }
}

/// <summary>An array, or the tables of the headers <c>[[x]]</c>.</summary>
internal sealed class TomlArray(TomlRegion region) : TomlNode(region)
{
    public List<TomlNode> Items { get; } = [];

    public bool IsOfHeaders { get; init; }

    /// <summary>Whether it holds tables, and so looks like one of headers.</summary>
    public bool IsOfTables => Items.Count > 0 && Items.TrueForAll(i => i is TomlTable);

    public override Value ToValue(int pos) => NixList.Of(Items.ConvertAll(i => new Slot(i.ToValue(pos))).ToArray());
}

/// <summary>What made a table decides what may be added to it.</summary>
internal enum TomlTableKind
{
    /// <summary>A header of a table below it.</summary>
    Implicit,

    /// <summary>A header of its own.</summary>
    Header,

    /// <summary>A dotted key.</summary>
    Dotted,

    /// <summary>An inline table: complete as it is.</summary>
    Inline,
}

internal sealed class TomlTable(TomlRegion region, TomlTableKind kind) : TomlNode(region)
{
    private readonly Dictionary<string, TomlNode> _entries = new(System.StringComparer.Ordinal);
    private readonly List<string> _order = [];

    public TomlTableKind Kind { get; set; } = kind;

    public TomlNode? Find(string key) => _entries.GetValueOrDefault(key);

    public void Add(string key, TomlNode value)
    {
        _entries.Add(key, value);
        _order.Add(key);
    }

    public override Value ToValue(int pos)
    {
        var result = new AttrsBuilder(_order.Count);
        foreach (string key in _order)
        {
            RequireNoNul(key, pos);
            result.Add(key, _entries[key].ToValue(pos));
        }

        return result.ToAttrs();
    }
}
