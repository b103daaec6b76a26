using System;
using System.Collections.Generic;
using System.Linq;

namespace Tvix.Aot.Language.Core;

/// <summary>
/// The one tree that passes, emitter and interpreter read: names resolved, sugar gone.
/// <see cref="Map"/> states a node's children once; walkers and rewriters come from it.
/// </summary>
public abstract record CoreNode(int At)
{
    /// <summary>The node with <paramref name="f"/> applied to every child; the same instance when nothing changed.</summary>
    public abstract CoreNode Map(Func<CoreNode, CoreNode> f);

    public void ForEachChild(Action<CoreNode> visit) => Map(Visiting(visit));

    /// <summary>For <see cref="Map"/> where nothing changes: a walk that keeps it makes nothing for each node.</summary>
    public static Func<CoreNode, CoreNode> Visiting(Action<CoreNode> visit) => node =>
    {
        visit(node);
        return node;
    };

    protected static bool Same(object? a, object? b) => ReferenceEquals(a, b);

    protected static IReadOnlyList<CoreNode> MapList(IReadOnlyList<CoreNode> items, Func<CoreNode, CoreNode> f) => MapList(items, f, static (item, g) => g(item));

    /// <param name="map">Gets <paramref name="f"/>, so that it need not capture it: most trees stay as they are, and nothing is made for that.</param>
    protected static IReadOnlyList<T> MapList<T>(IReadOnlyList<T> items, Func<CoreNode, CoreNode> f, Func<T, Func<CoreNode, CoreNode>, T> map)
        where T : class
    {
        T[]? changed = null;
        for (int i = 0; i < items.Count; i++)
        {
            T item = map(items[i], f);
            if (!Same(item, items[i]))
            {
                changed ??= items.ToArray();
                changed[i] = item;
            }
        }

        return changed ?? items;
    }
}

/// <summary>A variable: one object for each binding place, compared by identity.</summary>
public sealed class Variable
{
    public Variable(string name, int at, VariableKind kind)
    {
        Name = name;
        At = at;
        Kind = kind;
    }

    public string Name { get; }

    public int At { get; }

    public VariableKind Kind { get; }

    // What the interpreter notes while it compiles the tree, which it does once: the frame, the place in it, and in
    // which piece of code the variable has no value yet.
    internal object? Frame { get; set; }

    internal int Place { get; set; }

    internal int PendingIn { get; set; }
}

public enum VariableKind { Parameter, Formal, Let, With, InheritSource }

public enum ConstantKind { Null, Bool, Int, Float, String, Path }

/// <summary>A literal. <paramref name="Folded"/>: the source held an expression that was computed while compiling.</summary>
public sealed record Constant(int At, ConstantKind Kind, object? Value, bool Folded = false) : CoreNode(At)
{
    public override CoreNode Map(Func<CoreNode, CoreNode> f) => this;
}

public sealed record VariableReference(int At, Variable Variable) : CoreNode(At)
{
    public override CoreNode Map(Func<CoreNode, CoreNode> f) => this;
}

/// <summary>A name of the outermost scope, or <c>builtins.x</c> found while compiling.</summary>
public sealed record BuiltinReference(int At, string Name) : CoreNode(At)
{
    public override CoreNode Map(Func<CoreNode, CoreNode> f) => this;
}

/// <summary>A name that only a <c>with</c> can provide; scopes innermost first.</summary>
public sealed record WithReference(int At, string Name, IReadOnlyList<Variable> Scopes) : CoreNode(At)
{
    public override CoreNode Map(Func<CoreNode, CoreNode> f) => this;
}

/// <summary><c>__curPos</c>.</summary>
public sealed record CurrentPosition(int At) : CoreNode(At)
{
    public override CoreNode Map(Func<CoreNode, CoreNode> f) => this;
}
