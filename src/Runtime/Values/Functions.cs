using System;
using System.Runtime.CompilerServices;

namespace Tvix.Aot.Runtime;

/// <summary>What all closures of one lambda share.</summary>
public sealed unsafe class LambdaInfo
{
    private readonly string _parameters;

    /// <param name="name">The attribute or variable that the function was bound to, if any.</param>
    /// <param name="arity">1 to 4: the parameters that <paramref name="code"/> takes behind the two captures.</param>
    /// <param name="position">Of the first parameter; those of the others follow it.</param>
    /// <param name="parameters">Their names, separated by NUL; empty for formals without <c>@</c>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public LambdaInfo(string? name, int arity, void* code, int position, string parameters = "", FormalsInfo? formals = null)
    {
        Name = name;
        Arity = arity;
        Code = code;
        Position = position;
        Formals = formals;
        _parameters = parameters;
    }

    /// <summary>That of a computed attribute is known when it was computed, and may change (Expr::setName).</summary>
    public string? Name { get; internal set; }

    public int Arity { get; }

    public void* Code { get; }

    public int Position { get; }

    /// <summary>The place of the function that is left when so many arguments are given; 0 where there is none.</summary>
    public int PositionOf(int given) => Position == 0 ? 0 : Position + given;

    /// <summary>The formals of the last parameter.</summary>
    public FormalsInfo? Formals { get; }

    /// <summary>The function, where it captures nothing.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public NixLambda Closed() => new(this);

    /// <summary>The name of a parameter; empty for formals without <c>@</c>.</summary>
    public string ParameterName(int index) => _parameters.Split('\0')[index];

    /// <summary>The parameter that the body forces before anything else can be noticed; -1 for none.</summary>
    public int First { get; init; } = -1;

    /// <summary>The parameter that is forced right after that one, where that one is an integer; -1 for none.</summary>
    public int Next { get; init; } = -1;

    /// <summary>The body does not refer to the first of several parameters: any value will do for it.</summary>
    public bool IgnoresFirst { get; init; }

    /// <summary>
    /// The function on machine integers, from as many as it has parameters to one; null where there is none. It is only for arguments that
    /// the function forces anyway, and fails as <see cref="Runtime.Ints"/> says.
    /// </summary>
    public void* Ints { get; init; }

    /// <summary>
    /// For a function of one argument that gives <c>{ name = …; value = …; }</c>: gives the name, evaluated, and the value; null for others.
    /// A delegate*&lt;object?, object?, Value, out Value, Value&gt;.
    /// </summary>
    public void* Pair { get; init; }

    /// <summary>Where the two attributes of such a pair stand.</summary>
    public (int Name, int Value) PairPositions { get; init; }

    /// <summary>For <see cref="Next"/> the integer must be one of 31 bits, else arithmetic might fail in between.</summary>
    public bool NextIfSmall { get; init; }
}

/// <summary>A closure: shared code and two words of captures.</summary>
public sealed class NixLambda : Value
{
    public readonly LambdaInfo Info;
    public object? A;
    public object? B;

    public NixLambda(LambdaInfo info, object? a = null, object? b = null)
    {
        Info = info;
        A = a;
        B = b;
    }

    public override ValueKind Kind => ValueKind.Lambda;
}

/// <summary>A function that has some of its arguments: a lambda's or a builtin's.</summary>
public sealed class PartialApplication : Value
{
    public readonly Value Function;
    public readonly Value[] Arguments;

    public PartialApplication(Value function, Value[] arguments)
    {
        Function = function;
        Arguments = arguments;
    }

    public override ValueKind Kind => ValueKind.PartialApplication;
}

/// <summary>A function of the runtime. Every one takes the position of its call behind its arguments.</summary>
public sealed unsafe class Builtin : Value
{
    public readonly string Name;
    public readonly int Arity;
    public readonly void* Code;

    private const int Unknown = -2;

    private int _first = Unknown;

    public Builtin(string name, delegate*<Value, int, Value> code)
        : this(name, 1, code)
    {
    }

