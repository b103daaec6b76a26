using System.Collections.Generic;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Language.Optimising.Floating;

internal enum PlaceKind { Open, Barrier }

/// <summary>A part of the tree that is evaluated at most once for each evaluation of what is around it, and perhaps not at all; or a barrier.</summary>
internal sealed class Place
{
    public Place(Place? parent, bool isBarrier)
    {
        Parent = parent;
        IsBarrier = isBarrier;
    }

    /// <summary>Null for the whole, and for the value of a binding while it is not known where the binding goes.</summary>
    public Place? Parent { get; set; }

    /// <summary>A function: what is outside does not move into it.</summary>
    public bool IsBarrier { get; }

    /// <summary>The bindings that move here, each before those that need it.</summary>
    public List<Core.Binding>? Arrivals { get; private set; }

    public int ArrivalsAt { get; private set; }

    /// <summary>Puts bindings of an outer scope, or of the same and needed by it, before those that are here.</summary>
    public void Receive(IEnumerable<Core.Binding> bindings, int at)
    {
        Arrivals ??= new List<Core.Binding>();
        Arrivals.InsertRange(0, bindings);
        ArrivalsAt = at;
    }

    /// <summary>What a child of a node is; null when it is evaluated whenever its node is, or costs nothing.</summary>
    /// <param name="child">Its number in the order of <see cref="CoreNode.Map"/>.</param>
    public static PlaceKind? Of(CoreNode node, int child, CoreNode value) => node switch
    {
        Lambda => PlaceKind.Barrier,
        If => child > 0 ? PlaceKind.Open : null,
        Assert or Binary { Kind: BinaryKind.And or BinaryKind.Or or BinaryKind.Implies } => child == 1 ? PlaceKind.Open : null,
        Call => child > 0 && IsDelayed(value) ? PlaceKind.Open : null,
        ListLiteral => IsDelayed(value) ? PlaceKind.Open : null,
        SetLiteral set => (child < set.Attrs.Count || (child - set.Attrs.Count) % 2 == 1) && IsDelayed(value) ? PlaceKind.Open : null,
        Select { Fallback: { } fallback } => ReferenceEquals(fallback, value) ? PlaceKind.Open : null,
        _ => null,
    };

    /// <summary>Whether a value in a delayed position becomes a thunk.</summary>
    public static bool IsDelayed(CoreNode value) => value is not (Constant or VariableReference or BuiltinReference or WithReference
        or Lambda or CurrentPosition or ListLiteral { Items.Count: 0 } or SetLiteral { Attrs.Count: 0, Dynamic.Count: 0 });
}
