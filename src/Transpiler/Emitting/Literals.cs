using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>Values as C# literals.</summary>
public static class Literals
{
    /// <summary>A byte string as a C# string: every char is a byte.</summary>
    public static string String(string bytes)
    {
        var text = new StringBuilder(bytes.Length + 2).Append('"');
        foreach (char c in bytes)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\t': text.Append("\\t"); break;
                case '\r': text.Append("\\r"); break;
                case >= ' ' and < (char)127: text.Append(c); break;
                default: text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)); break;
            }
        }

        return text.Append('"').ToString();
    }

    public static string Int(long value) =>
        value == long.MinValue ? "long.MinValue" : value.ToString(CultureInfo.InvariantCulture) + "L";

    public static string Float(double value) =>
        "global::System.BitConverter.Int64BitsToDouble(" + Int(System.BitConverter.DoubleToInt64Bits(value)) + ")";

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Key(ulong value) => "0x" + value.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Numbers as a span, which lies in the program's data.</summary>
    public static string Numbers(IEnumerable<int> values) => $"[{string.Join(", ", values.Select(Number))}]";
}
