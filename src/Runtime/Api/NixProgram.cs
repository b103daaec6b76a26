using System;
using System.Collections.Generic;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot;

/// <summary>What generated classes call. Use their <c>Evaluate</c> instead.</summary>
public static class NixProgram
{
    /// <summary>
    /// Evaluates a compiled file to weak head normal form, from the start: nothing is kept of earlier evaluations. Where it is a function of a
    /// set, that is called with the arguments; without any only if it needs none.
    /// </summary>
    /// <exception cref="NixException">The evaluation failed.</exception>
    /// <param name="features">Experimental features of Nix, separated by spaces.</param>
    public static NixValue Evaluate(ModuleTable modules, string entry, string features, NixOptions? options)
    {
        options ??= new NixOptions();
        var settings = new EvalOptions { SourceRoot = (options.SourceRoot ?? AppContext.BaseDirectory).TrimEnd('/').ToBytes() };
        settings.SourceRoot = settings.SourceRoot.Length == 0 ? "/" : settings.SourceRoot;
        settings.SearchPath.AddRange(options.SearchPath);
        settings.Features.Enable(features);
        EvalHost host = settings.MakeHost(StandardStreams.Error);
        host.Modules = modules;
        host.Engine = NativeProgram.MakeEngine?.Invoke();
        var session = new Session(host, options.MaxCallDepth) { Cancellation = options.CancellationToken };
        return NixValue.Start(session, () =>
        {
            Value root = Modules.Import(Module.SourcePath(entry), 0);
            return options.Arguments.Count == 0 && !AutoCall.NeedsNothing(root) ? root : AutoCall.Call(root, ArgumentsOf(options));
        });
    }

    private static NixAttrs ArgumentsOf(NixOptions options)
    {
        var arguments = new AttrsBuilder(options.Arguments.Count);
        foreach (KeyValuePair<string, object?> argument in options.Arguments)
        {
            arguments.Add(argument.Key.ToBytes(), FromObject(argument.Value));
        }

        return arguments.ToAttrs();
    }

    // Whatever the type of its values.
    private static IEnumerable<KeyValuePair<string, object?>> PairsOf(System.Collections.IDictionary dictionary)
    {
        foreach (System.Collections.DictionaryEntry entry in dictionary)
        {
            yield return entry.Key is string name ? new(name, entry.Value)
                : throw new ArgumentException($"a dictionary with keys of type {entry.Key.GetType()} cannot be given to Nix", nameof(dictionary));
        }
    }

    private static NixAttrs FromPairs(IEnumerable<KeyValuePair<string, object?>> pairs)
    {
        var attrs = new AttrsBuilder(4);
        foreach (KeyValuePair<string, object?> pair in pairs)
        {
            attrs.Add(pair.Key.ToBytes(), FromObject(pair.Value));
        }

        return attrs.ToAttrs(lastWins: true);
    }

    internal static Value FromObject(object? value)
    {
        switch (value)
        {
            case null: return NixNull.Instance;
            case NixValue v: return v.Value;
            case bool b: return NixBool.Of(b);
            case int or long or short or byte or uint or ushort or sbyte:
                return NixInt.Of(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
            case double or float:
                return new NixFloat(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture));
            case string s: return new NixString(s.ToBytes());
            case System.Collections.IDictionary dictionary: return FromPairs(PairsOf(dictionary));
            case IEnumerable<KeyValuePair<string, object?>> pairs: return FromPairs(pairs);
            case System.Collections.IEnumerable items:
                var slots = new List<Slot>();
                foreach (object? item in items)
                {
                    slots.Add(new Slot(FromObject(item)));
                }

                return NixList.Of(slots.ToArray());
            default:
                throw new ArgumentException($"a {value.GetType()} cannot be given to Nix", nameof(value));
        }
    }
}
