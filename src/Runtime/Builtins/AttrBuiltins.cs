using System;
using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Attribute sets.</summary>
public static class AttrBuiltins
{
    private const int OnStack = 32;

    public static Value AttrNames(Value set, int pos)
    {
        Shape shape = Op.ForceAttrs(set, pos).Shape;
        var names = new Slot[shape.Count];
        int[] order = shape.ByName;
        for (int i = 0; i < names.Length; i++)
        {
            names[i].V = Symbols.NameString(shape.Keys[order[i]]);
        }

        return NixList.Of(names);
    }

    public static Value AttrValues(Value set, int pos)
    {
        NixAttrs attrs = Op.ForceAttrs(set, pos);
        ReadOnlySpan<Slot> values = attrs.Values;
        int[] order = attrs.Shape.ByName;
        var sorted = new Slot[values.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            sorted[i] = values[order[i]];
        }

        return NixList.Of(sorted);
    }

    public static Value GetAttr(Value name, Value set, int pos)
    {
        string key = Op.ForceStringNoContext(name, pos);
        NixAttrs attrs = Op.ForceAttrs(set, pos);
        return attrs.Find(Symbols.Find(key)) is { } found ? Op.Force(found) : Expect.Attribute(attrs, Symbols.Intern(key), "in the attribute set under consideration");
    }

    public static Value HasAttr(Value name, Value set, int pos)
    {
        string key = Op.ForceStringNoContext(name, pos);
        return NixBool.Of(Op.ForceAttrs(set, pos).Has(Symbols.Find(key)));
    }

    /// <summary>Manual, builtins.intersectAttrs: the attributes of the second set whose names are in the first.</summary>
    public static Value IntersectAttrs(Value left, Value right, int pos)
    {
        NixAttrs names = Op.ForceAttrs(left, pos), from = Op.ForceAttrs(right, pos);
        return SelectionPlan.Named(names.Shape, from.Shape).Take(from);
    }

    /// <summary>Manual, builtins.listToAttrs: of equal names the first wins, and only its value must be there.</summary>
    /// <summary><c>length (attrNames set)</c>, for emitted code.</summary>
    public static Value Count(Value set, int pos) => NixInt.Of(Op.ForceAttrs(set, pos).Count);

    public static Value ListToAttrs(Value list, int pos)
    {
        NixList items = Op.ForceList(list, pos);
        var result = new AttrsBuilder(items.Count);
        int nameHint = 0, valueHint = 0;
        for (int i = 0; i < items.Count; i++)
        {
            if (items.TryTakePair(i, NameOfPair, out Value? itsName, out Value? itsValue, out (int Name, int Value) positions))
            {
                result.Add(SymbolOf(itsName, positions.Name), itsValue, positions.Value);
                continue;
            }

            NixAttrs pair = Expect.Attrs(items.TakeEvaluated(i), "while evaluating an element of the list passed to builtins.listToAttrs");
            items.Settle(i);
            Value name = pair.Find(Symbols.NameSymbol, ref nameHint) ?? Expect.Attribute(pair, Symbols.NameSymbol, "in a {name=...; value=...;} pair");
            int symbol = SymbolOf(name, pair.PositionOf(Symbols.NameSymbol));
            if (pair.Find(Symbols.ValueSymbol, ref valueHint) is { } value)
            {
                result.Add(symbol, value, pair.PositionOf(Symbols.ValueSymbol));
            }
            else if (!result.Has(symbol))
            {
                Expect.Attribute(pair, Symbols.ValueSymbol, "in a {name=...; value=...;} pair");
            }
        }

        return result.ToAttrs();
    }

    private const string NameOfPair = "while evaluating the `name` attribute of an element of the list passed to builtins.listToAttrs";

    private static int SymbolOf(Value name, int position) =>
        Symbols.Intern(name is NixString { Context: null } plain ? plain.Bytes : Expect.StringNoContext(name, NameOfPair, position));

    public static Value MapAttrs(Value f, Value set, int pos)
    {
        NixAttrs attrs = Op.ForceAttrs(set, pos);
        Shape shape = attrs.Shape.WithoutPositions;
        ReadOnlySpan<Slot> values = attrs.Values;
        var result = new NixAttrs(shape);
        Span<Slot> mapped = result.Values;
        for (int i = 0; i < mapped.Length; i++)
        {
            mapped[i].V = Op.LazyCall(f, Symbols.NameString(shape.Keys[i]), values[i].V);
        }

        return result;
    }

