using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Language.Optimising.Floating;

/// <summary>
/// Bindings move to where they are needed: into the branch, the delayed argument, element or binding that all their uses lie
/// in. So a branch that is not taken makes no thunks for the other, a thunk that is never forced makes none of what it needs,
/// and what remains is more often forced at once, without a thunk. Never into a function, which may run more than once.
/// (S. Peyton Jones, W. Partain, A. Santos: Let-floating: moving bindings to give faster programs, 1996.)
/// </summary>
internal sealed class FloatIn
{
    // Every place of the tree in the order in which both walks come by.
    private readonly List<Place> _places = new();
    private readonly Dictionary<Variable, List<Place>> _uses = new();
    private readonly Dictionary<object, Value> _values = new(ByIdentity.Instance);
    private int _functions;

    /// <summary>The value of a binding: the place that it is, and which places lie in it.</summary>
    private sealed record Value(Place Root, int FirstPlace)
    {
        public int PlacesEnd { get; set; }

        public bool HasMoved { get; set; }
    }

    public static CoreNode Run(CoreNode node)
    {
        var pass = new FloatIn();
        pass.Look(node, new Place(null, isBarrier: false));
        int next = 0;
        return pass.Rebuild(node, ref next);
    }

    private void Look(CoreNode node, Place here)
    {
        switch (node)
        {
            case VariableReference r:
                Use(r.Variable, here);
                break;
            case WithReference w:
                foreach (Variable scope in w.Scopes)
                {
                    Use(scope, here);
                }

                break;
            case Let let:
                LookAtLet(let, here);
                break;
            default:
                int child = 0, function = node is Lambda ? 1 : 0;
                _functions += function;
                node.ForEachChild(c => Look(c, Place.Of(node, child++, c) is { } kind ? Add(here, kind) : here));
                _functions -= function;
                break;
        }
    }

    private Place Add(Place parent, PlaceKind kind)
    {
        var place = new Place(parent, kind == PlaceKind.Barrier);
        _places.Add(place);
        return place;
    }

    private void Use(Variable variable, Place here)
    {
        if (!_uses.TryGetValue(variable, out List<Place>? places))
        {
            _uses.Add(variable, places = new List<Place>());
        }

        places.Add(here);
    }

    private void LookAtLet(Let let, Place here)
    {
        foreach (Core.Binding binding in let.Bindings)
        {
            var value = new Value(new Place(null, !Place.IsDelayed(binding.Value)), _places.Count);
            _values.Add(binding, value);
            Look(binding.Value, value.Root);
            value.PlacesEnd = _places.Count;
        }

        Look(let.Body, here);
        if (_functions > 0)
        {
            new Placement(let, here, b => _values[b].Root, _uses).Run(b => _values[b].HasMoved = true);
            return;
        }

        // What is made once for a file costs as little where it is, and compiled code keeps it in static fields.
        foreach (Core.Binding binding in let.Bindings)
        {
            _values[binding].Root.Parent = here;
        }
    }

    private CoreNode Rebuild(CoreNode node, ref int next)
    {
        if (node is Let let)
        {
            return RebuildLet(let, ref next);
        }

        int child = 0, place = next;
        CoreNode rebuilt = node.Map(c => Place.Of(node, child++, c) == null ? Rebuild(c, ref place) : RebuildPlace(c, _places[place++], ref place));
        next = place;
        return rebuilt;
    }

    private CoreNode RebuildPlace(CoreNode node, Place place, ref int next)
    {
        CoreNode rebuilt = Rebuild(node, ref next);
        return place.Arrivals == null ? rebuilt : new Let(place.ArrivalsAt, place.Arrivals.Select(Rebuilt).ToArray(), rebuilt);
    }

    private CoreNode RebuildLet(Let let, ref int next)
    {
        Core.Binding[] staying = let.Bindings.Where(b => !_values[b].HasMoved).Select(Rebuilt).ToArray();
        if (let.Bindings.Count > 0)
        {
            next = _values[let.Bindings[let.Bindings.Count - 1]].PlacesEnd;
        }

        CoreNode body = Rebuild(let.Body, ref next);
        return staying.Length > 0 ? new Let(let.At, staying, body) : let.Bindings.Count > 0 ? body : new Let(let.At, let.Bindings, body);
    }

    private Core.Binding Rebuilt(Core.Binding binding)
    {
        Value value = _values[binding];
        int next = value.FirstPlace;
        CoreNode rebuilt = RebuildPlace(binding.Value, value.Root, ref next);
        return ReferenceEquals(rebuilt, binding.Value) ? binding : binding with { Value = rebuilt };
    }
}
