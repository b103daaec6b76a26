using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Lists.</summary>
public static partial class ListBuiltins
{
    public static Value Length(Value list, int pos) => NixInt.Of(Op.ForceList(list, pos).Count);

    public static Value Head(Value list, int pos)
    {
        NixList items = Op.ForceList(list, pos);
        return items.Count > 0 ? items.Force(0) : throw EvalErrors.Evaluation("'builtins.head' called on an empty list", pos);
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
            ? items.Force((int)at)
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

        return NixList.Pending(Op.ForceFunction(f, pos), items, items.Count);
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
        var kept = new SlotCollector();
        bool now = Op.ForcesFirst(f, 0);
        for (int i = 0; i < items.Count; i++)
        {
            Value taken = items.Take(i, now);
            bool keep = Expect.Bool(Op.Call(f, taken, pos), "while evaluating the return value of the filtering function passed to builtins.filter");
            Slot item = items.Taken(i, taken);
            if (keep)
            {
                kept.Add(item);
            }
        }

        if (kept.Count == items.Count && !items.IsStream)
        {
            kept.GiveBack();
            return items;
        }

        return kept.ToList();
    }

    private const string AllResult = "while evaluating the return value of the function passed to builtins.all";
    private const string AnyResult = "while evaluating the return value of the function passed to builtins.any";

    public static Value All(Value f, Value list, int pos) => NixBool.Of(!AnyIs(false, f, list, pos, AllResult));

    public static Value Any(Value f, Value list, int pos) => NixBool.Of(AnyIs(true, f, list, pos, AnyResult));

    private static bool AnyIs(bool wanted, Value f, Value list, int pos, string context)
    {
        f = Op.ForceFunction(f, pos);
        NixList items = Op.ForceList(list, pos);
        bool now = Op.ForcesFirst(f, 0);
        for (int i = 0; i < items.Count; i++)
        {
            if (Expect.Bool(Op.Call(f, items.Take(i, now), pos), context) == wanted)
            {
                return true;
            }
        }

        return false;
    }

    public static Value Elem(Value x, Value list, int pos)
    {
        NixList items = Op.ForceList(list, pos);
        Value known = x;
        for (int i = 0; i < items.Count; i++)
        {
            if (items.CellAt(i) is { } cell && Op.DiffersAtSight(known, cell))
            {
                continue;
            }

            bool isEqual = Op.EqualsElement(x, items, i);
            items.Settle(i);
            known = Op.Force(x);
            if (isEqual)
            {
                return NixBool.True;
            }
        }

        return NixBool.False;
    }

    public static Value ConcatLists(Value lists, int pos)
    {
        NixList list = Op.ForceList(lists, pos);
        var parts = new SlotCollector(list.Count);
        for (int i = 0; i < list.Count; i++)
        {
            parts.Add(Expect.List(list.TakeEvaluated(i), "while evaluating a value of the list passed to builtins.concatLists"));
            list.Settle(i);
        }

        NixList joined = Join(parts.Items);
        parts.GiveBack();
        return joined;
    }

    /// <param name="lists">Evaluated lists.</param>
    private static NixList Join(System.ReadOnlySpan<Slot> lists)
    {
        int total = 0, nonEmpty = 0;
        NixList only = NixList.Empty;
        foreach (Slot slot in lists)
        {
            var part = (NixList)Op.Force(slot.V);
            total += part.Count;
            (only, nonEmpty) = part.Count > 0 ? (part, nonEmpty + 1) : (only, nonEmpty);
        }

        if (nonEmpty <= 1)
        {
            return only;
        }

        var all = new Slot[total];
        int at = 0;
        foreach (Slot slot in lists)
        {
            var part = (NixList)Op.Force(slot.V);
            part.Items.CopyTo(System.MemoryExtensions.AsSpan(all, at));
            at += part.Count;
        }

        return NixList.Of(all);
    }

    public static Value ConcatMap(Value f, Value list, int pos)
    {
        f = Op.ForceFunction(f, pos);
        NixList items = Op.ForceList(list, pos);
        bool now = Op.ForcesFirst(f, 0);
        if (items.Count == 1)
        {
            return Part(f, items, 0, now, pos);
        }

        var parts = new SlotCollector(items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            parts.Add(Part(f, items, i, now, pos));
        }

        NixList joined = Join(parts.Items);
        parts.GiveBack();
        return joined;
    }

    /// <summary>What the function of concatMap makes of an element.</summary>
    private static NixList Part(Value f, NixList items, int index, bool now, int pos)
    {
        Value value = Op.Call(f, items.Take(index, now), pos);
        return value as NixList ?? Expect.List(
            value, "while evaluating the return value of the function passed to builtins.concatMap", Op.PlaceOf(value) is not 0 and var at ? at : Op.PlaceOf(f));
    }

