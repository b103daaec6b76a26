using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>Groups of bindings: static fields at file level, locals or a frame inside functions.</summary>
internal sealed partial class CSharpEmitter
{
    private void EmitBindings(Let let, MethodBody body)
    {
        List<Language.Core.Binding> bindings = let.Bindings
            .Where(b => !_analysis.IsAlias(b.Variable) && !_analysis.IsClosed(b.Variable)).ToList();
        foreach (Language.Core.Binding closed in let.Bindings.Where(b => _analysis.IsClosed(b.Variable)))
        {
            _closedPaths[closed.Variable] = Join(body.Path, closed.Variable.Name);
        }

        if (body.IsFileLevel)
        {
            EmitFields(bindings, body);
        }
        else
        {
            EmitLocals(let, bindings, body);
        }
    }

    private readonly Dictionary<Variable, string> _closedPaths = new();

    private void EmitFields(List<Language.Core.Binding> bindings, MethodBody body)
    {
        foreach (Language.Core.Binding binding in bindings)
        {
            _staticFields[binding.Variable] = _pool.Declare("v_" + binding.Variable.Name, "Value");
        }

        if (bindings.Count <= ChunkLength)
        {
            EmitFieldValues(bindings, body);
            return;
        }

        var left = bindings.Select(b => b.Variable).ToList();
        for (int start = 0; start < bindings.Count; start += ChunkLength)
        {
            List<Language.Core.Binding> part = bindings.Skip(start).Take(ChunkLength).ToList();
            string method = _pool.Unique(Join(body.Path, "bindings") + "_" + LineOf(part[0].Variable.At));
            body.Line($"{method}();");
            var inner = new MethodBody(body.Path, isFileLevel: true);
            // Fields of later parts are still empty while an earlier one runs.
            inner.Pending.UnionWith(left.Skip(start + part.Count));
            EmitFieldValues(part, inner);
            WriteMethod($"static void {method}()", part[0].Value, inner);
        }
    }

    private void EmitFieldValues(List<Language.Core.Binding> bindings, MethodBody body)
    {
        string path = body.Path;
        body.Pending.UnionWith(bindings.Select(b => b.Variable));
        foreach (Language.Core.Binding binding in bindings)
        {
            body.Path = Join(path, NameOf(binding.Variable));
            body.Line($"{_staticFields[binding.Variable]} = {LazyValue(binding, body)};");
            body.Pending.Remove(binding.Variable);
        }

        body.Path = path;
    }

    private string LazyValue(Language.Core.Binding binding, MethodBody body) =>
        _analysis.IsAhead(binding.Variable) ? ThunkFor(binding.Value, body) : Lazy(binding.Value, body);

    private static string NameOf(Variable v) => v.Kind is VariableKind.With or VariableKind.InheritSource ? "" : v.Name;

    private void EmitLocals(Let let, List<Language.Core.Binding> bindings, MethodBody body)
    {
        MakeFrame(new List<Variable>(), let, System.Array.Empty<CoreNode>(), body);
        List<Language.Core.Binding> strict = StrictBindings(let, bindings);
        List<Language.Core.Binding> lazy = bindings.Where(b => !strict.Contains(b)).ToList();
        string path = body.Path;
        var patches = new List<(string Local, Language.Core.Binding Binding)>();
        body.Pending.UnionWith(lazy.Select(b => b.Variable));
        foreach (Language.Core.Binding binding in lazy)
        {
            body.Path = Join(path, NameOf(binding.Variable));
            EmitLocal(let, binding, body, patches);
        }

        foreach ((string local, Language.Core.Binding binding) in patches)
        {
            (string a, string b) = CaptureArguments(CaptureRoots(binding.Value), body);
            string patch = binding.Value is Lambda && On(Optimiser.ThunkElision) ? $"{local}.A = {a}; {local}.B = {b};" : $"{local}.Capture({a}, {b});";
            body.Line(patch);
        }

        foreach (Language.Core.Binding binding in strict)
        {
            body.Path = Join(path, NameOf(binding.Variable));
            string value = Strict(binding.Value, body);
            string local = body.Names.Unique(binding.Variable.Name);
            body.Line($"Value {local} = {value};");
            body.Effects++;
            body.Locals[binding.Variable] = local;
            body.Forced.Add(binding.Variable);
            StoreInFrame(binding.Variable, local, body);
        }

        body.Path = path;
    }

    private void EmitLocal(Let let, Language.Core.Binding binding, MethodBody body, List<(string Local, Language.Core.Binding Binding)> patches)
    {
        Variable v = binding.Variable;
        string local = body.Names.Unique(v.Name);
        if (CaptureRoots(binding.Value).Any(body.Pending.Contains))
        {
            // It needs variables that have no value yet, perhaps itself: made first, given its captures afterwards.
            string made = binding.Value is Lambda l && On(Optimiser.ThunkElision)
                ? $"new NixLambda({LambdaOf(l, body).Info})"
                : $"new Thunk(&{ThunkMethod(binding.Value, body)})";
            body.Line($"var {local} = {made};");
            patches.Add((local, binding));
        }
        else
        {
            bool early = On(Optimiser.Strictness) && On(Optimiser.ThunkElision) && Closures.Speculation.IsCheap(binding.Value)
                && _speculation.MayCompute(v, let);
            string value = early ? ComputedOrLazy(binding.Value, body) : LazyValue(binding, body);
            body.Line($"{(_analysis.FunctionOf(v) != null ? "NixLambda" : "Value")} {local} = {value};");
        }

        StoreInFrame(v, local, body);
        body.Locals[v] = local;
        body.Pending.Remove(v);
    }

    /// <summary>Bindings that the body forces at once, and that no other binding captures: they need no thunk.</summary>
    private List<Language.Core.Binding> StrictBindings(Let let, List<Language.Core.Binding> bindings)
    {
        var strict = new List<Language.Core.Binding>();
        if (!On(Optimiser.Strictness) || !On(Optimiser.ThunkElision))
        {
            return strict;
        }

        var forced = new HashSet<Variable>();
        while (_strict.First(let.Body, forced) is { } v && forced.Add(v))
        {
            Language.Core.Binding? binding = bindings.Find(b => b.Variable == v);
            if (binding == null || binding.Value is Lambda
                || bindings.Any(b => !strict.Contains(b) && _analysis.CapturesOf(b.Value).Contains(v))
                || strict.Any(b => _analysis.CapturesOf(b.Value).Contains(v)))
            {
                break;
            }

            strict.Add(binding);
        }

        return strict;
    }
}
