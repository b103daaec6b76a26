using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Language.Optimising;

/// <summary>
/// Sets whose text is in sight: <c>let lib = { twice = x: 2 * x; }; in lib.twice 3</c>. A function that is called becomes a binding beside the
/// set, which later passes know, a literal is the literal itself; <c>?</c>, <c>or</c> and <c>with</c> are answered while compiling. Nothing can be seen
/// of this: to evaluate such a set, or a function in it, can neither fail nor print.
/// </summary>
internal sealed class KnownSets
{
    private readonly Dictionary<Variable, KnownSet> _sets = new();

    // Second names of sets: the source of an inherit, the scope of a with.
    private readonly Dictionary<Variable, Variable> _names = new();
    private readonly HashSet<Variable> _functions = new();
    private readonly Dictionary<Variable, Variable> _aliases = new();
    private readonly Func<CoreNode, CoreNode> _rewrite, _assemble;

    private KnownSets()
    {
        _rewrite = Rewrite;
        _assemble = Assemble;
    }

    public static CoreNode Run(CoreNode node)
    {
        var pass = new KnownSets();
        pass.Collect(node, isOnce: true);
        return pass._sets.Count == 0 ? node : pass.Assemble(pass.Rewrite(node));
    }

    /// <param name="isOnce">Whether the node is evaluated once at most.</param>
    private void Collect(CoreNode node, bool isOnce)
    {
        if (node is Let let)
        {
            foreach (Core.Binding binding in let.Bindings)
            {
                Note(binding, isOnce);
            }
        }

        node.ForEachChild(child => Collect(child, isOnce && node is not Lambda));
    }

    private void Note(Core.Binding binding, bool isOnce)
    {
        switch (binding.Value)
        {
            case Lambda:
                _functions.Add(binding.Variable);
                break;
            case SetLiteral { Dynamic.Count: 0 } literal:
                _sets.Add(binding.Variable, new KnownSet(literal));
                break;
            // Its bindings go out of the set where one of them is used: not where they would be made again and again.
            case Let { Body: SetLiteral { Dynamic.Count: 0 } literal } inner when isOnce:
                _sets.Add(binding.Variable, new KnownSet(literal) { Inner = new HashSet<Variable>(inner.Bindings.Select(b => b.Variable)) });
                break;
            case VariableReference other:
                _names.Add(binding.Variable, other.Variable);
                break;
        }
    }

    private CoreNode Rewrite(CoreNode node)
    {
        switch (node)
        {
            case Let let:
                FindAliases(let);
                break;
            case Call call when FunctionOf(call.Function) is { } function:
                return (call with { Function = new VariableReference(call.Function.At, function) }).Map(_rewrite);
            case Select select when Find(select.Set, select.Path) is var (found, _):
                // What a variable gives is a value of its own here: a list is printed again.
                return found == null && select.Fallback is { } fallback and not VariableReference ? Rewrite(fallback) : Literal(select, found) ?? select.Map(_rewrite);
            case HasAttr test when Find(test.Set, test.Path) is var (found, _):
                return new Constant(test.At, ConstantKind.Bool, found != null, Folded: true);
            case WithReference reference:
                (reference, CoreNode? value, _) = Look(reference);
                return (CoreNode?)Literal(reference, value) ?? reference;
        }

        return node.Map(_rewrite);
    }

    private static Constant? Literal(CoreNode node, CoreNode? found) =>
        found is Constant { Kind: not ConstantKind.Path } constant ? constant with { At = node.At, Folded = true } : null;

    // inherit (lib) twice; gives a second name to the function.
    private void FindAliases(Let let)
    {
        foreach (Core.Binding binding in let.Bindings)
        {
            if (binding.Value is Select && FunctionOf(binding.Value) is { } function)
            {
                _aliases[binding.Variable] = function;
            }
        }
    }

    /// <summary>
    /// The variable of a function that is called in this way; null where it is not known. (A function that is only passed on stays the value of its
    /// attribute: Nix compares functions by where their values lie.)
    /// </summary>
    private Variable? FunctionOf(CoreNode node)
    {
        switch (node)
        {
            case VariableReference reference:
                return _aliases.TryGetValue(reference.Variable, out Variable? function) ? function : null;
            case Select select when Find(select.Set, select.Path) is (not null, _) and var (found, set):
                return Function(found!, set, select.Path);
            case WithReference reference when Look(reference) is (_, not null, _) and var (found, value, set):
                return Function(value!, set!, PathOf(found));
            default:
                return null;
        }
    }

