namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Lists in order.</summary>
public static partial class ListBuiltins
{
    /// <summary>Manual, builtins.sort: stable.</summary>
    public static Value Sort(Value less, Value list, int pos)
    {
        NixList items = Op.ForceList(list, pos);
        if (items.Count == 0)
        {
            return items;
        }

        less = Op.ForceFunction(less, pos);
        Slot[] sorted = Evaluated(items);
        bool builtin = less is Builtin { Name: "lessThan" };
        StableSort.Sort(sorted, (x, y) => builtin ? LessInSort(x, y) : Expect.Bool(
            Op.Call(less, x, y, pos), "while evaluating the return value of the sorting function passed to builtins.sort"));
        return NixList.Of(sorted);
    }

    /// <summary>All elements of a list that is not empty, evaluated, in an array of their own.</summary>
    private static Slot[] Evaluated(NixList items)
    {
        var all = new Slot[items.Count];
        for (int i = 0; i < all.Length; i++)
        {
            Value taken = items.Take(i, now: true);
            Op.Force(taken);
            all[i] = items.Taken(i, taken);
        }

        return all;
    }

    private static bool LessInSort(Value x, Value y)
    {
        try
        {
            return Op.Less(x, y, 0);
        }
        catch (EvalException e) when (e.AddFrame("while evaluating the ordering function passed to builtins.sort", 0))
        {
            throw;
        }
    }
}
