using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime;

/// <summary>Small pieces that only emitted code uses.</summary>
public static partial class Op
{
    /// <summary>Before a tail call that is a jump back to the beginning of its function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Jump() => EvalStack.CountJump();

    /// <summary>A list that nobody has seen, for a builtin that takes each of its elements once.</summary>
    public static Value Own(Value list) => NixList.Own(list);

    public static NixList List(Value only) => NixList.Of(only);

    public static NixList List(Value first, Value second) => NixList.Of(first, second);

    public static NixList List(params ReadOnlySpan<Value> items)
    {
        var slots = new Slot[items.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i].V = items[i];
        }

        return NixList.Of(slots);
    }

    /// <summary><c>v ? name</c>; null is a step that was missing before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasAttr(Value? v, int name) => v is not null && Force(v) is NixAttrs set && set.Has(name);

    public static bool HasAttrComputed(Value? v, Value name, int pos) => TryAttributeComputed(v, name, pos) is not null;

    /// <summary>The left side of <c>+</c> where the right side is yet to be evaluated: what cannot be added to fails first.</summary>
    /// <param name="pos">The place of errors.</param>
    /// <param name="place">Where a value was asked for, as infinite recursion says it.</param>
    public static Value AddLeft(Value v, int pos, int place = 0)
    {
        v = Force(v);
        if (v is NixInt or NixString or NixFloat or NixPath)
        {
            return v;
        }

        return v is NixAttrs ? new AddedSet(v, pos, place) : StringPart(v, pos);
    }

    /// <summary>A part of an interpolated string.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NixString StringPart(Value v, int pos, int place = 0) => Force(v) is NixString s ? s : CoercedPart(v, pos, CoercionMode.Interpolation, place);

    /// <summary>A part of an interpolated path: paths are not copied.</summary>
    public static NixString PathPart(Value v, int pos, int place = 0) => Force(v) is NixString s ? s : CoercedPart(v, pos, CoercionMode.PathAppend, place);

    // In every interpolation, and seldom run.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static NixString CoercedPart(Value v, int pos, CoercionMode mode, int place)
    {
        StringContext? context = null;
        string text = Coercion.ToText(v, ref context, pos, mode, place);
        return new NixString(text, context);
    }

    /// <param name="parts">Strings, and the integers that <c>toString</c> is called with.</param>
    public static NixString Interpolate(int pos, params ReadOnlySpan<Value> parts)
    {
        var contexts = new ContextUnion();
        int length = 0;
        foreach (Value part in parts)
        {
            if (part is NixString s)
            {
                length += s.Bytes.Length;
                contexts.Add(s.Context);
            }
            else
            {
                length += LengthOf(((NixInt)part).Value);
            }
        }

        string text = new('\0', length);
        Span<char> target = System.Runtime.InteropServices.MemoryMarshal.AsMemory(text.AsMemory()).Span;
        foreach (Value part in parts)
        {
            int written;
            if (part is NixString s)
            {
                s.Bytes.CopyTo(target);
                written = s.Bytes.Length;
            }
            else
            {
                ((NixInt)part).Value.TryFormat(target, out written, provider: CultureInfo.InvariantCulture);
            }

            target = target[written..];
        }

        return new NixString(text, contexts.ToContext());
    }

    private static int LengthOf(long value)
    {
        int length = value < 0 ? 2 : 1;
        for (ulong rest = (ulong)(value < 0 ? -value : value) / 10; rest != 0; rest /= 10)
        {
            length++;
        }

        return length;
    }

    // Arguments that the callee may well not need, computed all the same where that is cheap and cannot fail: both operands
    // are evaluated integers and the result fits. Null: a thunk is needed.

    public static Value? TryAdd(Value? l, Value? r) =>
        Known(l) is NixInt a && Known(r) is NixInt b && NixMath.TryAdd(a.Value, b.Value, out long sum) ? NixInt.Of(sum) : null;

    public static Value? TrySub(Value? l, Value? r) =>
        Known(l) is NixInt a && Known(r) is NixInt b && NixMath.TrySub(a.Value, b.Value, out long d) ? NixInt.Of(d) : null;

    public static Value? TryMul(Value? l, Value? r) =>
        Known(l) is NixInt a && Known(r) is NixInt b && NixMath.TryMul(a.Value, b.Value, out long p) ? NixInt.Of(p) : null;

    public static Value? TryDiv(Value? l, Value? r) =>
        Known(l) is NixInt a && Known(r) is NixInt b && NixMath.TryDiv(a.Value, b.Value, out long q) ? NixInt.Of(q) : null;

    /// <summary><c>seq l r</c>, where l is evaluated already.</summary>
    public static Value? TrySeq(Value? l, Value? r) => Known(l) is null ? null : Known(r);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Value? Known(Value? v) => v is Thunk t ? t.IsDone ? t.Result : null : v;

    /// <summary>The output tells what was not evaluated, and in Nix a name that a <c>with</c> provides is not until it is asked for.</summary>
    internal static bool ShowsUnevaluated { get; set; }

    /// <summary>What a <c>with</c> has at once: the attribute as it lies there, when the scopes up to it are evaluated.</summary>
    public static Value? TryWith(int name, params ReadOnlySpan<Value> scopes)
    {
        if (ShowsUnevaluated)
        {
            return null;
        }

        foreach (Value scope in scopes)
        {
            Value? set = scope is Thunk t ? t.IsDone ? t.Result : null : scope;
            if (set is not NixAttrs attrs)
            {
                return null;
            }

            if (attrs.Find(name) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary><c>__curPos</c>.</summary>
    public static Value CurrentPosition(int pos) => Builtins.AttrBuiltins.PositionValue(pos);

    public static EvalException AssertionFailed(string condition, int pos) =>
        new(ErrorKind.Assertion, $"assertion '{condition}' failed", pos);
}
