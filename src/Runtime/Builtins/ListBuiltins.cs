using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Lists.</summary>
public static class ListBuiltins
{
    public static Value Length(Value list, int pos) => NixInt.Of(Op.ForceList(list, pos).Count);

    public static Value Head(Value list, int pos)
    {
        NixList items = Op.ForceList(list, pos);
        return items.Count > 0 ? Op.Force(items[0]) : throw EvalErrors.Evaluation("'builtins.head' called on an empty list", pos);
    }

    public static Value Tail(Value list, int pos)
    {
        NixList items = Op.ForceList(list, pos);
        return items.Count > 0 ? items.Window(1, items.Count - 1) : throw EvalErrors.Evaluation("'builtins.tail' called on an empty list", pos);
    }

    public static Value ElemAt(Value list, Value index, int pos)
    {
        long at = Op.ForceInt(index, pos);
        NixList items = Op.ForceList(list, pos);
        return at >= 0 && at < items.Count
            ? Op.Force(items[(int)at])
            : throw EvalErrors.Evaluation($"'builtins.elemAt' called with index {at} on a list of size {items.Count}", pos);
    }

    /// <summary>Manual, builtins.map: the function is forced when the list is not empty, the items stay lazy.</summary>
    public static Value Map(Value f, Value list, int pos)
    {
        NixList items = Op.ForceList(list, pos);
        if (items.Count == 0)
        {
            return items;
        }

        f = Op.ForceFunction(f, pos);
        var mapped = new Slot[items.Count];
        for (int i = 0; i < mapped.Length; i++)
        {
            mapped[i].V = Op.LazyCall(f, items[i]);
        }

        return NixList.Of(mapped);
    }

    /// <summary>Manual, builtins.filter: the same list when nothing is dropped.</summary>
    public static Value Filter(Value f, Value list, int pos)
    {
        NixList items = Op.ForceList(list, pos);
        if (items.Count == 0)
        {
            return items;
        }

        f = Op.ForceFunction(f, pos);
        var kept = new List<Slot>(items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            if (Op.IsTrue(Op.Call(f, items[i], pos), pos))
            {
                kept.Add(new Slot(items[i]));
            }
        }

        return kept.Count == items.Count ? items : NixList.Of(kept.ToArray());
    }

    public static Value All(Value f, Value list, int pos) => NixBool.Of(!AnyIs(false, f, list, pos));

    public static Value Any(Value f, Value list, int pos) => NixBool.Of(AnyIs(true, f, list, pos));

    private static bool AnyIs(bool wanted, Value f, Value list, int pos)
    {
        f = Op.ForceFunction(f, pos);
        NixList items = Op.ForceList(list, pos);
        for (int i = 0; i < items.Count; i++)
        {
            if (Op.IsTrue(Op.Call(f, items[i], pos), pos) == wanted)
            {
                return true;
            }
        }

        return false;
    }

    public static Value Elem(Value x, Value list, int pos)
    {
        NixList items = Op.ForceList(list, pos);
        for (int i = 0; i < items.Count; i++)
        {
            if (Op.EqualSlots(x, items[i]))
            {
                return NixBool.True;
            }
        }

        return NixBool.False;
    }

    public static Value ConcatLists(Value lists, int pos) => Join(Op.ForceList(lists, pos), pos);

    private static NixList Join(NixList lists, int pos)
    {
        int total = 0;
        NixList only = NixList.Empty;
        int nonEmpty = 0;
        for (int i = 0; i < lists.Count; i++)
        {
            NixList part = Op.ForceList(lists[i], pos);
            total += part.Count;
            (only, nonEmpty) = part.Count > 0 ? (part, nonEmpty + 1) : (only, nonEmpty);
        }

        if (nonEmpty <= 1)
        {
            return only;
        }

        var all = new Slot[total];
        int at = 0;
        for (int i = 0; i < lists.Count; i++)
        {
            NixList part = Op.ForceList(lists[i], pos);
            part.Items.CopyTo(System.MemoryExtensions.AsSpan(all, at));
            at += part.Count;
        }

        return NixList.Of(all);
    }

    public static Value ConcatMap(Value f, Value list, int pos)
    {
        f = Op.ForceFunction(f, pos);
        NixList items = Op.ForceList(list, pos);
        var parts = new Slot[items.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i].V = Op.ForceList(Op.Call(f, items[i], pos), pos);
        }

