using System.Text;

namespace Tvix.Aot.Language.Shared;

/// <summary>Strings and attribute names as Nix prints them (printLiteralString, printAttributeName).</summary>
internal static class StringLiteral
{
    /// <summary>The string in quotes, with <c>" \ \n \r \t</c> and <c>${</c> escaped.</summary>
    public static void Append(StringBuilder o, string bytes)
    {
        o.Append('"');
        for (int i = 0; i < bytes.Length; i++)
        {
            char c = bytes[i];
            switch (c)
            {
                case '"': o.Append("\\\""); break;
                case '\\': o.Append("\\\\"); break;
                case '\n': o.Append("\\n"); break;
                case '\r': o.Append("\\r"); break;
                case '\t': o.Append("\\t"); break;
                case '$' when i + 1 < bytes.Length && bytes[i + 1] == '{': o.Append("\\$"); break;
                default: o.Append(c); break;
            }
        }

        o.Append('"');
    }

    /// <summary>A name as it is written in an attribute path: in quotes where it must be.</summary>
    public static string AttrName(string name)
    {
        var text = new StringBuilder();
        AppendAttrName(text, name);
        return text.ToString();
    }

    /// <summary>The name, in quotes unless it reads back as an identifier.</summary>
    public static void AppendAttrName(StringBuilder o, string name)
    {
        if (IsIdentifier(name) && !IsKeyword(name))
        {
            o.Append(name);
        }
        else
        {
            Append(o, name);
        }
    }

    public static bool IsIdentifier(string name)
    {
        if (name.Length == 0 || !(name[0] is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_'))
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!(c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '\'' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsKeyword(string name) =>
        name is "if" or "then" or "else" or "assert" or "with" or "let" or "in" or "rec" or "inherit";

    /// <summary>What Nix says of a text with NUL bytes, each shown as U+2400 (in UTF-8).</summary>
    public static string NulMessage(string bytes) =>
        "input string '" + bytes.Replace("\0", "\u00e2\u0090\u0080") + "' cannot be represented as Nix string because it contains null bytes";
}
