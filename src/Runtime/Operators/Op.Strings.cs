using System;

namespace Tvix.Aot.Runtime;

/// <summary><c>+</c>, <c>++</c>, interpolation and coercion to strings.</summary>
public static partial class Op
{
    private static Value AddSlow(Value l, Value r, int pos, int place = 0)
    {
        if (l is NixString first && Force(r) is NixString second)
        {
            return new NixString(string.Concat(first.Bytes, second.Bytes), StringContext.Union(first.Context, second.Context));
        }

        // Nix coerces the left side before it evaluates the right one.
        l = l is AddedSet ? l : AddLeft(l, pos);
        r = Force(r);
        switch (l)
        {
            case NixInt or NixFloat when r is NixInt or NixFloat:
                return AddNumbers(l, r, pos);
            case NixInt or NixFloat:
                throw EvalErrors.Type($"cannot add {TypeNames.WithArticle(r)} to {TypeNames.WithArticle(l)}", pos);
            case NixPath path:
                return Append(path, r, pos, pos, place);
        }

        // Behind a set paths stay as they are: Nix copies them where the first part is a string (ExprConcatStrings::eval).
        (NixString left, CoercionMode mode) = l is AddedSet set ? (set.Text, CoercionMode.None) : ((NixString)l, CoercionMode.Interpolation);
        StringContext? context = left.Context;
        string right = Coercion.ToText(r, ref context, pos, mode, place);
        return new NixString(string.Concat(left.Bytes, right), context);
    }

    /// <summary>A set on the left side of <c>+</c>, of which the text is known already.</summary>
    public sealed class AddedSet : Value
    {
        internal AddedSet(Value set, int pos, int place)
        {
            StringContext? context = null;
            string text = Coercion.ToText(set, ref context, pos, CoercionMode.None, place);
            Text = new NixString(text, context);
        }

        public override ValueKind Kind => ValueKind.Attrs;

        internal NixString Text { get; }
    }

    /// <summary>A path <c>+</c> what has a text.</summary>
    /// <param name="at">Of the operator.</param>
    /// <param name="place">Of what is behind it.</param>
    public static NixPath Append(NixPath path, Value r, int pos, int at, int place)
    {
        StringContext? context = null;
        string text = Coercion.ToText(r, ref context, pos, CoercionMode.PathAppend, place);
        if (context != null)
        {
            throw EvalErrors.Evaluation("a string that refers to a store path cannot be appended to a path", at);
        }

        return path.Append(text);
    }

    /// <summary><c>l ++ r</c>.</summary>
    public static Value Concat(Value l, Value r, int pos)
    {
        NixList left = ForceList(l, pos);
        return NixList.Concat(left, ForceList(r, pos));
    }

    /// <summary>An interpolated path: <c>./a/${x}</c>.</summary>
    public static Value InterpolatePath(int pos, NixPath first, params ReadOnlySpan<NixString> rest)
    {
        string text = "";
        foreach (NixString part in rest)
        {
            if (part.Context != null)
            {
                throw EvalErrors.Evaluation("a string that refers to a store path cannot be appended to a path", pos);
            }

            text += part.Bytes;
        }

        return first.Append(text);
    }
}
