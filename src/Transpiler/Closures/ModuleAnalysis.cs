using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising;

namespace Tvix.Aot.Transpiler.Closures;

/// <summary>
/// What closure conversion decides for a file: which variables are file-level (bound outside every lambda, so they
/// exist once), which are functions known while compiling, and which of those capture nothing.
/// </summary>
internal sealed class ModuleAnalysis : IKnownFunctions
{
    private readonly HashSet<Variable> _fileLevel = new();
    private readonly Dictionary<Variable, Lambda> _functions = new();
    private readonly HashSet<Variable> _closed = new();
    private readonly Dictionary<Variable, Variable> _aliases = new();
    private readonly HashSet<Variable> _ahead = new();
    private readonly Dictionary<Variable, long> _constants = new();
    private readonly Dictionary<object, Variable> _names = new(ByIdentity.Instance);
    private readonly Dictionary<object, bool> _endless = new(ByIdentity.Instance);

    private readonly bool _direct;
    private readonly bool _follow;

    /// <param name="direct">Functions known while compiling may be called directly.</param>
    /// <param name="follow">Bindings that only rename a variable may be left out.</param>
    public ModuleAnalysis(CoreNode root, bool direct, bool follow)
    {
        _direct = direct;
        _follow = follow;
        Collect(root, insideLambda: false);
        _closed.UnionWith(_functions.Keys);
        while (_closed.RemoveWhere(f => !Free.Of(_functions[f]).All(v => IsFileLevel(v) || _closed.Contains(v))) > 0)
        {
        }
    }

    public FreeVariables Free { get; } = new();

    /// <summary>Bound outside every lambda, or a function that captures nothing.</summary>
    public bool IsStatic(Variable v) => IsFileLevel(v) || _closed.Contains(v);

    public bool IsFileLevel(Variable v) => _fileLevel.Contains(v);

    /// <summary>The lambda that a variable always is.</summary>
    public Lambda? FunctionOf(Variable v) => _functions.TryGetValue(v, out Lambda? lambda) ? lambda : null;

    /// <summary>The integer that a variable is bound to in the text.</summary>
    public long? ConstantOf(Variable v) => _constants.TryGetValue(v, out long value) ? value : null;

    /// <summary>The known functions that capture nothing.</summary>
    public IEnumerable<Lambda> ClosedFunctions => _functions.Where(f => _closed.Contains(f.Key)).OrderBy(f => f.Value.At).Select(f => f.Value);

    /// <summary>The variable that a known function is bound to.</summary>
    public Variable NameOf(Lambda lambda) => _names[lambda];

    /// <summary>A function without captures: one closure object serves the whole program.</summary>
    public bool IsClosed(Variable v) => _closed.Contains(v);

    /// <summary>Follows <c>x = y</c> to what is not just another name; there are no circles, since each leads to what was bound before.</summary>
    public Variable Resolve(Variable v)
    {
        while (_aliases.TryGetValue(v, out Variable? target))
        {
            v = target;
        }

        return v;
    }

    /// <summary>Bound to what is bound later, for which Nix has no value yet, and makes a thunk: a list is printed once more for that.</summary>
    public bool IsAhead(Variable v) => _ahead.Contains(v);

    public bool IsAlias(Variable v) => !ReferenceEquals(Resolve(v), v);

    /// <summary>
    /// <c>f = x: f x</c>: a call that gives a function its own parameters again. As a loop it would never end; as calls it ends in Nix's error.
    /// </summary>
    public bool RepeatsItself(Call call, Lambda target) =>
        call.Arguments.Zip(target.Parameters, (x, p) => x is VariableReference r && Resolve(r.Variable) == p.Variable).All(same => same);

    /// <summary>See <see cref="EndlessCalls.IsEndless"/>.</summary>
    public bool IsEndless(Lambda function)
    {
        if (!_endless.TryGetValue(function, out bool known))
        {
            known = EndlessCalls.IsEndless(function, this);
            _endless.Add(function, known);
        }

        return known;
    }

    /// <summary>Whether a function of several parameters does not refer to the first.</summary>
    public bool IgnoresFirst(Lambda lambda)
    {
        Variable first = lambda.Parameters[0].Variable;
        Formals? formals = lambda.Parameters[lambda.Parameters.Count - 1].Formals;
        return lambda.Parameters.Count > 1 && !Free.Of(lambda.Body).Contains(first)
            && (formals == null || !formals.Items.Any(f => f.Default != null && Free.Of(f.Default).Contains(first)));
    }

    /// <summary>The free variables that a closure must capture: not the static ones, aliases followed.</summary>
    public List<Variable> CapturesOf(CoreNode node)
    {
        var captures = new List<Variable>();
        foreach (Variable v in Free.Of(node))
        {
            Variable target = Resolve(v);
            if (!IsStatic(target) && !captures.Contains(target))
            {
                captures.Add(target);
            }
        }

        return captures;
    }

    private void Collect(CoreNode node, bool insideLambda)
    {
        if (node is Let let)
        {
            var later = new HashSet<Variable>(let.Bindings.Select(b => b.Variable));
            foreach (Language.Core.Binding binding in let.Bindings)
            {
                if (!insideLambda)
                {
                    _fileLevel.Add(binding.Variable);
                }

                if (_direct && binding.Value is Lambda lambda)
                {
                    _functions[binding.Variable] = lambda;
                    _names[lambda] = binding.Variable;
                }
                else if (binding.Value is Constant { Kind: ConstantKind.Int, Value: long number })
                {
                    _constants[binding.Variable] = number;
                }
                else if (_follow && binding.Value is VariableReference alias)
                {
                    if (later.Contains(alias.Variable))
                    {
                        _ahead.Add(binding.Variable);
                    }
                    else
                    {
                        _aliases[binding.Variable] = alias.Variable;
                    }
                }

                later.Remove(binding.Variable);
            }
        }

        node.ForEachChild(child => Collect(child, insideLambda || node is Lambda));
    }
}
