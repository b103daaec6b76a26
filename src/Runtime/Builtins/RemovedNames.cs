using System.Threading;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// The names in the second argument of <c>removeAttrs</c>, as symbols. Those of the last list are kept: a package set removes the same two dozen
/// names from the attributes of each of its packages.
/// </summary>
internal sealed class RemovedNames
{
    // A few names take less time than what another list left here.
    private const int SmallestKept = 5;

    private static RemovedNames? s_last;

    private readonly NixList _list;
    private readonly int _session = Session.Number;
    private readonly int[] _symbols;

    private RemovedNames(NixList list, int[] symbols)
    {
        _list = list;
        _symbols = symbols;
    }

    /// <exception cref="EvalException">An element is no string, or has a context.</exception>
    public static int[] Of(NixList list)
    {
        RemovedNames? last = Volatile.Read(ref s_last);
        if (last != null && ReferenceEquals(last._list, list) && last._session == Session.Number)
        {
            return last._symbols;
        }

        int[] symbols = Intern(list);
        if (symbols.Length >= SmallestKept)
        {
            s_last = new RemovedNames(list, symbols);
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
