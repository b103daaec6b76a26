using System;
using System.Collections.Generic;
using System.Linq;

namespace Tvix.Aot.Runtime.Store;

/// <summary>A derivation that another one needs, and the outputs of it, in bytewise order; dynamic ones are outputs of its outputs.</summary>
internal readonly record struct DerivationInput(KnownDerivation? Known, string[] Outputs, string[] Dynamic);

/// <summary>The value of a variable in a derivation's environment: a text, or a place among those that the derivation has in quotes already.</summary>
internal readonly record struct Variable(string? Text, int Start, int Length)
{
    public static implicit operator Variable(string text) => new(text, 0, 0);
}

/// <summary>
/// A store derivation (derivations.cc) while it is made: what a .drv file holds, and its hash modulo fixed outputs.
/// </summary>
internal sealed class Derivation
{
    /// <summary>The outputs of a derivation that says nothing of them.</summary>
    public static readonly string[] OnlyOut = ["out"];

    // A derivation has one for each that is evaluated for it, and may be the last of thousands.
    private const int FirstRoom = 256;

    private static readonly Sha256Hash s_impureHash = Sha256Hash.Of("impure");

    [ThreadStatic]
    private static DerivationText? s_text;

    [ThreadStatic]
    private static NameSet? s_references;

    private readonly List<(Sha256Hash Hash, string[] Outputs)> _hashedInputs = [];
    private readonly ByteBuffer _quoted = new(FirstRoom);
    private bool _areInputsHashed;
    private bool _isDeferred;

    public NameMap<DerivationOutput> Outputs { get; } = new();

    public NameMap<DerivationInput> InputDerivations { get; } = new();

    public NameSet InputSources { get; } = new();

    public string Platform { get; set; } = "";

    public string Builder { get; set; } = "";

    public List<string> Arguments { get; } = [];

    public NameMap<Variable> Environment { get; } = new();

    /// <summary>Sets a variable whose text is not kept elsewhere.</summary>
    public void SetVariable(string name, ReadOnlySpan<char> text)
    {
        int start = _quoted.Length;
        _quoted.AppendQuoted(text);
        Environment[name] = new Variable(null, start, _quoted.Length - start);
    }

    /// <summary>Writes the value of a variable as an ATerm has it.</summary>
    public void Write(in Variable variable, ByteBuffer text)
    {
        if (variable.Text is { } value)
        {
            text.AppendQuoted(value);
        }
        else
        {
            text.Append(_quoted.Written.Slice(variable.Start, variable.Length));
        }
    }

    /// <summary>What stands for the inputs in hashes, once <see cref="HashForOutputs"/> or <see cref="HashModulo"/> was asked for.</summary>
    public IReadOnlyList<(Sha256Hash Hash, string[] Outputs)> HashedInputs => _hashedInputs;

    /// <summary>Ends the use for one derivation: the room is kept for the next.</summary>
    public void Clear()
    {
        Outputs.Clear();
        InputDerivations.Clear();
        InputSources.Clear();
        Arguments.Clear();
        Environment.Clear();
        _quoted.Clear();
        _hashedInputs.Clear();
        (Platform, Builder, _areInputsHashed, _isDeferred, HasDynamicInputs) = ("", "", false, false, false);
        s_text?.End();
    }

    /// <summary>Whether it needs outputs of derivations that others make: the .drv file then has another form.</summary>
    public bool HasDynamicInputs { get; private set; }

    /// <summary>Adds an output of another derivation to the inputs.</summary>
    public void AddInput(string drvPath, KnownDerivation? known, ContextElement element)
    {
        int index = InputDerivations.Find(drvPath);
        HasDynamicInputs |= element.IsDynamic;
        (string[] outputs, string[] dynamic) = element.IsDynamic ? (Array.Empty<string>(), [element.Output!]) : (Only(element.Output!), Array.Empty<string>());
        if (index < 0)
        {
            InputDerivations.Insert(~index, drvPath, new DerivationInput(known, outputs, dynamic));
            return;
        }

        ref DerivationInput input = ref InputDerivations.Values[index];
        input = element.IsDynamic
            ? input with { Dynamic = With(input.Dynamic, element.Output!) }
            : input with { Outputs = With(input.Outputs, element.Output!) };
    }

    private static string[] Only(string output) => output == "out" ? OnlyOut : [output];

    private static string[] With(string[] names, string name)
    {
        int index = Array.BinarySearch(names, name, StringComparer.Ordinal);
        return index >= 0 ? names : [.. names[..~index], name, .. names[~index..]];
    }

    /// <summary>Gives the .drv file a path, and writes it where the evaluation has a store; later derivations can refer to what this returns.</summary>
    public KnownDerivation Register(string name)
    {
        NameSet references = s_references ??= new();
        references.Clear();
        references.AddAll(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(InputSources.Items));
        references.AddAll(InputDerivations.Names);
        string path = StorePaths.AddText(name + StorePaths.DerivationExtension, Text(), references.Items);
        return KnownDerivation.Add(path, this);
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
                return new ModuloHash(Sha256Hash.Of($"fixed:out:{first.MethodAlgorithm}:{first.Hash}:{first.Path}"), false);
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

            ref readonly ModuloHash modulo = ref known.HashModulo;
            _isDeferred |= modulo.IsDeferred;
            AddHashed(modulo.Hash, input.Outputs);
        }
    }

    // In the order of the hashes.
    private void AddHashed(in Sha256Hash hash, string[] outputs)
    {
        int low = 0, high = _hashedInputs.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            int order = hash.CompareTo(_hashedInputs[middle].Hash);
            if (order == 0)
            {
                _hashedInputs[middle] = (hash, outputs.Aggregate(_hashedInputs[middle].Outputs, With));
                return;
            }

            (low, high) = order > 0 ? (middle + 1, high) : (low, middle);
        }

        _hashedInputs.Insert(low, (hash, outputs));
    }

}
