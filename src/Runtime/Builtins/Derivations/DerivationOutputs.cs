using System;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>What the attributes of a derivation say of its outputs.</summary>
internal sealed class OutputSettings
{
    private readonly DerivationDraft _draft;

    public OutputSettings(DerivationDraft draft) => _draft = draft;

    /// <summary>Nothing was said.</summary>
    public void Clear()
    {
        (Names, Hash, Algorithm, Method) = (Derivation.OnlyOut, null, null, null);
        IsContentAddressed = IsImpure = false;
    }

    /// <summary>In bytewise order.</summary>
    public string[] Names { get; private set; } = Derivation.OnlyOut;

    public string? Hash { get; set; }

    public string? Algorithm { get; set; }

    public IngestionMethod? Method { get; private set; }

    public bool IsContentAddressed { get; set; }

    public bool IsImpure { get; set; }

    public bool IsOnlyOut => Names is ["out"];

    public void SetMode(string mode)
    {
        int pos = _draft.Pos;
        Method = ContentAddress.Parse(mode)
            ?? throw EvalErrors.Evaluation($"invalid value '{mode}' for 'outputHashMode' attribute", pos);
        if (Method == IngestionMethod.Text)
        {
            EvalHost.Current.Features.Require("dynamic-derivations", pos, $"text-hashed derivation '{_draft.Name}', outputHashMode = \"text\"");
        }
        else if (Method == IngestionMethod.Git)
        {
            EvalHost.Current.Features.Require("git-hashing", pos);
        }
    }

    public void SetNames(string[] names)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (Array.IndexOf(names, names[i], 0, i) >= 0)
            {
                throw EvalErrors.Evaluation($"duplicate derivation output '{names[i]}'", _draft.Pos);
            }

            if (names[i] == "drvPath")
            {
                throw EvalErrors.Evaluation("invalid derivation output name 'drvPath'", _draft.Pos);
            }
        }

        if (names.Length == 0)
        {
            throw EvalErrors.Evaluation("derivation cannot have an empty set of outputs", _draft.Pos);
        }

        Names = (string[])names.Clone();
        Array.Sort(Names, StringComparer.Ordinal);
    }
}

/// <summary>The second half of derivationStrict: inputs from the context, output paths, the result.</summary>
internal static class DerivationOutputs
{
    private static readonly PerSession<SetShape> s_onlyOut = new(() => new SetShape([Symbols.DrvPath, Symbols.Intern("out")]));

    public static NixAttrs Finish(DerivationDraft draft)
    {
        Derivation drv = draft.Drv;
        OutputSettings outputs = draft.Outputs;
        DerivationInputs.Add(drv, draft.Contexts);
        Require(drv.Builder, "builder", draft.Pos);
        Require(drv.Platform, "system", draft.Pos);
        if (draft.Name.EndsWith(StorePaths.DerivationExtension, StringComparison.Ordinal)
            && !(outputs.Method == IngestionMethod.Text && outputs.IsOnlyOut))
        {
            throw EvalErrors.Evaluation("derivation names are allowed to end in '.drv' only if they produce a single derivation file", draft.Pos);
        }

        if (outputs.Hash != null)
        {
            AddFixed(draft, outputs.Hash);
        }
        else if (outputs.IsContentAddressed || outputs.IsImpure)
        {
            AddFloating(draft);
        }
        else
        {
            AddInputAddressed(draft);
        }

        return Result(drv, drv.Register(draft.Name));
    }

    private static void Require(string value, string attribute, int pos)
    {
        if (value.Length == 0)
        {
            throw EvalErrors.Evaluation($"required attribute '{attribute}' missing", pos);
        }
    }

    private static void AddFixed(DerivationDraft draft, string text)
    {
        OutputSettings outputs = draft.Outputs;
        if (!outputs.IsOnlyOut)
        {
            throw EvalErrors.Evaluation("multiple outputs are not supported in fixed-output derivations", draft.Pos);
        }

        (string algorithm, byte[] hash) = HashBuiltins.ParseOrEmpty(text, outputs.Algorithm, draft.Pos);
        IngestionMethod method = outputs.Method ?? IngestionMethod.Flat;
        string path = ContentAddress.PathOf(method, algorithm, hash, draft.Name);
        draft.Drv.Outputs["out"] = new DerivationOutput(
            OutputKind.Fixed, path, ContentAddress.Prefix(method) + algorithm, Convert.ToHexStringLower(hash));
        draft.Drv.Environment["out"] = path;
    }

    private static void AddFloating(DerivationDraft draft)
    {
        OutputSettings outputs = draft.Outputs;
        if (outputs.IsContentAddressed && outputs.IsImpure)
        {
            throw EvalErrors.Evaluation("derivation cannot be both content-addressed and impure", draft.Pos);
        }

        string method = ContentAddress.Prefix(outputs.Method ?? IngestionMethod.Nar) + (outputs.Algorithm ?? "sha256");
        foreach (string output in outputs.Names)
        {
            draft.Drv.Environment[output] = Placeholders.Own(output);
            draft.Drv.Outputs[output] = new DerivationOutput(outputs.IsImpure ? OutputKind.Impure : OutputKind.Floating, "", method);
        }
    }

    private static void AddInputAddressed(DerivationDraft draft)
    {
        Derivation drv = draft.Drv;
        foreach (string output in draft.Outputs.Names)
        {
            drv.Environment[output] = "";
            drv.Outputs[output] = new DerivationOutput(OutputKind.Deferred);
        }

        if (drv.HashForOutputs() is not { } hash)
        {
            return;
        }

        foreach (string output in draft.Outputs.Names)
        {
            string path = StorePaths.MakeOutput(output, hash, StorePaths.OutputName(draft.Name, output));
            drv.Environment[output] = path;
            drv.Outputs[output] = new DerivationOutput(OutputKind.InputAddressed, path);
        }
    }

    private static NixAttrs Result(Derivation drv, KnownDerivation known)
    {
        var drvPath = new NixString(known.Path, StringContext.Of(ContextElement.Deep(known)));
        if (drv.Outputs.Count == 1 && drv.Outputs.Names[0] == "out")
        {
            return s_onlyOut.Value.Make(drvPath, PathOf(drv, known, 0));
        }

        var result = new AttrsBuilder(1 + drv.Outputs.Count);
        result.Add(Symbols.DrvPath, drvPath);
        for (int i = 0; i < drv.Outputs.Count; i++)
        {
            result.Add(drv.Outputs.Names[i], PathOf(drv, known, i));
        }

        return result.ToAttrs();
    }

    private static NixString PathOf(Derivation drv, KnownDerivation known, int index)
    {
        (string name, DerivationOutput output) = (drv.Outputs.Names[index], drv.Outputs.Values[index]);
        string text = output.Path.Length > 0 ? output.Path : Placeholders.Downstream(known.Path, name);
        return new NixString(text, StringContext.Of(ContextElement.Built(known, name)));
    }
}
