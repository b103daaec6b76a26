using System.Threading;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// The names in the second argument of <c>removeAttrs</c>, as symbols. Those of the last lists are kept: a package set removes the same two dozen
/// names from the attributes of each of its packages.
/// </summary>
internal sealed class RemovedNames
{
    // Fewer take no time.
    private const int SmallestKept = 5;

    // By their length: lists that are made for one call, of attrNames say, mostly have another one.
    private static readonly PerSession<RemovedNames?[]> s_last = new(() => new RemovedNames?[16]);

    private readonly NixList _list;
    private readonly int[] _symbols;

    private RemovedNames(NixList list, int[] symbols)
    {
        _list = list;
        _symbols = symbols;
    }

    /// <exception cref="EvalException">An element is no string, or has a context.</exception>
    public static int[] Of(NixList list)
    {
        RemovedNames?[] all = s_last.Value;
        ref RemovedNames? kept = ref all[list.Count % all.Length];
        RemovedNames? last = Volatile.Read(ref kept);
        if (last != null && ReferenceEquals(last._list, list))
        {
            return last._symbols;
        }

        int[] symbols = Intern(list);
        if (symbols.Length >= SmallestKept)
        {
            kept = new RemovedNames(list, symbols);
        }

        return symbols;
    }

    private static int[] Intern(NixList list)
    {
        var symbols = new int[list.Count];
        for (int i = 0; i < symbols.Length; i++)
        {
            // Known from now on, as in Nix: a set that comes later may have the name.
            symbols[i] = Symbols.Intern(Expect.StringNoContext(
                list.Evaluated(i), "while evaluating the values of the second argument passed to builtins.removeAttrs"));
        }

        return symbols;
    }
}
