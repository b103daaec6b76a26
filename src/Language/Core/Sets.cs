using System;
using System.Collections.Generic;
using System.Linq;

namespace Tvix.Aot.Language.Core;

public sealed record Attr(string Name, int At, CoreNode Value);

public sealed record DynamicAttr(int At, CoreNode Name, CoreNode Value);

/// <summary>A set that is not recursive: <c>rec</c> is a <see cref="Let"/> around one.</summary>
public sealed record SetLiteral(int At, IReadOnlyList<Attr> Attrs, IReadOnlyList<DynamicAttr> Dynamic) : CoreNode(At)
{
    public override CoreNode Map(Func<CoreNode, CoreNode> f)
    {
        IReadOnlyList<Attr> attrs = MapList(Attrs, f, static (a, g) =>
        {
            CoreNode value = g(a.Value);
            return Same(value, a.Value) ? a : a with { Value = value };
        });
        IReadOnlyList<DynamicAttr> dynamic = MapList(Dynamic, f, static (a, g) =>
        {
            (CoreNode name, CoreNode value) = (g(a.Name), g(a.Value));
            return Same(name, a.Name) && Same(value, a.Value) ? a : new DynamicAttr(a.At, name, value);
        });
        return Same(attrs, Attrs) && Same(dynamic, Dynamic) ? this : new SetLiteral(At, attrs, dynamic);
    }
}

public sealed record ListLiteral(int At, IReadOnlyList<CoreNode> Items) : CoreNode(At)
{
    /// <summary>Nothing is left to evaluate: every evaluation gives the same elements.</summary>
    public bool IsConstant => Items.All(i => i is Constant { Folded: false });

    public override CoreNode Map(Func<CoreNode, CoreNode> f)
    {
        IReadOnlyList<CoreNode> items = MapList(Items, f);
        return Same(items, Items) ? this : new ListLiteral(At, items);
    }
}

/// <summary>A step of an attribute path.</summary>
/// <param name="Text">What is computed, as Nix prints it.</param>
public sealed record AttrName(int At, string? Name, CoreNode? Computed, string? Text = null);

public sealed record Select(int At, CoreNode Set, IReadOnlyList<AttrName> Path, CoreNode? Fallback) : CoreNode(At)
{
    public override CoreNode Map(Func<CoreNode, CoreNode> f)
    {
        CoreNode set = f(Set);
        IReadOnlyList<AttrName> path = MapList(Path, f, AttrNames.Map);
        CoreNode? fallback = Fallback == null ? null : f(Fallback);
        return Same(set, Set) && Same(path, Path) && Same(fallback, Fallback) ? this : new Select(At, set, path, fallback);
    }
}

public sealed record HasAttr(int At, CoreNode Set, IReadOnlyList<AttrName> Path) : CoreNode(At)
{
    public override CoreNode Map(Func<CoreNode, CoreNode> f)
    {
        CoreNode set = f(Set);
        IReadOnlyList<AttrName> path = MapList(Path, f, AttrNames.Map);
        return Same(set, Set) && Same(path, Path) ? this : new HasAttr(At, set, path);
    }
}

internal static class AttrNames
{
    public static AttrName Map(AttrName name, Func<CoreNode, CoreNode> f)
    {
        if (name.Computed == null)
        {
            return name;
        }

        CoreNode computed = f(name.Computed);
        return ReferenceEquals(computed, name.Computed) ? name : name with { Computed = computed };
    }
}
