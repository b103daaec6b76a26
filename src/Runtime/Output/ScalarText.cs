using System.Globalization;
using System.Text;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime;

/// <summary>Values that hold no others, as every printer shows them.</summary>
internal static class ScalarText
{
    /// <summary>Writes the value if it is one of those.</summary>
    public static bool TryWrite(StringBuilder text, Value value)
    {
        switch (value)
        {
            case NixNull: text.Append("null"); return true;
            case NixBool b: text.Append(b.Value ? "true" : "false"); return true;
            case NixInt i: text.Append(i.Value.ToString(CultureInfo.InvariantCulture)); return true;
            case NixFloat f: text.Append(FloatText.General(f.Value)); return true;
            case NixString s: StringLiteral.Append(text, s.Bytes); return true;
            case NixPath p: text.Append(p.Shown); return true;
            default: return false;
        }
    }
}