        return Join(NixList.Of(parts), pos);
    }

    /// <summary>Manual, builtins.foldl': every result of the function is forced, the first accumulator is not.</summary>
    public static Value FoldlStrict(Value f, Value initial, Value list, int pos)
    {
        f = Op.ForceFunction(f, pos);
        NixList items = Op.ForceList(list, pos);
        Value acc = initial;
        for (int i = 0; i < items.Count; i++)
        {
            acc = Op.Call(f, acc, items[i], pos);
        }

        return Op.Force(acc);
    }

    public static Value GenList(Value f, Value length, int pos)
    {
        long count = Op.ForceInt(length, pos);
        if (count is < 0 or > int.MaxValue)
        {
            throw EvalErrors.Evaluation($"cannot create list of size {count}", pos);
        }

        f = Op.ForceFunction(f, pos);
        var items = new Slot[count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i].V = Op.LazyCall(f, NixInt.Of(i));
        }

        return NixList.Of(items);
    }

    public static Value Partition(Value f, Value list, int pos)
    {
        f = Op.ForceFunction(f, pos);
        NixList items = Op.ForceList(list, pos);
        List<Slot> right = [], wrong = [];
        for (int i = 0; i < items.Count; i++)
        {
            (Op.IsTrue(Op.Call(f, items[i], pos), pos) ? right : wrong).Add(new Slot(items[i]));
        }

        var result = new AttrsBuilder(2);
        result.Add(Symbols.Right, NixList.Of(right.ToArray()));
        result.Add(Symbols.Wrong, NixList.Of(wrong.ToArray()));
        return result.ToAttrs();
    }

    public static Value GroupBy(Value f, Value list, int pos)
    {
        f = Op.ForceFunction(f, pos);
        NixList items = Op.ForceList(list, pos);
        var groups = new Dictionary<int, List<Slot>>();
        for (int i = 0; i < items.Count; i++)
        {
            int key = Symbols.Intern(Op.ForceStringNoContext(Op.Call(f, items[i], pos), pos));
            if (!groups.TryGetValue(key, out List<Slot>? group))
            {
                groups.Add(key, group = []);
            }

            group.Add(new Slot(items[i]));
        }

        var result = new AttrsBuilder(groups.Count);
        foreach ((int key, List<Slot> group) in groups)
        {
            result.Add(key, NixList.Of(group.ToArray()));
        }

        return result.ToAttrs();
    }

    /// <summary>Manual, builtins.genericClosure: breadth first; of items with equal keys the first one stays.</summary>
    public static Value GenericClosure(Value argument, int pos)
    {
        NixAttrs attrs = Op.ForceAttrs(argument, pos);
        NixList start = Op.ForceList(Required(attrs, Symbols.StartSet, pos), pos);
        if (start.Count == 0)
        {
            return start;
        }

        Value step = Op.ForceFunction(Required(attrs, Symbols.Operator, pos), pos);
        var work = new Queue<Value>();
        foreach (Slot item in start.Items)
        {
            work.Enqueue(item.V);
        }

        var done = new SortedSet<Value>(Comparer<Value>.Create((x, y) => Op.Less(x, y, pos) ? -1 : Op.Less(y, x, pos) ? 1 : 0));
        var result = new List<Slot>();
        while (work.TryDequeue(out Value? item))
        {
            NixAttrs set = Op.ForceAttrs(item, pos);
            if (!done.Add(Op.Force(Required(set, Symbols.Key, pos))))
            {
                continue;
            }

            result.Add(new Slot(item));
            NixList next = Op.ForceList(Op.Call(step, item, pos), pos);
            for (int i = 0; i < next.Count; i++)
            {
                Op.Force(next[i]);
                work.Enqueue(next[i]);
            }
        }

        return NixList.Of(result.ToArray());
    }

    internal static Value Required(NixAttrs set, int name, int pos) =>
        set.Find(name) ?? throw EvalErrors.MissingAttribute(set, Symbols.Name(name), pos);

    /// <summary>Manual, builtins.sort: stable.</summary>
    public static Value Sort(Value less, Value list, int pos)
    {
        NixList items = Op.ForceList(list, pos);
        if (items.Count == 0)
        {
            return items;
        }

        less = Op.ForceFunction(less, pos);
        for (int i = 0; i < items.Count; i++)
        {
            Op.Force(items[i]);
        }

        Slot[] sorted = items.Items.ToArray();
        bool builtin = less is Builtin { Name: "lessThan" };
        StableSort.Sort(sorted, (x, y) => builtin ? Op.Less(x, y, pos) : Op.IsTrue(Op.Call(less, x, y, pos), pos));
        return NixList.Of(sorted);
    }
}
