using System;
using System.Collections.Generic;
using System.Linq;

namespace Tvix.Aot.Runtime.Store;

/// <summary>A derivation that another one needs, and the outputs of it, in bytewise order.</summary>
internal readonly record struct DerivationInput(KnownDerivation? Known, string[] Outputs);

/// <summary>
/// A store derivation (derivations.cc) while it is made: what a .drv file holds, and its hash modulo fixed outputs. Taken and
/// given back, so that package after package of a thread uses the same room.
/// </summary>
internal sealed class Derivation
{
    /// <summary>The outputs of a derivation that says nothing of them.</summary>
    public static readonly string[] OnlyOut = ["out"];

    private static readonly Sha256Hash s_impureHash = HashOf("impure");

    [ThreadStatic]
    private static DerivationText? s_text;

    [ThreadStatic]
    private static NameSet? s_references;

    [ThreadStatic]
    private static Stack<Derivation>? s_spare;

    private readonly List<(Sha256Hash Hash, string[] Outputs)> _hashedInputs = [];
    private bool _areInputsHashed;
    private bool _isDeferred;

    private Derivation()
    {
    }

    public NameMap<DerivationOutput> Outputs { get; } = new();

    public NameMap<DerivationInput> InputDerivations { get; } = new();

    public NameSet InputSources { get; } = new();

    public string Platform { get; set; } = "";

    public string Builder { get; set; } = "";

    public List<string> Arguments { get; } = [];

    public NameMap<string> Environment { get; } = new();

    /// <summary>What stands for the inputs in hashes, once <see cref="HashForOutputs"/> or <see cref="HashModulo"/> was asked for.</summary>
    public IReadOnlyList<(Sha256Hash Hash, string[] Outputs)> HashedInputs => _hashedInputs;

    /// <summary>An empty one.</summary>
    public static Derivation Take() => s_spare is { } stack && stack.TryPop(out Derivation? spare) ? spare : new Derivation();

    /// <summary>Ends the use of this one.</summary>
    public void GiveBack()
    {
        Outputs.Clear();
        InputDerivations.Clear();
        InputSources.Clear();
        Arguments.Clear();
        Environment.Clear();
        _hashedInputs.Clear();
        (Platform, Builder, _areInputsHashed, _isDeferred) = ("", "", false, false);
        s_text?.End();
        (s_spare ??= []).Push(this);
    }

    /// <summary>Adds an output of another derivation to the inputs.</summary>
    public void AddInput(string drvPath, KnownDerivation? known, ReadOnlySpan<char> output)
    {
        int index = InputDerivations.Find(drvPath);
        if (index < 0)
        {
            InputDerivations.Insert(~index, drvPath, new DerivationInput(known, Only(output)));
            return;
        }

        ref DerivationInput input = ref InputDerivations.Values[index];
        input = input with { Outputs = With(input.Outputs, output.ToString()) };
    }

    private static string[] Only(ReadOnlySpan<char> output) => output is "out" ? OnlyOut : [output.ToString()];

    private static string[] With(string[] names, string name)
    {
        int index = Array.BinarySearch(names, name, StringComparer.Ordinal);
        return index >= 0 ? names : [.. names[..~index], name, .. names[~index..]];
    }

    /// <summary>The path of the .drv file, which is written where the evaluation has a store; later derivations can refer to it.</summary>
    public string Register(string name)
    {
        NameSet references = s_references ??= new();
        references.Clear();
        references.AddAll(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(InputSources.Items));
        references.AddAll(InputDerivations.Names);
        string path = StorePaths.AddText(name + StorePaths.DerivationExtension, Text(), references.Items);
        KnownDerivation.Add(path, this);
        return path;
    }

    /// <summary>The hash that output paths are made of: the text with outputs masked and inputs by their own such hash. Null when an input's is not known yet.</summary>
    public Sha256Hash? HashForOutputs()
    {
        HashInputs();
        return _isDeferred ? null : Text().Hash(maskOutputs: true, hashInputs: true);
    }

    /// <summary>What stands for this derivation in the hashes of those that use it (hashDerivationModulo).</summary>
    public ModuloHash HashModulo()
    {
        DerivationOutput first = Outputs.Values[0];
        switch (first.Kind)
        {
            case OutputKind.Fixed:
                return new ModuloHash(HashOf($"fixed:out:{first.MethodAlgorithm}:{first.Hash}:{first.Path}"), false);
            case OutputKind.Impure:
                return new ModuloHash(s_impureHash, true);
        }

        HashInputs();
        return new ModuloHash(Text().Hash(maskOutputs: false, hashInputs: true), _isDeferred || first.Kind == OutputKind.Floating);
    }

    // Nothing is evaluated from the first text of a derivation to its last one, so that no other comes between.
    private DerivationText Text()
    {
        DerivationText text = s_text ??= new();
        if (text.Written != this)
        {
            text.Begin(this);
        }

        return text;
    }

    // The inputs are complete when they are asked for, and what stands for them does not change.
    private void HashInputs()
    {
        if (_areInputsHashed)
        {
            return;
        }

        _areInputsHashed = true;
        for (int i = 0; i < InputDerivations.Count; i++)
        {
            DerivationInput input = InputDerivations.Values[i];
            if (input.Known is not { } known)
            {
                throw EvalErrors.Evaluation($"path '{InputDerivations.Names[i]}' is not valid");
            }

            _isDeferred |= known.HashModulo.IsDeferred;
            AddHashed(known.HashModulo.Hash, input.Outputs);
        }
    }

    // In the order of the hashes.
    private void AddHashed(Sha256Hash hash, string[] outputs)
    {
        int low = 0, high = _hashedInputs.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (Sha256Hash other, string[] known) = _hashedInputs[middle];
            if (other == hash)
            {
                _hashedInputs[middle] = (hash, outputs.Aggregate(known, With));
                return;
            }

            (low, high) = other.CompareTo(hash) < 0 ? (middle + 1, high) : (low, middle);
        }

        _hashedInputs.Insert(low, (hash, outputs));
    }

    private static Sha256Hash HashOf(string text) => Sha256Hash.Of(ByteText.ToByteArray(text));
}