    public Builtin(string name, delegate*<Value, Value, int, Value> code)
        : this(name, 2, code)
    {
    }

    public Builtin(string name, delegate*<Value, Value, Value, int, Value> code)
        : this(name, 3, code)
    {
    }

    private Builtin(string name, int arity, void* code)
    {
        Name = name;
        Arity = arity;
        Code = code;
    }

    /// <summary>The argument that it forces first; -1 for none.</summary>
    public int First => _first != Unknown ? _first
        : _first = Language.Shared.BuiltinCatalog.Find(Name) is { } entry ? entry.Order.IndexOf('1', StringComparison.Ordinal) : -1;

    public override ValueKind Kind => ValueKind.Builtin;
}

/// <summary>The formals of a lambda. Finding the arguments in a set is done once for each shape.</summary>
public sealed class FormalsInfo
{
    // One object, because threads may overwrite it.
    private Found? _last;

    /// <summary>Those of a compiled function.</summary>
    /// <param name="fileSymbols">All symbols of its file.</param>
    /// <param name="names">Which of them are the names.</param>
    /// <param name="firstPosition">The number of the file's first place.</param>
    /// <param name="positions">Their places, counted from that.</param>
    /// <param name="optional">Which of them have a default.</param>
    public FormalsInfo(int[] fileSymbols, ReadOnlySpan<int> names, int firstPosition, ReadOnlySpan<int> positions, ReadOnlySpan<int> optional, bool ellipsis)
        : this(Host.Module.Pick(fileSymbols, names), new bool[names.Length], new int[names.Length], ellipsis)
    {
        for (int i = 0; i < names.Length; i++)
        {
            Positions[i] = firstPosition + positions[i];
        }

        foreach (int index in optional)
        {
            Optional[index] = true;
        }
    }

    public FormalsInfo(int[] symbols, bool[] optional, int[] positions, bool ellipsis)
    {
        Symbols = symbols;
        Optional = optional;
        Positions = positions;
        Ellipsis = ellipsis;
    }

    public int[] Symbols { get; }

    public bool[] Optional { get; }

    public int[] Positions { get; }

    public bool Ellipsis { get; }

    /// <summary>What builtins.functionArgs says of them, once somebody has asked.</summary>
    internal NixAttrs? Args { get; set; }

    /// <summary>For each formal the index of its value in the argument, -1 where the default is to be used.</summary>
    /// <exception cref="EvalException">A required argument is missing, or there is one that nobody asked for.</exception>
    public int[] Match(NixAttrs argument, LambdaInfo lambda)
    {
        Shape shape = argument.Shape;
        Found? last = _last;
        return last != null && ReferenceEquals(shape.KeySet, last.Keys) ? last.Indexes : MatchSlow(shape, lambda);
    }

    private int[] MatchSlow(Shape shape, LambdaInfo lambda)
    {
        var indexes = new int[Symbols.Length];
        int used = 0;
        for (int i = 0; i < indexes.Length; i++)
        {
            indexes[i] = shape.IndexOf(Symbols[i]);
            if (indexes[i] >= 0)
            {
                used++;
            }
            else if (!Optional[i])
            {
                throw CallErrors.MissingArgument(lambda, FirstMissing(shape));
            }
        }

        if (!Ellipsis && used != shape.Count)
        {
            foreach (int key in shape.Keys)
            {
                if (Array.IndexOf(Symbols, key) < 0)
                {
                    throw CallErrors.UnexpectedArgument(lambda, this, key);
                }
            }
        }

        _last = new Found(shape.KeySet, indexes);
        return indexes;
    }

    /// <summary>In the order of the symbols, as Nix goes through the formals.</summary>
    private int FirstMissing(Shape shape)
    {
        int first = int.MaxValue;
        for (int i = 0; i < Symbols.Length; i++)
        {
            first = !Optional[i] && shape.IndexOf(Symbols[i]) < 0 ? Math.Min(first, Symbols[i]) : first;
        }

        return first;
    }

    private sealed record Found(KeySet Keys, int[] Indexes);
}
