using System;
using System.Collections.Generic;
using System.Linq;

namespace Tvix.Aot.Language.Core;

public sealed record Formal(string Name, int At, Variable Variable, CoreNode? Default);

public sealed record Formals(IReadOnlyList<Formal> Items, bool Ellipsis);

/// <summary>A parameter. With formals, <paramref name="Variable"/> is the whole argument (the <c>@</c> name, or nameless).</summary>
public sealed record Parameter(Variable Variable, Formals? Formals, bool IsNamed = true)
{
    /// <summary>The name as the text has it; empty for formals without <c>@</c>.</summary>
    public string Name => Formals != null && !IsNamed ? "" : Variable.Name;
}

/// <summary>A function of one or more parameters; only the last may have formals.</summary>
public sealed record Lambda(int At, string? Name, IReadOnlyList<Parameter> Parameters, CoreNode Body) : CoreNode(At)
{
    public override CoreNode Map(Func<CoreNode, CoreNode> f)
    {
        IReadOnlyList<Parameter> parameters = MapList(Parameters, f, MapParameter);
        CoreNode body = f(Body);
        return Same(parameters, Parameters) && Same(body, Body) ? this : this with { Parameters = parameters, Body = body };
    }

    private static Formal MapFormal(Formal formal, Func<CoreNode, CoreNode> f)
    {
        if (formal.Default == null)
        {
            return formal;
        }

        CoreNode value = f(formal.Default);
        return Same(value, formal.Default) ? formal : formal with { Default = value };
    }

    private static Parameter MapParameter(Parameter p, Func<CoreNode, CoreNode> f)
    {
        if (p.Formals == null)
        {
            return p;
        }

        IReadOnlyList<Formal> items = MapList(p.Formals.Items, f, MapFormal);
        return Same(items, p.Formals.Items) ? p : p with { Formals = p.Formals with { Items = items } };
    }
}

public sealed record Call(int At, CoreNode Function, IReadOnlyList<CoreNode> Arguments) : CoreNode(At)
{
    /// <summary>The value is a list that only the builtin will see whose argument this is; it takes each element once.</summary>
    public bool IsOwned { get; init; }

    public override CoreNode Map(Func<CoreNode, CoreNode> f)
    {
        CoreNode function = f(Function);
        IReadOnlyList<CoreNode> arguments = MapList(Arguments, f);
        return Same(function, Function) && Same(arguments, Arguments) ? this : this with { Function = function, Arguments = arguments };
    }
}

public sealed record Binding(Variable Variable, CoreNode Value);

/// <summary>Bindings that may all refer to one another, and a body. <c>with e; b</c> is one of a nameless variable.</summary>
public sealed record Let(int At, IReadOnlyList<Binding> Bindings, CoreNode Body) : CoreNode(At)
{
    public override CoreNode Map(Func<CoreNode, CoreNode> f)
    {
        IReadOnlyList<Binding> bindings = MapList(Bindings, f, static (b, g) =>
        {
            CoreNode value = g(b.Value);
            return Same(value, b.Value) ? b : b with { Value = value };
        });
        CoreNode body = f(Body);
        return Same(bindings, Bindings) && Same(body, Body) ? this : new Let(At, bindings, body);
    }
}
