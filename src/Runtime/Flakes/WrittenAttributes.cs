using System.Collections.Generic;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Flakes;

/// <summary>The attributes of a flake.nix, of which only what is written counts: what would have to be computed is a thunk to Nix (expectType of flake.cc).</summary>
internal sealed class WrittenAttributes
{
    private readonly ISet<(int Line, int Column, string Name)> _computed;

    private WrittenAttributes(ISet<(int Line, int Column, string Name)> computed) => _computed = computed;

    /// <returns>Null for a file that is no set.</returns>
    public static WrittenAttributes? Of(string file) => EvalHost.Current.Engine!.ComputedAttributes(file) is { } computed ? new(computed) : null;

    /// <summary>The value of an attribute that is there; null for a thunk.</summary>
    public Value? Find(NixAttrs set, int symbol) => IsComputed(set, symbol, "") ? null : Op.Force(set.Find(symbol)!);

    /// <summary>Whether an element of a list is a thunk.</summary>
    public bool HasComputedElement(NixAttrs set, int symbol) => IsComputed(set, symbol, "[]");

    private bool IsComputed(NixAttrs set, int symbol, string element) =>
        Positions.Resolve(set.PositionOf(symbol)) is { } at && _computed.Contains((at.Line, at.Column, Symbols.Name(symbol) + element));

    /// <summary>An attribute that is there.</summary>
    /// <exception cref="EvalException">It is something else.</exception>
    public T Typed<T>(NixAttrs set, int symbol, string expected)
        where T : Value
    {
        Value? value = Find(set, symbol);
        return value as T ?? throw Wrong(expected, value, set.PositionOf(symbol));
    }

    public static string Kind(Value? value) => value == null ? "a thunk" : TypeNames.WithArticle(value);

    public static EvalException Wrong(string expected, Value? found, int place) =>
        EvalErrors.Evaluation($"expected {expected} but got {Kind(found)} at {Positions.Show(place)}", 0);
}
