using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;

namespace Tvix.Aot.Runtime.Store;

/// <summary>A store derivation (derivations.cc): what a .drv file holds, and its hash modulo fixed outputs.</summary>
internal sealed class Derivation
{
    private static readonly string s_impureHash = HashOf("impure");

    // Used while the evaluation lock is held.
    private static readonly ByteBuffer s_text = new();

    // The inputs are complete when they are asked for, and what stands for them does not change.
    private SortedList<string, NameSet>? _hashedInputs;
    private bool _isDeferred;

    public SortedList<string, DerivationOutput> Outputs { get; } = new(StringComparer.Ordinal);

    public SortedList<string, NameSet> InputDerivations { get; } = new(StringComparer.Ordinal);

    public NameSet InputSources { get; } = new();

    public string Platform { get; set; } = "";

    public string Builder { get; set; } = "";

    public List<string> Arguments { get; } = [];

    public SortedList<string, string> Environment { get; } = new(32, StringComparer.Ordinal);

    /// <summary>The path of the .drv file, which is written where the evaluation has a store; later derivations can refer to it.</summary>
    public string Register(string name)
    {
        var references = new NameSet();
        references.AddAll(InputSources);
        foreach (string input in InputDerivations.Keys)
        {
            references.Add(input);
        }

        s_text.Clear();
        DerivationText.Write(s_text, this, maskOutputs: false, null);
        string path = StorePaths.AddText(name + StorePaths.DerivationExtension, s_text, references.Items);
        KnownDerivation.Add(path, this);
        return path;
    }

    /// <summary>The hash that output paths are made of: the text with outputs masked and inputs by their own such hash. Null when an input's is not known yet.</summary>
    public string? HashForOutputs()
    {
        bool deferred = false;
        SortedList<string, NameSet> inputs = HashedInputs(ref deferred);
        return deferred ? null : HashOf(maskOutputs: true, inputs);
    }

    /// <summary>What stands for this derivation in the hashes of those that use it (hashDerivationModulo).</summary>
    public ModuloHash HashModulo()
    {
        DerivationOutput first = Outputs.Values.First();
        switch (first.Kind)
        {
            case OutputKind.Fixed:
                return new ModuloHash(HashOf($"fixed:out:{first.MethodAlgorithm}:{first.Hash}:{first.Path}"), false);
            case OutputKind.Impure:
                return new ModuloHash(s_impureHash, true);
        }

        bool deferred = first.Kind == OutputKind.Floating;
        SortedList<string, NameSet> inputs = HashedInputs(ref deferred);
        return new ModuloHash(HashOf(maskOutputs: false, inputs), deferred);
    }

    private string HashOf(bool maskOutputs, SortedList<string, NameSet> inputs)
    {
        s_text.Clear();
        DerivationText.Write(s_text, this, maskOutputs, inputs);
        return s_text.HexSha256();
    }

    private SortedList<string, NameSet> HashedInputs(ref bool deferred)
    {
        if (_hashedInputs == null)
        {
            _hashedInputs = ComputeHashedInputs(ref _isDeferred);
        }

        deferred |= _isDeferred;
        return _hashedInputs;
    }

    private SortedList<string, NameSet> ComputeHashedInputs(ref bool deferred)
    {
        var hashed = new SortedList<string, NameSet>(InputDerivations.Count, StringComparer.Ordinal);
        foreach ((string path, NameSet outputs) in InputDerivations)
        {
            KnownDerivation input = KnownDerivation.Find(path) ?? throw EvalErrors.Evaluation($"path '{path}' is not valid");
            ModuloHash hash = input.HashModulo;
            deferred |= hash.IsDeferred;
            if (!hashed.TryGetValue(hash.Hash, out NameSet? names))
            {
                hashed.Add(hash.Hash, names = new NameSet());
            }

            names.AddAll(outputs);
        }

        return hashed;
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(ByteText.ToByteArray(text)));
}
