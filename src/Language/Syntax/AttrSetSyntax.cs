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
    // Fewer are looked at one by one.
    private const int MostWithoutIndex = 8;

    private readonly List<AttrSyntax> _attrs = new();
    private Dictionary<string, AttrSyntax>? _byName;
    private List<DynamicAttrSyntax>? _dynamic;
    private List<SyntaxNode>? _sources;

    public bool IsRecursive { get; set; }

    /// <summary>Static attributes in the order in which they were first written.</summary>
    public IReadOnlyList<AttrSyntax> Attrs => _attrs;

    public IReadOnlyList<DynamicAttrSyntax> Dynamic => _dynamic ?? (IReadOnlyList<DynamicAttrSyntax>)System.Array.Empty<DynamicAttrSyntax>();

    /// <summary>The expressions of <c>inherit (e) …</c>, each evaluated once.</summary>
    public IReadOnlyList<SyntaxNode> Sources => _sources ?? (IReadOnlyList<SyntaxNode>)System.Array.Empty<SyntaxNode>();

    public AttrSyntax? Find(string name)
    {
        if (_byName != null)
        {
            return _byName.TryGetValue(name, out AttrSyntax? attr) ? attr : null;
        }

        foreach (AttrSyntax attr in _attrs)
        {
            if (attr.Name == name)
            {
                return attr;
            }
        }

        return null;
    }

    public void Add(AttrSyntax attr)
    {
        _attrs.Add(attr);
        if (_byName != null)
        {
            _byName.Add(attr.Name, attr);
        }
        else if (_attrs.Count > MostWithoutIndex)
        {
            _byName = new Dictionary<string, AttrSyntax>(System.StringComparer.Ordinal);
            foreach (AttrSyntax known in _attrs)
            {
                _byName.Add(known.Name, known);
            }
        }
    }

    public void Add(DynamicAttrSyntax attr) => (_dynamic ??= new()).Add(attr);

    public void AddSource(SyntaxNode source) => (_sources ??= new()).Add(source);

    /// <summary>Takes over what another set has beside its static attributes.</summary>
    public void AddRest(AttrSetSyntax from)
    {
        foreach (DynamicAttrSyntax attr in from.Dynamic)
        {
            Add(attr);
        }

        foreach (SyntaxNode source in from.Sources)
        {
            AddSource(source);
        }
    }

    public void Clear()
    {
        _byName = null;
        _attrs.Clear();
        _dynamic = null;
        _sources = null;
    }
}
