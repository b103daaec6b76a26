using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Language.Binding;

/// <summary>
/// The order in which Nix binds the attributes of a set and the defaults of formals: that of their symbols, which it makes of its own
/// names first, then of those of the texts that it read before, then of those of this one (ExprAttrs::bindVars, ExprLambda::bindVars).
/// </summary>
internal sealed class BindingOrder
{
    private readonly Dictionary<string, int> _ranks = new(StringComparer.Ordinal);
    private readonly Dictionary<object, int[]> _orders = new(Core.ByIdentity.Instance);

    /// <param name="before">What the evaluation had before, in the order of the symbols; null where none is under way.</param>
    /// <param name="names">Of the text, in the order of their first occurrence.</param>
    public BindingOrder(IEnumerable<string>? before, IEnumerable<string> names)
    {
        foreach (string name in (before ?? SymbolOrder.Static.Split(' ').Concat(SymbolOrder.Names.Split(' '))).Concat(names))
        {
            if (!_ranks.ContainsKey(name))
            {
                _ranks.Add(name, _ranks.Count);
            }
        }
    }

    /// <summary>Which item comes as number <paramref name="n"/>.</summary>
    public int PlaceOf<T>(int n, IReadOnlyList<T> items, Func<T, string> name)
    {
        if (!_orders.TryGetValue(items, out int[]? order))
        {
            order = Enumerable.Range(0, items.Count).OrderBy(i => RankOf(name(items[i]))).ToArray();
            _orders.Add(items, order);
        }

        return order[n];
    }

    /// <summary>Where a name stands in the order.</summary>
    public int RankOf(string name) => _ranks.TryGetValue(name, out int rank) ? rank : int.MaxValue;
}