    /// <summary>A name in the scopes of <c>with</c>: what is left of them behind known sets without the name, and its value where the next one is known.</summary>
    private (WithReference Found, CoreNode? Value, KnownSet? Set) Look(WithReference reference)
    {
        for (int i = 0; i < reference.Scopes.Count; i++)
        {
            WithReference rest = i == 0 ? reference : reference with { Scopes = reference.Scopes.Skip(i).ToArray() };
            if (Find(reference.Scopes[i], PathOf(reference)) is not var (found, set))
            {
                return (rest, null, null);
            }

            if (found != null)
            {
                return (rest, found, set);
            }
        }

        return (reference, null, null);
    }

    private static AttrName[] PathOf(WithReference reference) => new[] { new AttrName(reference.At, reference.Name, null) };

    /// <summary>What a path leads to in a known set, null for nothing; no pair at all where that cannot be told.</summary>
    private (CoreNode? Found, KnownSet Set)? Find(CoreNode node, IReadOnlyList<AttrName> path) =>
        node is VariableReference reference ? Find(reference.Variable, path) : null;

    private (CoreNode? Found, KnownSet Set)? Find(Variable variable, IReadOnlyList<AttrName> path)
    {
        // let a = b; b = a; goes round.
        for (int turns = _names.Count; turns > 0 && _names.TryGetValue(variable, out Variable? other); turns--)
        {
            variable = other;
        }

        if (!_sets.TryGetValue(variable, out KnownSet? set))
        {
            return null;
        }

        CoreNode found = set.Literal;
        foreach (AttrName name in path)
        {
            if (found is not SetLiteral { Dynamic.Count: 0 } literal || name.Name == null)
            {
                return null;
            }

            if (literal.Attrs.FirstOrDefault(a => a.Name == name.Name) is not { } attr)
            {
                return (null, set);
            }

            found = attr.Value;
        }

        return (found, set);
    }

    private Variable? Function(CoreNode found, KnownSet set, IReadOnlyList<AttrName> path)
    {
        switch (found)
        {
            // A variable beside the set, or one of the set's own, which go out of it then.
            case VariableReference reference when _functions.Contains(reference.Variable):
                set.IsOpened |= set.Inner?.Contains(reference.Variable) == true;
                return reference.Variable;
            case Lambda:
                set.IsOpened |= set.Inner != null;
                return set.Outside(path);
            default:
                return null;
        }
    }

    /// <summary>Puts the functions that were taken out of sets beside them.</summary>
    private CoreNode Assemble(CoreNode node)
    {
        if (node is not Let let || !let.Bindings.Any(b => _sets.TryGetValue(b.Variable, out KnownSet? set) && set.IsChanged))
        {
            return node.Map(_assemble);
        }

        var bindings = new List<Core.Binding>();
        foreach (Core.Binding binding in let.Bindings)
        {
            bool isChanged = _sets.TryGetValue(binding.Variable, out KnownSet? set) && set.IsChanged;
            CoreNode value = binding.Value;
            if (isChanged && value is Let inner)
            {
                bindings.AddRange(inner.Bindings);
                value = inner.Body;
            }

            bindings.Add(binding with { Value = isChanged ? set!.TakeOut((SetLiteral)value, "", bindings) : value });
        }

        return new Let(let.At, bindings, let.Body).Map(_assemble);
    }

    /// <summary>A set whose attributes are all in the text.</summary>
    private sealed class KnownSet
    {
        private readonly Dictionary<string, Variable> _outside = new(StringComparer.Ordinal);

        public KnownSet(SetLiteral literal) => Literal = literal;

        public SetLiteral Literal { get; }

        /// <summary>The variables of <c>rec</c>, or of a <c>let</c> around the set.</summary>
        public HashSet<Variable>? Inner { get; set; }

        /// <summary>Whether these variables are used outside.</summary>
        public bool IsOpened { get; set; }

        public bool IsChanged => IsOpened || _outside.Count > 0;

        /// <summary>The variable for a function in the set.</summary>
        public Variable Outside(IReadOnlyList<AttrName> path)
        {
            string key = path.Aggregate("", (prefix, name) => Key(prefix, name.Name!));
            if (!_outside.TryGetValue(key, out Variable? variable))
            {
                AttrName last = path[path.Count - 1];
                _outside.Add(key, variable = new Variable(last.Name!, last.At, VariableKind.Let));
            }

            return variable;
        }

        public SetLiteral TakeOut(SetLiteral literal, string prefix, List<Core.Binding> bindings) => literal with
        {
            Attrs = literal.Attrs.Select(attr =>
            {
                string key = Key(prefix, attr.Name);
                if (_outside.TryGetValue(key, out Variable? variable))
                {
                    bindings.Add(new Core.Binding(variable, attr.Value));
                    return attr with { Value = new VariableReference(attr.At, variable) };
                }

                return attr.Value is SetLiteral { Dynamic.Count: 0 } inner ? attr with { Value = TakeOut(inner, key, bindings) } : attr;
            }).ToArray(),
        };

        // Names hold no NUL.
        private static string Key(string prefix, string name) => prefix + "\0" + name;
    }
}
