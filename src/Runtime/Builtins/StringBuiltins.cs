using System;
using System.Collections.Generic;
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
        StringContext? context = sep.Context;
        NixList items = Op.ForceList(list, pos);
        var texts = new string[items.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = Coercion.ToText(items[i], ref context, pos, CoercionMode.Interpolation);
        }

        return new NixString(string.Join(sep.Bytes, texts), context);
    }

    /// <summary>Manual, builtins.replaceStrings: at each place the first pattern of the list that fits.</summary>
    public static Value ReplaceStrings(Value from, Value to, Value s, int pos)
    {
        NixList froms = Op.ForceList(from, pos), tos = Op.ForceList(to, pos);
        if (froms.Count != tos.Count)
        {
            throw EvalErrors.Evaluation("'from' and 'to' arguments passed to builtins.replaceStrings have different lengths", pos);
        }

        var patterns = new string[froms.Count];
        for (int i = 0; i < patterns.Length; i++)
        {
            patterns[i] = Op.ForceString(froms[i], pos).Bytes;
        }

        NixString text = Op.ForceString(s, pos);
        return new Replacer(patterns, tos, pos).Run(text);
    }

    private sealed class Replacer
    {
        private readonly string[] _patterns;
        private readonly NixList _tos;
        private readonly string?[] _replacements;
        private readonly List<int>?[] _byFirst = new List<int>?[256];
        private readonly System.Buffers.SearchValues<char> _starts;
        private readonly List<int> _empty = [];
        private readonly int _pos;
        private StringContext? _context;

        public Replacer(string[] patterns, NixList tos, int pos)
        {
            _patterns = patterns;
            _tos = tos;
            _pos = pos;
            _replacements = new string?[patterns.Length];
            for (int i = 0; i < patterns.Length; i++)
            {
                if (patterns[i].Length == 0)
                {
                    _empty.Add(i);
                }
                else
                {
                    (_byFirst[patterns[i][0]] ??= []).Add(i);
                }
            }

            var first = new StringBuilder();
            for (int b = 0; b < 256; b++)
            {
                first.Append(_byFirst[b] != null ? ((char)b).ToString() : "");
            }

            _starts = System.Buffers.SearchValues.Create(first.ToString());
        }

        public NixString Run(NixString text)
        {
            string s = text.Bytes;
            _context = text.Context;
            var result = new StringBuilder(s.Length);
            int at = 0;
            while (at <= s.Length)
            {
                if (_empty.Count == 0)
                {
                    // Nothing can start before the next byte that begins a pattern.
                    int skip = s.AsSpan(at).IndexOfAny(_starts);
                    skip = skip < 0 ? s.Length - at : skip;
                    result.Append(s, at, skip);
                    at += skip;
                }

                int pattern = Find(s, at);
                if (pattern >= 0)
                {
                    result.Append(Replacement(pattern));
                    at += _patterns[pattern].Length;
                }

                if (pattern < 0 || _patterns[pattern].Length == 0)
                {
                    if (at < s.Length)
                    {
                        result.Append(s[at]);
                    }

                    at++;
                }
            }

            return new NixString(result.ToString(), _context);
        }

        /// <summary>The first pattern, in the order of the list, that fits at a place; -1 for none.</summary>
        private int Find(string s, int at)
        {
            int found = _empty.Count > 0 ? _empty[0] : int.MaxValue;
            if (at < s.Length && _byFirst[s[at]] is { } candidates)
            {
                foreach (int i in candidates)
                {
                    if (i < found && string.CompareOrdinal(s, at, _patterns[i], 0, _patterns[i].Length) == 0)
                    {
                        found = i;
                        break;
                    }
                }
            }

            return found == int.MaxValue ? -1 : found;
        }

        private string Replacement(int index)
        {
            if (_replacements[index] is { } known)
            {
                return known;
            }

            NixString value = Op.ForceString(_tos[index], _pos);
            _context = StringContext.Union(_context, value.Context);
            return _replacements[index] = value.Bytes;
        }
    }

    public static Value Match(Value regex, Value s, int pos)
    {
        string pattern = Op.ForceStringNoContext(regex, pos);
        Regexes.PosixRegex compiled = Regexes.RegexCache.Get(pattern, pos);
        string text = Op.ForceString(s, pos).Bytes;
        Regexes.RegexMatch? match = compiled.Match(text, pos);
        return match == null ? NixNull.Instance : Groups(match, text);
    }

    private static NixList Groups(Regexes.RegexMatch match, string text)
    {
        var groups = new Slot[match.GroupCount];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i].V = match.TryGetGroup(i + 1, out int start, out int end)
                ? new NixString(text[start..end])
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
        var parts = new List<Slot>();
        int last = 0;
        foreach (Regexes.RegexMatch match in compiled.Matches(text.Bytes, pos))
        {
            parts.Add(new Slot(new NixString(text.Bytes[last..match.Start])));
            parts.Add(new Slot(Groups(match, text.Bytes)));
            last = match.End;
        }

        if (parts.Count == 0)
        {
            return NixList.Of([new Slot(text)]);
        }

        parts.Add(new Slot(new NixString(text.Bytes[last..])));
        return NixList.Of(parts.ToArray());
    }
}
