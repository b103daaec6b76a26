using System;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Interpreter;

/// <summary>The layout of a frame: which variable lies where. Place 0 is the frame around it.</summary>
internal sealed class Scope(Scope? outer)
{
    private readonly Scope? _outer = outer;

    /// <summary>Places in the frame; known when all of its code is compiled.</summary>
    public int Size { get; private set; } = 1;

    /// <summary>Gives a variable the next place.</summary>
    public int Add(Variable variable)
    {
        variable.Frame = this;
        variable.Place = Size;
        return Size++;
    }

    /// <summary>How many frames out a variable lies, and where in that.</summary>
    public (int Out, int Index) Find(Variable variable)
    {
        int distance = 0;
        for (Scope? scope = this; scope != null; scope = scope._outer)
        {
            if (variable.Frame == scope)
            {
                return (distance, variable.Place);
            }

            distance++;
        }

        throw new InvalidOperationException($"variable '{variable.Name}' has no place");
    }
}
