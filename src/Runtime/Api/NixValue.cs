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
/// May be used by any thread; one evaluates at a time. Values of several evaluations keep the options of their own.
/// </summary>
public sealed class NixValue : IEnumerable<NixValue>
{
    private readonly Session _session;

    private NixValue(Session session, Value value)
    {
        _session = session;
        Value = value;
    }

    internal Value Value { get; }

    // What is there already needs no evaluation, and no turn of it.
    private Value? Known => KnownOf(Value);

    public NixType Type => (Known ?? Guard(() => Op.Force(Value))) switch
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
    public int Count => Known is NixAttrs known ? known.Count
        : Guard(() => Op.Force(Value) is NixAttrs set ? set.Count : Op.ForceList(Value, 0).Count);

    /// <summary>The names of a set's attributes, in bytewise order.</summary>
    public IReadOnlyList<string> Keys => Guard(() =>
    {
        Shape shape = Op.ForceAttrs(Value, 0).Shape;
        return shape.ByName.Select(i => ByteText.ToText(Symbols.Name(shape.Keys[i]))).ToList();
    });

    /// <summary>An attribute of a set.</summary>
    /// <exception cref="NixException">The value is no set, or has no such attribute.</exception>
    public NixValue this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            return KnownAttribute(name) ?? Evaluated(() =>
            {
                NixAttrs set = Op.ForceAttrs(Value, 0);
                string bytes = name.ToBytes();
                return Op.Force(set.Find(Symbols.Find(bytes)) ?? throw EvalErrors.MissingAttribute(set, bytes, 0));
            });
        }
    }

    /// <summary>An element of a list.</summary>
    public NixValue this[int index] => Evaluated(() => Runtime.Builtins.ListBuiltins.ElemAt(Value, NixInt.Of(index), 0));

    /// <summary>An attribute, when the value is a set that has it.</summary>
    public bool TryGet(string name, out NixValue value)
    {
        ArgumentNullException.ThrowIfNull(name);
        NixValue? found = KnownAttribute(name) ?? Guard(() =>
            Op.Force(Value) is NixAttrs set && set.Find(Symbols.Find(name.ToBytes())) is { } v ? new NixValue(_session, Op.Force(v)) : null);
        value = found ?? new NixValue(_session, NixNull.Instance);
        return found != null;
    }

    /// <summary>A string; bytes that are not UTF-8 become U+FFFD.</summary>
    public string AsString() => ByteText.ToText((Known as NixString ?? Guard(() => Op.ForceString(Value, 0))).Bytes);

    public long AsInt64() => Known is NixInt known ? known.Value : Guard(() => Op.ForceInt(Value, 0));

    /// <summary>A float, or an integer as one.</summary>
    public double AsDouble() => Guard(() => Op.ForceFloat(Value, 0));

    public bool AsBoolean() => Known is NixBool known ? ReferenceEquals(known, NixBool.True) : Guard(() => Op.ForceBool(Value, 0));

    /// <summary>An absolute path.</summary>
    public string AsPath() => ByteText.ToText(Guard(() => Op.Force(Value) is NixPath p ? p.Path : throw EvalErrors.Expected("a path", Op.Force(Value), 0)));

    /// <summary>Calls a function; arguments as for <see cref="NixOptions.Arguments"/>.</summary>
    public NixValue Call(params object?[] arguments) => Evaluated(() =>
        arguments.Aggregate(Op.Force(Value), static (f, x) => Op.Call(f, NixProgram.FromObject(x), 0)));

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
                return Op.ForceList(Value, 0).Items.ToArray().Select(s => new NixValue(_session, s.V)).ToList();
            }

            return set.Shape.ByName.Select(i => new NixValue(_session, set.Values[i].V)).ToList();
        });
        return items.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Value? KnownOf(Value value) => value is not Thunk thunk ? value : thunk.IsDone ? thunk.Result : null;

    private NixValue? KnownAttribute(string name) =>
        Known is NixAttrs set && set.Find(Symbols.Find(name.ToBytes())) is { } found && KnownOf(found) is { } value ? new NixValue(_session, value) : null;

    private NixValue Evaluated(Func<Value> work) => new(_session, Guard(work));

    private T Guard<T>(Func<T> work) => Guard(_session, s => s.Continue(work));

    /// <summary>Begins an evaluation.</summary>
    internal static NixValue Start(Session session, Func<Value> work) => new(session, Guard(session, s => s.Start(work)));

    private static T Guard<T>(Session session, Func<Session, T> run)
    {
        try
        {
            return run(session);
        }
        catch (EvalException e)
        {
            // Paths and lines of the error come from the host.
            throw session.Continue(() => new NixException(e));
        }
    }
}
