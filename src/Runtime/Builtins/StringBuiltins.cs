using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Strings, bytewise.</summary>
public static class StringBuiltins
{
    public static Value ToStringStrong(Value v, int pos)
    {
        v = Op.Force(v);
        if (v is NixString)
        {
            return v;
        }

        StringContext? context = null;
        string text = Coercion.ToText(v, ref context, pos, CoercionMode.Strong);
        return new NixString(text, context);
    }

    /// <summary><c>toString</c> in an interpolated string: an integer stays one, and is written where it goes.</summary>
    public static Value TextOrInteger(Value v, int pos)
    {
        v = Op.Force(v);
        return v is NixInt ? v : ToStringStrong(v, pos);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Value StringLength(Value s, int pos)
    {
        StringContext? context = null;
        return NixInt.Of(Coercion.ToText(s, ref context, pos, CoercionMode.Interpolation).Length);
    }

    /// <summary>Manual, builtins.substring: a negative length is the rest; past the end is empty, the context stays.</summary>
    public static Value Substring(Value start, Value length, Value s, int pos)
    {
        long from = Op.ForceInt(start, pos);
        if (from < 0)
        {
            throw EvalErrors.Evaluation("negative start position in 'substring'", pos);
        }

        long count = Op.ForceInt(length, pos);
        StringContext? context = null;
        // Nix takes a short cut for an empty result, which leaves the string's type unchecked but its context kept.
        string text = Coercion.ToText(s, ref context, pos, CoercionMode.Interpolation);
        if (from >= text.Length || count == 0)
        {
            return context == null ? NixString.Empty : new NixString("", context);
        }

        int rest = text.Length - (int)from;
        int taken = count < 0 || count > rest ? rest : (int)count;
        return taken == 1 && context == null ? NixString.OfByte(text[(int)from]) : new NixString(text.Substring((int)from, taken), context);
    }

    public static Value ConcatStringsSep(Value separator, Value list, int pos)
    {
        NixString sep = Op.ForceString(separator, pos);
        var contexts = new ContextUnion();
        contexts.Add(sep.Context);
        NixList items = Op.ForceList(list, pos);
        var texts = new string[items.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            StringContext? own = null;
            texts[i] = Expect.Text(
                items.TakeEvaluated(i), ref own, CoercionMode.Interpolation, "while evaluating one element of the list of strings to concat passed to builtins.concatStringsSep");
            contexts.Add(own);
        }

        return new NixString(string.Join(sep.Bytes, texts), contexts.ToContext());
    }

    /// <summary>Manual, builtins.replaceStrings: at each place the first pattern of the list that fits.</summary>
    public static Value ReplaceStrings(Value from, Value to, Value s, int pos)
    {
        NixList froms = Op.ForceList(from, pos), tos = Op.ForceList(to, pos);
        if (froms.Count != tos.Count)
        {
            throw EvalErrors.Evaluation("'from' and 'to' arguments passed to builtins.replaceStrings have different lengths", pos);
        }

        return Replacer.For(froms, tos).Run(Op.ForceString(s, pos));
    }

    public static Value Match(Value regex, Value s, int pos)
    {
        string pattern = Op.ForceStringNoContext(regex, pos);
        Regexes.PosixRegex compiled = Regexes.RegexCache.Get(pattern, pos);
        string text = Op.ForceString(s, pos).Bytes;
        Regexes.RegexMatch? match = compiled.Match(text);
        return match == null ? NixNull.Instance : Groups(match, text);
    }

    private static NixList Groups(Regexes.RegexMatch match, string text)
    {
        var groups = new Slot[match.GroupCount];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i].V = match.TryGetGroup(i + 1, out int start, out int end)
                ? NixString.Slice(text, start, end)
                : NixNull.Instance;
        }

        return NixList.Of(groups);
    }

    /// <summary>Manual, builtins.split: the parts between matches, and for each match the list of its groups.</summary>
    public static Value Split(Value regex, Value s, int pos)
    {
        string pattern = Op.ForceStringNoContext(regex, pos);
        Regexes.PosixRegex compiled = Regexes.RegexCache.Get(pattern, pos);
        NixString text = Op.ForceString(s, pos);
        var parts = new SlotCollector();
        int last = 0;
        foreach (Regexes.RegexMatch match in compiled.Matches(text.Bytes))
        {
            parts.Add(NixString.Slice(text.Bytes, last, match.Start));
            parts.Add(Groups(match, text.Bytes));
            last = match.End;
        }

        if (parts.Count == 0)
        {
            parts.GiveBack();
            return NixList.Of([new Slot(text)]);
        }

        parts.Add(NixString.Slice(text.Bytes, last, text.Bytes.Length));
        return parts.ToList();
    }
}
