using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Runtime.Fetching;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Flakes;

/// <summary>What a flake.nix says of its inputs, and of how it is to be fetched itself (readFlake, src/libflake/flake.cc).</summary>
internal sealed record FlakeFile(SortedDictionary<string, FlakeInput> Inputs, InputAttributes Self)
{
    private static readonly string[] s_known = ["description", "inputs", "outputs", "nixConfig"];

    /// <param name="folder">Where the flake.nix lies.</param>
    /// <param name="reference">How messages name the flake.</param>
    /// <param name="path">Its own path as an input.</param>
    /// <exception cref="EvalException">The file is not one of a flake.</exception>
    public static FlakeFile Read(string folder, InputAttributes reference, string[] path)
    {
        string file = folder + "/flake.nix";
        if (EvalHost.Current.KindOf(file) == FileKind.Missing)
        {
            throw EvalErrors.Evaluation($"path '{file}' does not exist");
        }

        if (WrittenAttributes.Of(file) is not { } written || Modules.Import(file, 0) is not NixAttrs flake)
        {
            var error = EvalErrors.Evaluation($"file '{file}' must be an attribute set", 0);
            error.AddFrame($"while evaluating the file '{file}':", 0);
            throw error;
        }

        Optional<NixString>(written, flake, "description", "a string");
        var reader = new FlakeInputs(written, folder, path);
        SortedDictionary<string, FlakeInput> inputs = Optional<NixAttrs>(written, flake, "inputs", "a set") is { } given
            ? reader.Read(given, takesSelf: true)
            : new(StringComparer.Ordinal);
        if (!flake.Has(Symbols.Outputs))
        {
            throw EvalErrors.Evaluation($"flake '{FlakeReference.Show(reference, 0)}' lacks attribute 'outputs'");
        }

        AddFormals(Optional<NixLambda>(written, flake, "outputs", "a function")!, inputs);
        if (Optional<NixAttrs>(written, flake, "nixConfig", "a set") is { } settings)
        {
            CheckSettings(written, settings);
        }

        foreach (int symbol in flake.Shape.Keys)
        {
            if (Array.IndexOf(s_known, Symbols.Name(symbol)) < 0)
            {
                throw EvalErrors.Evaluation(
                    $"flake '{FlakeReference.Show(reference, 0)}' has an unsupported attribute '{Symbols.Name(symbol)}', at {Positions.Show(flake.PositionOf(symbol))}");
            }
        }

        return new FlakeFile(inputs, reader.Self);
    }

    /// <summary>What the outputs ask for and no input is, the registry has.</summary>
    private static void AddFormals(NixLambda outputs, SortedDictionary<string, FlakeInput> inputs)
    {
        if (outputs.Info is { Arity: 1, Formals: { } formals })
        {
            foreach (string name in formals.Symbols.Where(s => s != Symbols.Self).Select(Symbols.Name))
            {
                inputs.TryAdd(name, new FlakeInput { Reference = FlakeReference.Parse(name, 0) });
            }
        }
    }

    private static void CheckSettings(WrittenAttributes written, NixAttrs settings)
    {
        foreach (int symbol in settings.Shape.Keys)
        {
            string name = Symbols.Name(symbol);
            Value? value = written.Find(settings, symbol);
            if (value is NixList list && (written.HasComputedElement(settings, symbol) || Enumerable.Range(0, list.Count).Any(i => Op.Force(list[i]) is not NixString)))
            {
                // Nix says what the setting is, not its element.
                throw EvalErrors.Type($"list element in flake configuration setting '{name}' is a list while a string is expected", 0);
            }

            if (value is NixPath path)
            {
                // It is copied, so it has to be there.
                Store.StorePaths.CopyPath(path.Path, 0);
            }

            if (value is not (NixString or NixPath or NixInt or NixBool or NixList))
            {
                throw EvalErrors.Type($"flake configuration setting '{name}' is {WrittenAttributes.Kind(value)}", 0);
            }
        }
    }

    private static T? Optional<T>(WrittenAttributes written, NixAttrs set, string name, string expected)
        where T : Value
    {
        int symbol = Symbols.Intern(name);
        return set.Has(symbol) ? written.Typed<T>(set, symbol, expected) : null;
    }
}
