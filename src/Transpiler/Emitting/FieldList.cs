using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>Static fields: those of one type are declared together.</summary>
internal sealed class FieldList
{
    private const int LineLength = 120;

    private readonly List<(string Type, List<string> Names)> _types = new();

    public void Add(string type, string name)
    {
        List<string>? names = _types.FirstOrDefault(t => t.Type == type).Names;
        if (names == null)
        {
            _types.Add((type, names = new List<string>()));
        }

        names.Add(name);
    }

    public string Declarations() => string.Concat(_types.Select(t => Declaration($"static {t.Type} ", t.Names, ";")));

    /// <summary>A declaration of several fields, as many to a line as it takes.</summary>
    public static string Declaration(string start, IEnumerable<string> names, string end)
    {
        var text = new StringBuilder();
        string line = "    " + start;
        string separator = "";
        foreach (string name in names)
        {
            if (line.Length + name.Length > LineLength)
            {
                text.Append(line).Append(",\n");
                line = "        " + name;
            }
            else
            {
                line += separator + name;
            }

            separator = ", ";
        }

        return text.Append(line).Append(end).Append('\n').ToString();
    }
}
