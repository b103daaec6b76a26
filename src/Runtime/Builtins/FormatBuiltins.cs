using System.Runtime.CompilerServices;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>JSON, TOML, XML.</summary>
public static class FormatBuiltins
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Value ToJson(Value v, int pos)
    {
        StringContext? context = null;
        string json = JsonWriter.ToJson(v, ref context, pos, copyToStore: true);
        return new NixString(json, context);
    }

    public static Value FromJson(Value text, int pos)
    {
        string json = Op.ForceStringNoContext(text, pos);
        try
        {
            return JsonReader.Read(json, pos);
        }
        catch (EvalException e) when (e.Message.StartsWith("[json.exception", System.StringComparison.Ordinal) && e.AddFrame("while decoding a JSON string", 0))
        {
            throw;
        }
    }

    public static Value FromToml(Value text, int pos) => Toml.TomlReader.Read(Op.ForceStringNoContext(text, pos), pos);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Value ToXml(Value v, int pos)
    {
        StringContext? context = null;
        string xml = XmlWriter.ToXml(v, strict: true, location: false, ref context, pos);
        return new NixString(xml, context);
    }
}
