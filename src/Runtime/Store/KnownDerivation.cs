using System;
using System.Collections.Generic;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Store;

/// <summary>A hash, and whether it waits for the outputs of content-addressed inputs to be built.</summary>
internal readonly record struct ModuloHash(Sha256Hash Hash, bool IsDeferred);

/// <summary>
/// A derivation that this evaluation has made, as later ones refer to it. Its text is not kept: that of ten thousand
/// derivations would be most of what an evaluation of a package set keeps.
/// </summary>
internal sealed class KnownDerivation
{
    private static readonly System.Threading.Lock s_lock = new();

    private readonly ModuloHash _hashModulo;

    private KnownDerivation(string path, Derivation drv)
    {
        Path = path;
        _hashModulo = drv.HashModulo();
        Outputs = new (string, string)[drv.Outputs.Count];
        for (int i = 0; i < Outputs.Length; i++)
        {
            Outputs[i] = (drv.Outputs.Names[i], drv.Outputs.Values[i].Path);
        }

        if (EvalHost.Current.Store != null)
        {
            References = (drv.InputSources.Items.ToArray(), drv.InputDerivations.Names.ToArray());
        }
    }

    /// <summary>The path of the .drv file.</summary>
    public string Path { get; }

    public (string Name, string Path)[] Outputs { get; }

    /// <summary>Sources and derivations that it needs; kept where the evaluation has a store, which is asked for closures.</summary>
    public (string[] Sources, string[] Derivations) References { get; } = ([], []);

    /// <summary>What stands for it in the hashes of those that use it.</summary>
    public ref readonly ModuloHash HashModulo => ref _hashModulo;

    public static KnownDerivation? Find(ReadOnlySpan<char> drvPath)
    {
        lock (s_lock)
        {
            return Session.Current.Derivations.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(drvPath, out KnownDerivation? d) ? d : null;
        }
    }

    // The same derivation made twice is the same text: what is known of it stays.
    public static KnownDerivation Add(string drvPath, Derivation drv)
    {
        if (Find(drvPath) is { } earlier)
        {
            return earlier;
        }

        var known = new KnownDerivation(drvPath, drv);
        Dictionary<string, KnownDerivation> all = Session.Current.Derivations;
        lock (s_lock)
        {
            return all.TryAdd(drvPath, known) ? known : all[drvPath];
        }
    }
}
