using System;
using System.Collections.Generic;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Interpreter;

/// <summary>The layout of a frame: which variable lies where. Place 0 is the frame around it.</summary>
internal sealed class Scope
{
    // Where the variables of all frames of a text lie.
    private readonly Dictionary<Variable, (Scope Scope, int Index)> _places;

    public Scope(Scope? outer)
    {
        Outer = outer;
        _places = outer?._places ?? [];
    }

    public Scope? Outer { get; }

    /// <summary>Places in the frame; known when all of its code is compiled.</summary>
    public int Size { get; private set; } = 1;

    /// <summary>Gives a variable the next place.</summary>
    public int Add(Variable variable)
    {
        _places[variable] = (this, Size);
        return Size++;
    }

    /// <summary>How many frames out a variable lies, and where in that.</summary>
    public (int Out, int Index) Find(Variable variable)
    {
        if (!_places.TryGetValue(variable, out (Scope Scope, int Index) place))
        {
            throw new InvalidOperationException($"variable '{variable.Name}' has no place");
        }

        int distance = 0;
        for (Scope scope = this; scope != place.Scope; scope = scope.Outer!)
        {
            distance++;
        }

        return (distance, place.Index);
    }
}
