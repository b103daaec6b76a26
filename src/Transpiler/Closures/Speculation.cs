using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Transpiler.Closures;

/// <summary>
/// Which delayed values may be computed early when that is cheap and cannot fail. It must not show: a variable whose
/// value becomes an element of a list or set, or goes to code that is not known, is left alone, because printing
/// without <c>--strict</c> tells thunks from values.
/// </summary>
internal sealed class Speculation
{
    private readonly ModuleAnalysis _analysis;
    private readonly Dictionary<Variable, bool> _escapes = new();

    public Speculation(ModuleAnalysis analysis) => _analysis = analysis;

    /// <summary>Arithmetic on variables and integers, perhaps behind seq.</summary>
    public static bool IsCheap(CoreNode node) => node switch
    {
        Binary { Kind: BinaryKind.Add or BinaryKind.Sub or BinaryKind.Mul or BinaryKind.Div } b => IsOperand(b.Left) && IsOperand(b.Right),
        Call { Function: BuiltinReference { Name: "seq" }, Arguments: { Count: 2 } args } => args[0] is VariableReference && IsOperand(args[1]),
        _ => false,
    };

    private static bool IsOperand(CoreNode node) => node is VariableReference or Constant { Kind: ConstantKind.Int } || IsCheap(node);

    /// <summary>A parameter's value stays inside known code.</summary>
    public bool MayCompute(Variable parameter, Lambda lambda) => !Escapes(parameter, lambda.Body);

    /// <summary>A binding's value stays inside known code.</summary>
    public bool MayCompute(Variable variable, Let let) => !Escapes(variable, let);

    private bool Escapes(Variable v, CoreNode scope)
    {
        if (!_escapes.TryGetValue(v, out bool known))
        {
            // Calls of the function itself are looked at while its answer is not known: "no" is what they must confirm.
            _escapes.Add(v, false);
            known = Look(v, scope);
            _escapes[v] = known;
        }

        return known;
    }

    private bool Is(CoreNode node, Variable v) => node is VariableReference r && _analysis.Resolve(r.Variable) == v;

    private bool Look(Variable v, CoreNode node)
    {
        bool shown = node switch
        {
            ListLiteral list => list.Items.Any(i => Is(i, v)),
            SetLiteral set => set.Attrs.Any(a => Is(a.Value, v)) || set.Dynamic.Any(d => Is(d.Value, v)),
            Call call => LookAtCall(v, call),
            Lambda lambda => lambda.Parameters.Any(p => p.Formals?.Items.Any(f => f.Default != null && Is(f.Default, v)) ?? false),
            _ => false,
        };
        if (shown)
        {
            return true;
        }

        bool found = false;
        node.ForEachChild(child => found = found || Look(v, child));
        return found;
    }

    private bool LookAtCall(Variable v, Call call)
    {
        BuiltinEntry? builtin = call.Function is BuiltinReference b ? BuiltinCatalog.Find(b.Name) : null;
        Lambda? target = call.Function is VariableReference r ? _analysis.FunctionOf(_analysis.Resolve(r.Variable)) : null;
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            if (!Is(call.Arguments[i], v))
            {
                continue;
            }

            bool isForced = builtin != null && i < builtin.Arity && (builtin.Order[i] != '0' || builtin.Name == "seq");
            bool staysInside = target != null && call.Arguments.Count == target.Parameters.Count
                && target.Parameters[i].Formals == null && !Escapes(target.Parameters[i].Variable, target.Body);
            if (!isForced && !staysInside)
            {
                return true;
            }
        }

        return false;
    }
}
