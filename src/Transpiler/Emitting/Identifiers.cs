using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>
/// Nix names as C# names: readable, unique, the same for the same input. Those of a method's locals are never like those of the class's fields and
/// methods, which they would hide: fields begin with a letter or two and an underscore, methods end with one and a number.
/// </summary>
internal sealed class Identifiers
{
    private static readonly Regex s_ofClass = new(
        "^(?:[bchiklptv]|site)_|_[0-9]+$|_unboxed$|^shape$|^[A-Z]", RegexOptions.CultureInvariant);

    private static readonly HashSet<string> s_reserved = new(System.StringComparer.Ordinal)
    {
        "a", "b", "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue",
        "decimal", "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally",
        "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long",
        "namespace", "new", "null", "object", "operator", "out", "override", "params", "private", "protected", "public",
        "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct", "switch",
        "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void",
        "volatile", "while", "var", "args", "top", "P", "S", "Names", "Op", "Ints", "Value", "Thunk", "Slot", "Main", "Init", "Module", "Unsafe", "Capture",
    };

    private readonly Dictionary<string, int> _used;
    private readonly bool _areLocal;

    /// <param name="areLocal">They are names of parameters and variables in a method.</param>
    /// <param name="areFiles">They are names of files, too: some file systems, and MSBuild, take letters of either case for the same.</param>
    public Identifiers(bool areLocal = false, bool areFiles = false)
    {
        _areLocal = areLocal;
        _used = new(areFiles ? System.StringComparer.OrdinalIgnoreCase : System.StringComparer.Ordinal);
    }

    /// <summary>A name that was not given before: the name itself, or with a number behind it.</summary>
    public string Unique(string wanted)
    {
        string name = Clean(wanted);
        if (s_reserved.Contains(name))
        {
            name += "_";
        }

        if (_areLocal && s_ofClass.IsMatch(name))
        {
            name = "local_" + name + "_";
        }

        if (!_used.TryGetValue(name, out int count))
        {
            _used.Add(name, 1);
            return name;
        }

        string numbered;
        do
        {
            string number = (++count).ToString(CultureInfo.InvariantCulture);
            numbered = name + (!_areLocal ? "_" : name[name.Length - 1] == '_' ? "x" : "") + number;
        }
        while (_used.ContainsKey(numbered));
        _used[name] = count;
        _used.Add(numbered, 1);
        return numbered;
    }

    /// <summary>Letters, digits and underscores; <c>'</c> and <c>-</c> become underscores.</summary>
    public static string Clean(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (char c in name)
        {
            text.Append(c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') ? c : '_');
            if (text.Length >= 60)
            {
                break;
            }
        }

        if (text.Length == 0 || text[0] is >= '0' and <= '9')
        {
            text.Insert(0, '_');
        }

        return text.ToString();
    }
}
