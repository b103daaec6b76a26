using System.Collections.Generic;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Interpreter;

/// <summary>The layout of a frame: which variable lies where. Place 0 is the frame around it.</summary>
internal sealed class Scope
{
    private readonly Dictionary<Variable, int> _places = new();

    public Scope(Scope? outer) => Outer = outer;

    public Scope? Outer { get; }

    /// <summary>Places in the frame; known when all of its code is compiled.</summary>
    public int Size { get; private set; } = 1;

    /// <summary>Gives a variable the next place.</summary>
    public int Add(Variable variable)
    {
        _places[variable] = Size;
        return Size++;
    }

    /// <summary>How many frames out a variable lies, and where in that.</summary>
    public (int Out, int Index) Find(Variable variable)
    {
        int distance = 0;
        for (Scope? scope = this; scope != null; scope = scope.Outer)
        {
            if (scope._places.TryGetValue(variable, out int index))
            {
                return (distance, index);
            }

            distance++;
        }

        throw new System.InvalidOperationException($"variable '{variable.Name}' has no place");
    }
}