    /// <summary>Manual, builtins.foldl': every result of the function is forced, the first accumulator is not.</summary>
    public static Value FoldlStrict(Value f, Value initial, Value list, int pos)
    {
        f = Op.ForceFunction(f, pos);
        NixList items = Op.ForceList(list, pos);
        Value acc = initial;
        bool now = Op.ForcesFirst(f, 1);
        int i = IntegerFold.IsFor(f, acc, now) ? IntegerFold.Run((NixLambda)f, ref acc, items, now, pos) : 0;
        for (; i < items.Count; i++)
        {
            acc = Op.Call(f, acc, items.Take(i, now || Op.ForcesNext(f, acc, 1)), pos);
            items.Settle(i);
        }

        return Op.Force(acc);
    }

    private static EvalException TooLong(long count, int pos) => EvalErrors.Evaluation($"cannot create list of size {count}", pos);

    public static Value GenList(Value f, Value length, int pos)
    {
        long count = Op.ForceInt(length, pos);
        if (count < 0)
        {
            throw TooLong(count, pos);
        }

        f = Op.ForceFunction(f, pos);
        return count <= int.MaxValue ? NixList.Pending(f, null, (int)count) : throw TooLong(count, pos);
    }

    public static Value Partition(Value f, Value list, int pos)
    {
        f = Op.ForceFunction(f, pos);
        NixList items = Op.ForceList(list, pos);
        List<Slot> right = [], wrong = [];
        for (int i = 0; i < items.Count; i++)
        {
            // Unlike filter, it forces the elements itself (prim_partition).
            Value taken = items.Take(i, now: true);
            (Expect.Bool(Op.Call(f, Op.Force(taken), pos), "while evaluating the return value of the partition function passed to builtins.partition") ? right : wrong)
                .Add(items.Taken(i, taken));
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
        bool now = Op.ForcesFirst(f, 0);
        for (int i = 0; i < items.Count; i++)
        {
            Value taken = items.Take(i, now);
            int key = Symbols.Intern(Expect.StringNoContext(
                Op.Call(f, taken, pos), "while evaluating the return value of the grouping function passed to builtins.groupBy"));
            if (!groups.TryGetValue(key, out List<Slot>? group))
            {
                groups.Add(key, group = []);
            }

            group.Add(items.Taken(i, taken));
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
        NixList start = Expect.List(
            Expect.Attribute(attrs, Symbols.StartSet, ClosureArgument), "while evaluating the 'startSet' attribute passed as argument to builtins.genericClosure");
        if (start.Count == 0)
        {
            return start;
        }

        Value step = Expect.Function(
            Expect.Attribute(attrs, Symbols.Operator, ClosureArgument), "while evaluating the 'operator' attribute passed as argument to builtins.genericClosure");
        var work = new Queue<Value>();
        foreach (Slot item in start.Items)
        {
            work.Enqueue(item.V);
        }

        var done = new SortedSet<NixAttrs>(Comparer<NixAttrs>.Create(CompareKeys));
        var result = new List<Slot>();
        while (work.TryDequeue(out Value? item))
        {
            NixAttrs set = ClosureElement(item);
            if (!done.Add(set))
            {
                continue;
            }

            result.Add(new Slot(item));
            NixList next = NextElements(step, item, pos);
            for (int i = 0; i < next.Count; i++)
            {
                next.Force(i);
                work.Enqueue(next[i]);
            }
        }

        return NixList.Of(result.ToArray());
    }

    private static NixAttrs ClosureElement(Value item)
    {
        NixAttrs set;
        Value key;
        try
        {
            set = Op.ForceAttrs(item, 0);
            key = set.Find(Symbols.Key) ?? throw new EvalException(ErrorKind.MissingAttribute, "attribute 'key' missing");
        }
        catch (EvalException e) when (e.AddFrame("in genericClosure element " + ErrorPrinter.Print(item), 0))
        {
            throw;
        }

        Op.Force(key);
        return set;
    }

    private static NixList NextElements(Value step, Value item, int pos)
    {
        try
        {
            return Expect.List(Op.Call(step, item, pos), "while evaluating the return value of the `operator` passed to builtins.genericClosure");
        }
        catch (EvalException e) when (e.AddFrame("while calling operator on genericClosure element " + ErrorPrinter.Print(item), 0))
        {
            throw;
        }
    }

    private const string ClosureArgument = "in the attrset passed as argument to builtins.genericClosure";

    private static int CompareKeys(NixAttrs x, NixAttrs y)
    {
        Value left = x.Find(Symbols.Key)!, right = y.Find(Symbols.Key)!;
        try
        {
            return Op.Less(left, right, 0) ? -1 : Op.Less(right, left, 0) ? 1 : 0;
        }
        catch (EvalException e) when (e.AddFrame("with element " + ErrorPrinter.Print(y), 0) || e.AddFrame("while comparing element " + ErrorPrinter.Print(x), 0))
        {
            throw;
        }
    }

    internal static Value Required(NixAttrs set, int name, int pos) =>
        set.Find(name) ?? throw EvalErrors.MissingAttribute(set, Symbols.Name(name), pos);
}
