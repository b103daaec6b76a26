using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Syntax;
using Tvix.Aot.Language.Text;

namespace Tvix.Aot.Language;

/// <summary>
/// Where a file computes something that may only be written: a flake.nix has to be a set whose attributes are literals, functions and sets
/// and lists of them (EvalState::evalFile with mustBeTrivial, and Value::isTrivial).
/// </summary>
internal sealed class TrivialValues
{
    /// <summary>What is said of an element of a list is said under this name.</summary>
    private const string Element = "[]";

    private readonly SourceText _source;
    private readonly HashSet<(int Line, int Column, string Name)> _others = new();

    private TrivialValues(SourceText source) => _source = source;

    /// <summary>The attributes that are computed, by their places and names; null where the file itself is no set.</summary>
    public static HashSet<(int Line, int Column, string Name)>? Others(SourceText source, SyntaxNode root)
    {
        if (root is not AttrSetSyntax set)
        {
            return null;
        }

        var values = new TrivialValues(source);
        values.Visit(set, []);
        return values._others;
    }

    /// <param name="outer">The recursive sets around it, the innermost last.</param>
    private void Visit(AttrSetSyntax set, AttrSetSyntax[] outer)
    {
        AttrSetSyntax[] inner = set.IsRecursive ? [.. outer, set] : outer;
        foreach (AttrSyntax attr in set.Attrs)
        {
            AttrSetSyntax[] scopes = attr.Kind == AttrKind.Plain ? inner : outer;
            LinePosition at = _source.PositionOf(attr.At);
            if (attr.Kind == AttrKind.InheritedFrom || !IsTrivial(attr.Value, scopes))
            {
                _others.Add((at.Line, at.Column, attr.Name));
            }
            else if (attr.Value is AttrSetSyntax value)
            {
                Visit(value, scopes);
            }
            else if (attr.Value is ListSyntax list && !list.Items.All(i => IsTrivial(i, scopes)))
            {
                _others.Add((at.Line, at.Column, attr.Name + Element));
            }
        }
    }

    private static bool IsTrivial(SyntaxNode node, AttrSetSyntax[] scopes) => node switch
    {
        IntSyntax or FloatSyntax or StringSyntax or PathSyntax or LambdaSyntax or ListSyntax => true,
        AttrSetSyntax set => set.Dynamic.Count == 0,
        NameSyntax name => IsTrivial(name, scopes),
        _ => false,
    };

    /// <summary>A variable is what it names, if that was there before it.</summary>
    private static bool IsTrivial(NameSyntax name, AttrSetSyntax[] scopes)
    {
        for (int i = scopes.Length - 1; i >= 0; i--)
        {
            if (scopes[i].Find(name.Name) is { } attr)
            {
                return attr.At < name.At && attr.Kind != AttrKind.InheritedFrom && IsTrivial(attr.Value, scopes.Take(i + 1).ToArray());
            }
        }

        return true;
    }
}
