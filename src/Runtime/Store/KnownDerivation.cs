using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Store;

/// <summary>A hash, and whether it waits for the outputs of content-addressed inputs to be built.</summary>
internal sealed record ModuloHash(string Hash, bool IsDeferred);

/// <summary>
/// A derivation that this evaluation has made, as later ones refer to it. Its text goes as soon as its hash is known: that of
/// ten thousand derivations is most of what an evaluation of a package set would keep.
/// </summary>
internal sealed class KnownDerivation
{
    private static readonly Dictionary<string, KnownDerivation> s_all = new(StringComparer.Ordinal);

    private Derivation? _whole;
    private ModuloHash? _hash;

    private KnownDerivation(Derivation drv)
    {
        _whole = drv;
        Outputs = drv.Outputs.Select(o => (o.Key, o.Value.Path)).ToArray();
        if (EvalHost.Current.Store != null)
        {
            References = (drv.InputSources.Items.ToArray(), drv.InputDerivations.Keys.ToArray());
        }
    }

    public (string Name, string Path)[] Outputs { get; }

    /// <summary>Sources and derivations that it needs; kept where the evaluation has a store, which is asked for closures.</summary>
    public (string[] Sources, string[] Derivations) References { get; } = ([], []);

    /// <summary>What stands for it in the hashes of those that use it.</summary>
    public ModuloHash HashModulo
    {
        get
        {
            if (_hash == null)
            {
                _hash = _whole!.HashModulo();
                _whole = null;
            }

            return _hash;
        }
    }

    public static KnownDerivation? Find(string drvPath) => s_all.TryGetValue(drvPath, out KnownDerivation? d) ? d : null;

    // The same derivation made twice is the same text: what is known of it stays.
    public static void Add(string drvPath, Derivation drv)
    {
        if (!s_all.ContainsKey(drvPath))
        {
            s_all.Add(drvPath, new KnownDerivation(drv));
        }
    }

    public static void Forget() => s_all.Clear();
}
