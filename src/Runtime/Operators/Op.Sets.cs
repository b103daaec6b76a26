using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tvix.Aot.Runtime;

/// <summary>Selection, <c>?</c>, <c>//</c>, <c>with</c>.</summary>
public static partial class Op
{
    /// <summary><c>v.name</c>; <paramref name="hint"/> is where this place of the program found the name last time.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Value Select(Value v, int name, ref int hint, int pos)
    {
        v = Force(v, pos);
        if (v is NixAttrs set && set.Find(name, ref hint) is { } found)
        {
            return found is not Thunk thunk ? found
                : thunk.IsRunningHere ? throw EvalErrors.InfiniteRecursion(set.PositionOf(name) is not 0 and int at ? at : pos)
                : set.ForceFound(thunk, hint);
        }

        return SelectFailed(v, name, pos);
    }

    private static Value SelectFailed(Value v, int name, int pos) => v is NixAttrs set
        ? throw EvalErrors.MissingAttribute(set, Symbols.Name(name), pos)
        : throw NotSelectable(v, pos);

    private static EvalException NotSelectable(Value v, int pos)
    {
        EvalException error = EvalErrors.Expected("a set", v, 0);
        error.AddFrame("while selecting an attribute", pos);
        return error;
    }

    /// <summary>As <see cref="Select"/> for a step that has a default: null where there is no such attribute or no set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value? TrySelect(Value? v, int name, ref int hint)
    {
        if (v is null || Force(v) is not NixAttrs set)
        {
            return null;
        }

        return set.Find(name, ref hint);
    }

    /// <summary><c>v.${name}</c>.</summary>
    public static Value SelectComputed(Value v, Value name, int pos, int namePosition) => Force(AttributeComputed(v, name, pos, namePosition));

    /// <summary>As <see cref="Select"/>, and what it finds is not evaluated: Nix first computes the name of the next step.</summary>
    public static Value Attribute(Value v, int name, ref int hint, int pos)
    {
        v = Force(v);
        return v is NixAttrs set && set.Find(name, ref hint) is { } found ? found : SelectFailed(v, name, pos);
    }

    /// <summary>The same for a computed name.</summary>
    public static Value AttributeComputed(Value v, Value name, int pos, int namePosition)
    {
        // Nix computes the name before it evaluates the set (ExprSelect::eval).
        string key = ForceStringNoContext(name, namePosition);
        v = Force(v);
        Value? found = v is NixAttrs set ? set.Find(Symbols.Find(key)) : null;
        return found ?? SelectFailed(v, Symbols.Intern(key), pos);
    }

    /// <summary>A step of a selection with a default: the name is computed first.</summary>
    public static Value? TrySelectComputed(Value? v, Value name, int pos)
    {
        if (v is null)
        {
            return null;
        }

        string key = ForceStringNoContext(name, pos);
        return Force(v) is NixAttrs set ? set.Find(Symbols.Find(key)) : null;
    }

    /// <summary>A step of <c>?</c>: the set is evaluated first (ExprOpHasAttr::eval).</summary>
    public static Value? TryAttributeComputed(Value? v, Value name, int pos)
    {
        if (v is null)
        {
            return null;
        }

        v = Force(v);
        string key = ForceStringNoContext(name, pos);
        return v is NixAttrs set ? set.Find(Symbols.Find(key)) : null;
    }

    /// <summary><c>l // r</c>: the right side first, as in ExprOpUpdate::eval.</summary>
    public static Value Update(Value l, Value r, int pos)
    {
        NixAttrs right = ForceAttrs(r, pos);
        return NixAttrs.Update(ForceAttrs(l, pos), right);
    }

    /// <summary>A name that only the enclosing <c>with</c> scopes, innermost first, can provide.</summary>
    public static Value WithLookup(int name, int pos, params Value[] scopes)
    {
        foreach (Value scope in scopes)
        {
            if (ForceAttrs(scope, pos).Find(name) is { } found)
            {
                return Force(found);
            }
        }

        throw new EvalException(ErrorKind.UndefinedVariable, $"undefined variable '{Symbols.Name(name)}'", pos);
    }

    /// <summary>The same for a single scope.</summary>
    public static Value WithLookup(int name, int pos, Value scope, ref int hint)
    {
        NixAttrs set = ForceAttrs(scope, pos);
        return set.Find(name, ref hint) is { } found
            ? found is Thunk thunk ? set.ForceFound(thunk, hint) : found
            : throw new EvalException(ErrorKind.UndefinedVariable, $"undefined variable '{Symbols.Name(name)}'", pos);
    }

    /// <summary>The argument of a function with formals.</summary>
    public static NixAttrs FormalsArgument(Value v, LambdaInfo lambda)
    {
        v = v is Thunk { IsDone: false } thunk ? ForceArgument(thunk, lambda) : Force(v);
        return v as NixAttrs ?? throw CallErrors.NotASet(lambda, v);
    }

    /// <summary>What fails in the argument fails before the function is called, for the trace.</summary>
    private static Value ForceArgument(Thunk argument, LambdaInfo lambda)
    {
        try
        {
            return Force(argument, lambda.PositionOf(lambda.Arity - 1));
        }
        catch (EvalException e) when (!(e.IsOfArguments = true))
        {
            throw;
        }
    }

    /// <summary>The values of the argument of a function with formals, and for each formal where its value is; -1 for those that it lacks.</summary>
    public static System.Span<Slot> Formals(Value v, LambdaInfo lambda, out int[] found)
    {
        NixAttrs set = FormalsArgument(v, lambda);
        found = lambda.Formals!.Match(set, lambda);
        return set.Values;
    }

    /// <summary>The same for emitted code: the first of the values.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ref Slot FormalValues(Value v, LambdaInfo lambda, out int[] found) => ref MemoryMarshal.GetReference(Formals(v, lambda, out found));

    /// <summary>The value of a formal that must be given: where <see cref="FormalsInfo.Match"/> found it in these values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value Formal(ref Slot values, int[] found, int index) => Unsafe.Add(ref values, PlaceOf(found, index)).V;

    /// <summary>The value of another one; null where it is not given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value? OptionalFormal(ref Slot values, int[] found, int index) =>
        PlaceOf(found, index) is >= 0 and int place ? Unsafe.Add(ref values, place).V : null;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(int[] found, int index) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(found), index);

    /// <summary>A set with computed names: a null name drops its attribute, a name that is there already is an error.</summary>
    /// <param name="named">The function that the value is, which gets the name.</param>
    public static NixAttrs WithDynamic(NixAttrs set, Value name, Value value, int pos, LambdaInfo? named = null)
    {
        name = Force(name);
        if (name is NixNull)
        {
            return set;
        }

        string key = ForceStringNoContext(name, pos);
        int symbol = Symbols.Intern(key);
        if (set.Has(symbol))
        {
            SourcePosition? first = Positions.Resolve(set.PositionOf(symbol));
            string place = first is { } p ? $"{p.File}:{p.Line}:{p.Column}" : "(unknown position)";
            throw EvalErrors.Evaluation($"dynamic attribute '{ErrorTexts.AttributeName(symbol)}' already defined at {place}", pos);
        }

        if (named != null)
        {
            named.Name = key;
        }

        return NixAttrs.Update(set, new NixAttrs(Shape.Single(symbol, pos), value));
    }
}
