using System.Collections.Generic;

namespace Tvix.Aot.Language.Syntax;

public enum AttrKind { Plain, Inherited, InheritedFrom }

/// <summary>One static attribute. For <see cref="AttrKind.InheritedFrom"/> the value is the index of its source.</summary>
public sealed class AttrSyntax
{
    public AttrSyntax(string name, int at, AttrKind kind, SyntaxNode value, int source = -1)
    {
        Name = name;
        At = at;
        Kind = kind;
        Value = value;
        Source = source;
    }

    public string Name { get; }

    public int At { get; }

    public AttrKind Kind { get; }

    public SyntaxNode Value { get; }

    public int Source { get; set; }
}

public sealed record DynamicAttrSyntax(int At, SyntaxNode Name, SyntaxNode Value);

/// <summary>An attribute set literal, attribute paths merged while parsing as ParserState::addAttr does.</summary>
public sealed record AttrSetSyntax(int At) : SyntaxNode(At)
{
    private readonly Dictionary<string, AttrSyntax> _byName = new(System.StringComparer.Ordinal);

    public bool IsRecursive { get; set; }

    /// <summary>Static attributes in the order in which they were first written.</summary>
    public List<AttrSyntax> Attrs { get; } = new();

    public List<DynamicAttrSyntax> Dynamic { get; } = new();

    /// <summary>The expressions of <c>inherit (e) …</c>, each evaluated once.</summary>
    public List<SyntaxNode> Sources { get; } = new();

    public AttrSyntax? Find(string name) => _byName.TryGetValue(name, out AttrSyntax? attr) ? attr : null;

    public void Add(AttrSyntax attr)
    {
        _byName.Add(attr.Name, attr);
        Attrs.Add(attr);
    }

    public void Clear()
    {
        _byName.Clear();
        Attrs.Clear();
        Dynamic.Clear();
        Sources.Clear();
    }
}
