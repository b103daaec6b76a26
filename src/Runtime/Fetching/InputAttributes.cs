using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>What is to be fetched: attributes by name, each a string, an integer or a Boolean (fetchers/attrs.cc).</summary>
internal sealed class InputAttributes : SortedDictionary<string, object>
{
    public InputAttributes()
        : base(StringComparer.Ordinal)
    {
    }

    public InputAttributes Copy()
    {
        var copy = new InputAttributes();
        foreach ((string name, object value) in this)
        {
            copy[name] = value;
        }

        return copy;
    }

    public string Type => Required("type");

    public string? Text(string name) => TryGetValue(name, out object? value)
        ? value as string ?? throw EvalErrors.Evaluation($"input attribute '{name}' is not a string {AsJson()}")
        : null;

    public string Required(string name) => Text(name) ?? throw EvalErrors.Evaluation($"input attribute '{name}' is missing");

    public bool? Flag(string name) => TryGetValue(name, out object? value)
        ? value as bool? ?? throw EvalErrors.Evaluation($"input attribute '{name}' is not a Boolean")
        : null;

    public long? Number(string name) => TryGetValue(name, out object? value)
        ? value as long? ?? throw EvalErrors.Evaluation($"input attribute '{name}' is not an integer")
        : null;

    /// <summary>Takes over the members of a set.</summary>
    /// <param name="what">How a message names a member of another type.</param>
    /// <param name="negative">How a message names an integer below zero.</param>
    public static InputAttributes From(NixAttrs set, Func<string, Value, string> what, Func<string, string> negative, int pos, bool takesPaths = true)
    {
        var result = new InputAttributes();
        Shape shape = set.Shape;
        for (int index = 0; index < shape.Count; index++)
        {
            string name = Symbols.Name(shape.Keys[index]);
            Value value = Op.Force(set.Values[index].V);
            result[name] = value switch
            {
                NixString s => s.Bytes,
                NixPath p when takesPaths => p.Path,
                NixBool b => b.Value,
                NixInt { Value: < 0 } i => throw EvalErrors.Evaluation($"negative value given for {negative(name)}: {i.Value}", pos),
                NixInt i => i.Value,
                _ => throw EvalErrors.Evaluation(what(name, value), pos),
            };
        }

        return result;
    }

    /// <summary>Takes over an object of a lock file or registry (jsonToAttrs).</summary>
    public static InputAttributes FromJson(NixAttrs json) =>
        From(json, (_, _) => "unsupported input attribute type in lock file", name => $"flake input attribute '{name}'", 0, takesPaths: false);

    public NixAttrs ToValue()
    {
        var set = new AttrsBuilder(Count);
        foreach ((string name, object value) in this)
        {
            set.Add(name, value switch
            {
                string s => new NixString(s),
                bool b => NixBool.Of(b),
                _ => NixInt.Of((long)value),
            });
        }

        return set.ToAttrs();
    }

    public string AsJson()
    {
        var text = new StringBuilder("{");
        foreach ((string name, object value) in this)
        {
            text.Append(text.Length > 1 ? "," : "").Append(JsonWriter.Quote(name)).Append(':').Append(value switch
            {
                string s => JsonWriter.Quote(s),
                bool b => b ? "true" : "false",
                _ => ((long)value).ToString(CultureInfo.InvariantCulture),
            });
        }

        return text.Append('}').ToString();
    }
}
