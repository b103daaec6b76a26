using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Language.Optimising.Floating;

/// <summary>Finds the places of one scope's bindings: those that use a binding before it, and those that need one another together.</summary>
internal sealed class Placement
{
    private readonly Let _let;
    private readonly Place _home;
    private readonly Place[] _roots;
    private readonly Dictionary<Place, int> _indexOfRoot = new();
    private readonly Dictionary<Variable, List<Place>> _uses;
    private readonly List<int>[] _needs;

    /// <param name="home">Where the scope stands.</param>
    /// <param name="rootOf">The place that a binding's value is.</param>
    /// <param name="uses">Where each variable is used: of this scope and those in it, all.</param>
    public Placement(Let let, Place home, Func<Core.Binding, Place> rootOf, Dictionary<Variable, List<Place>> uses)
    {
        _let = let;
        _home = home;
        _uses = uses;
        _roots = let.Bindings.Select(rootOf).ToArray();
        for (int i = 0; i < _roots.Length; i++)
        {
            _indexOfRoot.Add(_roots[i], i);
        }

        _needs = _roots.Select(_ => new List<int>()).ToArray();
    }

    /// <param name="hasMoved">Is told each binding that leaves the scope.</param>
    public void Run(Action<Core.Binding> hasMoved)
    {
        for (int i = 0; i < _roots.Length; i++)
        {
            foreach (Place use in UsesOf(i))
            {
                if (OwnerOf(use) is >= 0 and var owner && !_needs[owner].Contains(i))
                {
                    _needs[owner].Add(i);
                }
            }
        }

        foreach (List<int> group in Groups())
        {
            Place place = PlaceOf(group);
            foreach (int i in group)
            {
                _roots[i].Parent = place;
            }

            if (place != _home)
            {
                group.Sort();
                place.Receive(group.Select(i => _let.Bindings[i]), _let.At);
                group.ForEach(i => hasMoved(_let.Bindings[i]));
            }
        }
    }

    private List<Place> UsesOf(int i) => _uses.TryGetValue(_let.Bindings[i].Variable, out List<Place>? uses) ? uses : s_none;

    private static readonly List<Place> s_none = new();

    /// <summary>The binding of this scope in whose value a place lies; -1 for the body.</summary>
    private int OwnerOf(Place place)
    {
        while (place != _home)
        {
            if (place.Parent == null)
            {
                return _indexOfRoot[place];
            }

            place = place.Parent;
        }

        return -1;
    }

    private Place PlaceOf(List<int> group)
    {
        Place? place = null;
        foreach (int i in group)
        {
            if (!MayMove(_let.Bindings[i]))
            {
                return _home;
            }

            foreach (Place use in UsesOf(i).Where(u => OwnerOf(u) is var owner && !(owner >= 0 && group.Contains(owner))))
            {
                place = place == null ? use : Common(place, use);
            }
        }

        return place == null ? _home : OutsideBarriers(place);
    }

    // What costs nothing stays, and arithmetic, which is often done early where it stands. So does the set of a "with": whether it
    // has been evaluated decides what Nix prints for a name that comes from it.
    private static bool MayMove(Core.Binding binding) => binding.Variable.Kind != VariableKind.With
        && (binding.Value is Lambda || Place.IsDelayed(binding.Value))
        && binding.Value is not Binary { Kind: BinaryKind.Add or BinaryKind.Sub or BinaryKind.Mul or BinaryKind.Div };

    private Place OutsideBarriers(Place place)
    {
        Place result = place;
        for (Place p = place; p != _home; p = p.Parent!)
        {
            if (p.IsBarrier)
            {
                result = p.Parent!;
            }
        }

        return result;
    }

    private Place Common(Place a, Place b)
    {
        int depthOfA = Depth(a), depthOfB = Depth(b);
        for (; depthOfA > depthOfB; depthOfA--)
        {
            a = a.Parent!;
        }

        for (; depthOfB > depthOfA; depthOfB--)
        {
            b = b.Parent!;
        }

        while (a != b)
        {
            a = a.Parent!;
            b = b.Parent!;
        }

        return a;
    }

    private int Depth(Place place)
    {
        int depth = 0;
        for (; place != _home; place = place.Parent!)
        {
            depth++;
        }

        return depth;
    }

    /// <summary>Strongly connected bindings together (Tarjan), each group after all that use it.</summary>
    private List<List<int>> Groups()
    {
        var groups = new List<List<int>>();
        var components = new StrongComponents(_needs);
        for (int i = 0; i < _needs.Length; i++)
        {
            components.Visit(i, groups);
        }

        groups.Reverse();
        return groups;
    }
}
