using System.Linq;
using Tvix.Aot.Runtime.Fetching;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>What a flake.nix may say (readFlake and parseFlakeInputs, src/libflake/flake.cc): checked of the flake that is asked for, not of its inputs.</summary>
internal static class FlakeFile
{
    private static readonly string[] s_known = ["description", "inputs", "outputs", "nixConfig"];
    private static readonly string[] s_ofInput = ["url", "flake", "inputs", "follows", "type"];
    private static readonly string[] s_ofSelf = ["submodules", "lfs"];

    /// <summary>The set of a flake.nix.</summary>
    /// <exception cref="EvalException">The file is not one of a flake.</exception>
    public static NixAttrs Read(string file, InputAttributes reference, int pos)
    {
        if (Modules.Import(file, pos) is not NixAttrs flake)
        {
            var error = EvalErrors.Evaluation($"file '{file}' must be an attribute set", 0);
            error.AddFrame($"while evaluating the file '{file}':", 0);
            throw error;
        }

        Typed<NixString>(flake, "description", "a string");
        if (Typed<NixAttrs>(flake, "inputs", "a set") is { } inputs)
        {
            CheckInputs(inputs);
        }

        if (!flake.Has(Symbols.Outputs))
        {
            throw EvalErrors.Evaluation($"flake '{FlakeReference.Show(reference, pos)}' lacks attribute 'outputs'", 0);
        }

        Typed<NixLambda>(flake, "outputs", "a function");
        if (Typed<NixAttrs>(flake, "nixConfig", "a set") is { } settings)
        {
            CheckSettings(settings);
        }

        if (Unknown(flake, s_known) is var (name, at))
        {
            throw EvalErrors.Evaluation($"flake '{FlakeReference.Show(reference, pos)}' has an unsupported attribute '{name}', at {at}", 0);
        }

        return flake;
    }

    /// <summary>Whether there are inputs beside itself: those that it names, and arguments of its outputs that no input has.</summary>
    public static bool HasInputs(NixAttrs flake)
    {
        int self = Symbols.Self;
        return (Typed<NixAttrs>(flake, "inputs", "a set") is { } inputs && inputs.Shape.Keys.Any(k => k != self))
            || (Typed<NixLambda>(flake, "outputs", "a function")?.Info is { Arity: 1, Formals: { } formals } && formals.Symbols.Any(s => s != self));
    }

    /// <summary>Whether the flake wants itself fetched with its submodules (<c>inputs.self.submodules</c>).</summary>
    public static bool WantsSubmodules(NixAttrs flake) =>
        Typed<NixAttrs>(flake, "inputs", "a set") is { } inputs && Typed<NixAttrs>(inputs, "self", "a set") is { } self
        && self.Find(Symbols.Intern("submodules")) is { } value && ReferenceEquals(Op.Force(value), NixBool.True);

    private static void CheckInputs(NixAttrs inputs)
    {
        int urlName = Symbols.Intern("url");
        foreach (int symbol in inputs.Shape.Keys)
        {
            NixAttrs input = Typed<NixAttrs>(inputs, Symbols.Name(symbol), "a set")!;
            if (symbol == Symbols.Self)
            {
                if (Unknown(input, s_ofSelf) is var (attribute, _))
                {
                    throw EvalErrors.Evaluation($"flake 'self' attribute '{attribute}' is not supported", 0);
                }
            }
            else if (Op.Force(input.Find(urlName) ?? NixNull.Instance) is var url and not (NixNull or NixString or NixPath))
            {
                EvalException error = Wrong("a string or a path", url, PlaceOf(input, urlName));
                error.AddFrame("while evaluating flake attribute 'url'", input.PositionOf(urlName));
                throw error;
            }
            else if (!input.Has(Symbols.Type) && Unknown(input, s_ofInput) is var (name, at))
            {
                throw EvalErrors.Evaluation($"unexpected flake input attribute '{name}', at {at}", 0);
            }
        }
    }

    private static void CheckSettings(NixAttrs settings)
    {
        foreach (int symbol in settings.Shape.Keys)
        {
            string name = Symbols.Name(symbol);
            Value value = Op.Force(settings.Find(symbol)!);
            if (value is NixList list && Enumerable.Range(0, list.Count).Any(i => Op.Force(list[i]) is not NixString))
            {
                // Nix says what the setting is, not its element.
                throw EvalErrors.Type($"list element in flake configuration setting '{name}' is a list while a string is expected", 0);
            }

            if (value is not (NixString or NixPath or NixInt or NixBool or NixList))
            {
                throw EvalErrors.Type($"flake configuration setting '{name}' is {TypeNames.WithArticle(value)}", 0);
            }
        }
    }

    private static T? Typed<T>(NixAttrs set, string name, string expected)
        where T : Value
    {
        int symbol = Symbols.Intern(name);
        return set.Find(symbol) is not { } value ? null : Op.Force(value) as T ?? throw Wrong(expected, Op.Force(value), PlaceOf(set, symbol));
    }

    private static EvalException Wrong(string expected, Value found, string place) =>
        EvalErrors.Evaluation($"expected {expected} but got {TypeNames.WithArticle(found)} at {place}", 0);

    private static (string Name, string Place)? Unknown(NixAttrs set, string[] known)
    {
        foreach (int symbol in set.Shape.Keys)
        {
            string name = Symbols.Name(symbol);
            if (System.Array.IndexOf(known, name) < 0)
            {
                return (name, PlaceOf(set, symbol));
            }
        }

        return null;
    }

    private static string PlaceOf(NixAttrs set, int symbol) =>
        Positions.Resolve(set.PositionOf(symbol)) is { } at ? $"{at.File}:{at.Line}:{at.Column}" : "«none»";
}
