using System;
using System.Linq;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime;

/// <summary>
/// A store path that a string refers to (NixStringContextElem): the path as it is (opaque), a derivation and all its outputs, or one
/// output of a derivation. As text, <c>/nix/store/…</c>, <c>=/nix/store/….drv</c> and <c>!out!/nix/store/….drv</c>. Where an output is a
/// derivation itself, its outputs can be referred to as well: <c>out^lib</c> is the output lib of the derivation that is the output out.
/// </summary>
internal readonly struct ContextElement : IComparable<ContextElement>, IEquatable<ContextElement>
{
    // No output has such a name: byte strings hold no NUL.
    private const string All = "\0";

    private const char Of = '^';

    // A string; or what is known of the derivation, where it was made by this evaluation.
    private readonly object _target;
    private readonly string? _output;

    private ContextElement(object target, string? output)
    {
        _target = target;
        _output = output;
    }

    public string Path => _target as string ?? ((KnownDerivation)_target).Path;

    /// <summary>What is known of the derivation that this refers to; null for a plain path, and for derivations of other evaluations.</summary>
    public KnownDerivation? Derivation => IsOpaque ? null : _target as KnownDerivation ?? KnownDerivation.Find(Path);

    /// <summary>Whether it is the path as it is.</summary>
    public bool IsOpaque => _output is null;

    /// <summary>Whether it is a derivation with all its outputs.</summary>
    public bool IsDeep => ReferenceEquals(_output, All);

    /// <summary>The output of a derivation that it is; else null.</summary>
    public string? Output => IsDeep ? null : _output;

    /// <summary>Whether it is an output of a derivation that another derivation makes.</summary>
    public bool IsDynamic => Output is { } output && IsOfAnother(output);

    /// <summary>Whether an output is one of a derivation that another derivation makes.</summary>
    public static bool IsOfAnother(string output) => output.Contains(Of, StringComparison.Ordinal);

    /// <summary>The names of outputs, from that of the known derivation on.</summary>
    public static string[] Chain(string output) => output.Split(Of);

    /// <summary>The output that it is, of whatever derivation.</summary>
    public string LastOutput => Output![(Output!.LastIndexOf(Of) + 1)..];

    /// <summary>As messages show the derivation that <see cref="LastOutput"/> is of.</summary>
    public string ToMaker() => IsDynamic ? $"{Path}{Of}{Output![..Output!.LastIndexOf(Of)]}" : Path;

    /// <summary>An output of the derivation that this output is.</summary>
    public ContextElement Then(string output) => new(_target, $"{_output}{Of}{output}");

    public static ContextElement Opaque(string path) => new(path, null);

    public static ContextElement Deep(string drvPath) => new(drvPath, All);

    public static ContextElement Deep(KnownDerivation derivation) => new(derivation, All);

    public static ContextElement Built(string drvPath, string output) => new(drvPath, output);

    public static ContextElement Built(KnownDerivation derivation, string output) => new(derivation, output);

    public bool Equals(ContextElement other) => (ReferenceEquals(_target, other._target) && ReferenceEquals(_output, other._output)) || CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is ContextElement other && Equals(other);

    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);

    /// <summary>The order of NixStringContextElem: paths, derivations, outputs, and among these the derivation before the output.</summary>
    public int CompareTo(ContextElement other)
    {
        int order = Rank.CompareTo(other.Rank);
        order = order != 0 || ReferenceEquals(_target, other._target) ? order : string.CompareOrdinal(Path, other.Path);
        return order != 0 || ReferenceEquals(_output, other._output) ? order : CompareOutputs(_output!, other._output!);
    }

    // An output of another derivation's output is behind all that are not, whatever they are of.
    private int Rank => IsOpaque ? 0 : IsDeep ? 1 : 2 + _output!.AsSpan().Count(Of);

    // Name by name: what ends a name is less than any byte of one.
    private static int CompareOutputs(string a, string b)
    {
        int same = a.AsSpan().CommonPrefixLength(b);
        return At(a, same).CompareTo(At(b, same));

        static int At(string text, int at) => at == text.Length ? -1 : text[at] == Of ? 0 : text[at];
    }

    /// <summary>As messages show it: a store path, <c>….drv (deep)</c>, or <c>….drv^output</c>.</summary>
    public override string ToString() => IsDeep ? $"{Path} (deep)" : Output is { } output ? $"{Path}^{output}" : Path;

    /// <summary>The text without the store directory, as some messages have it: <c>!out!hash-name.drv</c>.</summary>
    public string ToShortText() => (IsOpaque ? "" : IsDeep ? "=" : $"!{string.Join('!', Enumerable.Reverse(Chain(_output!)))}!") + BaseName;

    /// <summary>The path without the store directory.</summary>
    public string BaseName => Path[(Path.LastIndexOf('/') + 1)..];
}