    public static Value RemoveAttrs(Value set, Value names, int pos)
    {
        NixAttrs attrs = Op.ForceAttrs(set, pos);
        NixList list = Op.ForceList(names, pos);
        Shape shape = attrs.Shape;
        int[] symbols = RemovedNames.Of(list);
        Span<int> removed = symbols.Length <= OnStack ? stackalloc int[OnStack] : new int[symbols.Length];
        int count = 0;
        foreach (int symbol in symbols)
        {
            int index = shape.IndexOf(symbol);
            if (index >= 0)
            {
                removed[count++] = index;
            }
        }

        // Nix makes a new set even when nothing goes: its identity shows in «repeated».
        return count == 0 ? attrs.Copy() : Without(attrs, removed[..count]);
    }

    private static NixAttrs Without(NixAttrs set, Span<int> removed)
    {
        return SelectionPlan.Without(set.Shape.KeySet, removed[..SortDistinct(removed, set.Shape.Count)]).Take(set);
    }

    /// <summary>Sorts indexes, and tells how many different ones are in front then.</summary>
    private static int SortDistinct(Span<int> indexes, int count)
    {
        const int Few = 64;
        if (indexes.Length < Few || indexes.Length < count / Few)
        {
            indexes.Sort();
            return Distinct(indexes);
        }

        var isThere = new bool[count];
        foreach (int index in indexes)
        {
            isThere[index] = true;
        }

        int n = 0;
        for (int i = 0; i < isThere.Length; i++)
        {
            if (isThere[i])
            {
                indexes[n++] = i;
            }
        }

        return n;
    }

    /// <summary>Moves the different ones of sorted numbers to the front, and tells how many they are.</summary>
    private static int Distinct(Span<int> sorted)
    {
        int n = 1;
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] != sorted[n - 1])
            {
                sorted[n++] = sorted[i];
            }
        }

        return n;
    }

    public static Value CatAttrs(Value name, Value list, int pos)
    {
        int symbol = Symbols.Intern(Op.ForceStringNoContext(name, pos));
        NixList items = Op.ForceList(list, pos);
        var found = new SlotCollector();
        int hint = 0;
        for (int i = 0; i < items.Count; i++)
        {
            if (Expect.Attrs(items.TakeEvaluated(i), "while evaluating an element in the list passed as second argument to builtins.catAttrs").Find(symbol, ref hint) is { } value)
            {
                found.Add(value);
            }
        }

        return found.ToList();
    }

    /// <summary>Manual, builtins.zipAttrsWith.</summary>
    public static Value ZipAttrsWith(Value f, Value list, int pos)
    {
        f = Op.ForceFunction(f, pos);
        NixList sets = Op.ForceList(list, pos);
        int total = 0;
        for (int i = 0; i < sets.Count; i++)
        {
            total += Expect.Attrs(sets.Evaluated(i), "while evaluating a value of the list passed as second argument to builtins.zipAttrsWith").Count;
            sets.Settle(i);
        }

        var groups = new AttrsBuilder(total);
        for (int i = 0; i < sets.Count; i++)
        {
            var set = (NixAttrs)sets.Force(i);
            int[] keys = set.Shape.Keys;
            ReadOnlySpan<Slot> values = set.Values;
            for (int k = 0; k < values.Length; k++)
            {
                groups.Add(keys[k], values[k].V);
            }
        }

        return groups.ToGroups(f);
    }

    /// <summary>Where an attribute was written, as <c>{ file; line; column; }</c>, or null.</summary>
    public static Value UnsafeGetAttrPos(Value name, Value set, int pos)
    {
        string key = Op.ForceStringNoContext(name, pos);
        NixAttrs attrs = Op.ForceAttrs(set, pos);
        int symbol = Symbols.Find(key);
        return symbol >= 0 && attrs.Has(symbol) ? PositionValue(attrs.PositionOf(symbol)) : NixNull.Instance;
    }

    internal static Value PositionValue(int position)
    {
        if (Positions.Resolve(position) is not { } at || Positions.FileOf(position) is not { IsFile: true } file)
        {
            return NixNull.Instance;
        }

        var result = new AttrsBuilder(3);
        result.Add(Symbols.File, new NixString(file.RawPath));
        // Nix counts the lines of a file only when somebody asks.
        result.Add(Symbols.Line, Op.Folded(NixInt.Of(at.Line)));
        result.Add(Symbols.Column, Op.Folded(NixInt.Of(at.Column)));
        return result.ToAttrs();
    }
}
