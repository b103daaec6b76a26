using System.Collections.Generic;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising;

namespace Tvix.Aot.Interpreter.Compiling;

/// <summary>The variables of a text that are bound to functions, as far as it has been compiled.</summary>
internal sealed class BoundFunctions : IKnownFunctions
{
    private readonly Dictionary<Variable, Lambda> _functions = [];

    public void Add(Binding binding)
    {
        if (binding.Value is Lambda lambda)
        {
            _functions[binding.Variable] = lambda;
        }
    }

    public Variable Resolve(Variable v) => v;

    public Lambda? FunctionOf(Variable v) => _functions.GetValueOrDefault(v);
}
