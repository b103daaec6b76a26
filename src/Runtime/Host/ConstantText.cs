using System;
using System.Globalization;
using System.Text;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime.Host;

/// <summary>Nix constants as text: all that a program without an interpreter can make of <c>--arg</c>.</summary>
internal static class ConstantText
{
    public static Value? TryRead(string text)
    {
        switch (text)
        {
            case "true": return NixBool.True;
            case "false": return NixBool.False;
            case "null": return NixNull.Instance;
            case "[]" or "[ ]": return NixList.Empty;
            case "{}" or "{ }": return NixAttrs.Empty;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            return NixInt.Of(whole);
        }

        if (text.Contains('.', StringComparison.Ordinal) && !text.Contains('/', StringComparison.Ordinal)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real))
        {
            return new NixFloat(real);
        }

        if (text.Length > 1 && text[0] == '/' && text.AsSpan().IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+") < 0)
        {
            return new NixPath(PathText.Canonicalize(text));
        }

        return text.Length >= 2 && text[0] == '"' ? ReadString(text) : null;
    }

    private static NixString? ReadString(string text)
    {
        var bytes = new StringBuilder();
        for (int i = 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"': return i == text.Length - 1 ? new NixString(bytes.ToString()) : null;
                case '$' when i + 1 < text.Length && text[i + 1] == '{': return null;
                case '\\' when i + 1 < text.Length:
                    char c = text[++i];
                    bytes.Append(c switch { 'n' => '\n', 'r' => '\r', 't' => '\t', _ => c });
                    break;
                default: bytes.Append(text[i]); break;
            }
        }

        return null;
    }
}
