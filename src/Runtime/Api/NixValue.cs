using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot;

/// <summary>The types of Nix values.</summary>
public enum NixType { Null, Bool, Int, Float, String, Path, List, Set, Function }

/// <summary>
/// A value of an evaluated Nix file. What it holds is evaluated when it is asked for, so every member may throw a
/// <see cref="NixException"/>. Enumerates the elements of a list, or the values of a set in the order of their names.
/// </summary>
public sealed class NixValue : IEnumerable<NixValue>
{
    internal NixValue(Value value) => Value = value;

    internal Value Value { get; }

    public NixType Type => Forced switch
    {
        NixNull => NixType.Null,
        NixBool => NixType.Bool,
        NixInt => NixType.Int,
        NixFloat => NixType.Float,
        NixString => NixType.String,
        NixPath => NixType.Path,
        NixList => NixType.List,
        NixAttrs => NixType.Set,
        _ => NixType.Function,
    };

    public bool IsNull => Type == NixType.Null;

    /// <summary>The number of elements of a list, or of attributes of a set.</summary>
    public int Count => Guard(() => Op.Force(Value) is NixAttrs set ? set.Count : Op.ForceList(Value, 0).Count);

    /// <summary>The names of a set's attributes, in bytewise order.</summary>
    public IReadOnlyList<string> Keys => Guard(() =>
    {
        Shape shape = Op.ForceAttrs(Value, 0).Shape;
        return shape.ByName.Select(i => ByteText.ToText(Symbols.Name(shape.Keys[i]))).ToList();
    });

    private Value Forced => Guard(() => Op.Force(Value));

    /// <summary>An attribute of a set.</summary>
    /// <exception cref="NixException">The value is no set, or has no such attribute.</exception>
    public NixValue this[string name] => new(Guard(() =>
    {
        NixAttrs set = Op.ForceAttrs(Value, 0);
        string bytes = name.ToBytes();
        return Op.Force(set.Find(Symbols.Find(bytes)) ?? throw EvalErrors.MissingAttribute(set, bytes, 0));
    }));

    /// <summary>An element of a list.</summary>
    public NixValue this[int index] => new(Guard(() => Runtime.Builtins.ListBuiltins.ElemAt(Value, NixInt.Of(index), 0)));

    /// <summary>An attribute, when the value is a set that has it.</summary>
    public bool TryGet(string name, out NixValue value)
    {
        Value? found = Guard(() => Op.Force(Value) is NixAttrs set && set.Find(Symbols.Find(name.ToBytes())) is { } v ? Op.Force(v) : null);
        value = new NixValue(found ?? NixNull.Instance);
        return found != null;
    }

    /// <summary>A string; bytes that are not UTF-8 become U+FFFD.</summary>
    public string AsString() => ByteText.ToText(Guard(() => Op.ForceString(Value, 0)).Bytes);

    public long AsInt64() => Guard(() => Op.ForceInt(Value, 0));

    /// <summary>A float, or an integer as one.</summary>
    public double AsDouble() => Guard(() => Op.ForceFloat(Value, 0));

    public bool AsBoolean() => Guard(() => Op.ForceBool(Value, 0));

    /// <summary>An absolute path.</summary>
    public string AsPath() => Forced is NixPath p ? ByteText.ToText(p.Path) : throw Wrong("a path");

    /// <summary>Calls a function; arguments as for <see cref="NixOptions.Arguments"/>.</summary>
    public NixValue Call(params object?[] arguments) => new(Guard(() =>
        arguments.Aggregate(Op.Force(Value), static (f, x) => Op.Call(f, NixProgram.FromObject(x), 0))));

    /// <summary>All of the value as JSON.</summary>
    public string ToJson() => ByteText.ToText(Guard(() =>
    {
        StringContext? context = null;
        return JsonWriter.ToJson(Value, ref context, 0, copyToStore: false);
    }));

    /// <summary>All of the value as Nix prints it.</summary>
    public override string ToString() => ByteText.ToText(Guard(() =>
    {
        DeepForce.Run(Value);
        return ValuePrinter.Print(Value, strict: true);
    }));

    public IEnumerator<NixValue> GetEnumerator()
    {
        List<NixValue> items = Guard(() =>
        {
            if (Op.Force(Value) is not NixAttrs set)
            {
                return Op.ForceList(Value, 0).Items.ToArray().Select(s => new NixValue(s.V)).ToList();
            }

            return set.Shape.ByName.Select(i => new NixValue(set.Values[i].V)).ToList();
        });
        return items.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private NixException Wrong(string expected) => new(EvalErrors.Expected(expected, Forced, 0));

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return Session.Continue(work);
        }
        catch (EvalException e)
        {
            throw new NixException(e);
        }
    }
}
