using System;
using System.Collections.Generic;
using System.Text;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>The attributes of a derivation with <c>__structuredAttrs</c>, which become one JSON object in its environment.</summary>
internal sealed class StructuredAttributes
{
    private readonly SortedDictionary<string, string> _members = new(StringComparer.Ordinal);

    public void Add(string key, string json) => _members[key] = json;

    public void AddTo(Derivation drv)
    {
        var text = new StringBuilder("{");
        foreach ((string key, string json) in _members)
        {
            text.Append(text.Length > 1 ? "," : "").Append(JsonWriter.Quote(key)).Append(':').Append(json);
        }

        drv.Environment["__json"] = text.Append('}').ToString();
    }

    /// <summary>JSON text given by hand, as Nix writes it again.</summary>
    /// <exception cref="EvalException">It is not the text of an object.</exception>
    public static string Normalise(string text, int pos)
    {
        Value value;
        try
        {
            value = JsonReader.Read(text, pos);
        }
        catch (EvalException e)
        {
            throw EvalErrors.Evaluation("cannot process __json attribute: " + e.Message, pos);
        }

        StringContext? context = null;
        return value is NixAttrs
            ? JsonWriter.ToPlainJson(value, ref context, pos)
            : throw EvalErrors.Evaluation(
                $"cannot process __json attribute: [json.exception.type_error.302] type must be object, but is {JsonTypeOf(value)}", pos);
    }

    private static string JsonTypeOf(Value value) => value switch
    {
        NixNull => "null",
        NixBool => "boolean",
        NixString => "string",
        NixList => "array",
        _ => "number",
    };

    /// <summary>Checks on references that only work per output when attributes are structured.</summary>
    public static void WarnOfIneffective(string key, string name)
    {
        if (key is "allowedReferences" or "allowedRequisites" or "disallowedReferences" or "disallowedRequisites" or "maxSize" or "maxClosureSize")
        {
            EvalHost.Current.WriteError(
                $"warning: In a derivation named '{name}', 'structuredAttrs' disables the effect of the derivation attribute '{key}'; use 'outputChecks.<output>.{key}' instead\n");
        }
    }
}
