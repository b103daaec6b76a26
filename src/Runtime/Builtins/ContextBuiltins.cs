using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Tvix.Aot.Runtime.Builtins;

/// <summary>String contexts.</summary>
public static class ContextBuiltins
{
    public static Value HasContext(Value s, int pos) => NixBool.Of(Op.ForceString(s, pos).Context != null);

    public static Value UnsafeDiscardStringContext(Value s, int pos) => new NixString(Coerced(s, pos).Bytes);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static NixString Coerced(Value s, int pos)
    {
        StringContext? context = null;
        string text = Coercion.ToText(s, ref context, pos, CoercionMode.Interpolation);
        return new NixString(text, context);
    }

    /// <summary>Deep references to a derivation become plain ones.</summary>
    public static Value UnsafeDiscardOutputDependency(Value s, int pos)
    {
        NixString text = Coerced(s, pos);
        var elements = new List<ContextElement>();
        foreach (ContextElement element in StringContext.ElementsOf(text.Context))
        {
            elements.Add(element.IsDeep ? ContextElement.Opaque(element.Path) : element);
        }

        return new NixString(text.Bytes, StringContext.FromElements(elements));
    }

    public static Value AddDrvOutputDependencies(Value s, int pos)
    {
        NixString text = Coerced(s, pos);
        int count = StringContext.ElementsOf(text.Context).Length;
        if (count != 1)
        {
            throw EvalErrors.Evaluation($"context of string '{text.Bytes}' must have exactly one element, but has {count}", pos);
        }

        ContextElement element = text.Context!.Elements[0];
        if (element.Output != null)
        {
            throw EvalErrors.Evaluation(
                $"`addDrvOutputDependencies` can only act on derivations, not on a derivation output such as '{element.LastOutput}'", pos);
        }

        return element.Path.EndsWith(".drv", StringComparison.Ordinal)
            ? new NixString(text.Bytes, StringContext.Of(ContextElement.Deep(element.Path)))
            : throw EvalErrors.Evaluation($"path '{element.Path}' is not a derivation", pos);
    }

    public static Value GetContext(Value s, int pos)
    {
        NixString text = Op.ForceString(s, pos);
        var byPath = new SortedDictionary<string, (bool Path, bool All, List<string> Outputs)>(StringComparer.Ordinal);
        foreach (ContextElement element in StringContext.ElementsOf(text.Context))
        {
            string path = element.Path;
            (bool Path, bool All, List<string> Outputs) info = byPath.TryGetValue(path, out var known) ? known : (false, false, []);
            info.Path |= element.IsOpaque;
            info.All |= element.IsDeep;
            if (element.Output is { } output)
            {
                if (element.IsDynamic)
                {
                    throw EvalErrors.Evaluation($"cannot operate on output '{ContextElement.Chain(output)[0]}' of the unbuilt derivation '{path}'");
                }

                info.Outputs.Add(output);
            }

            byPath[path] = info;
        }

        var result = new AttrsBuilder(byPath.Count);
        foreach ((string path, (bool Path, bool All, List<string> Outputs) info) in byPath)
        {
            result.Add(path, Describe(info.Path, info.All, info.Outputs));
        }

        return result.ToAttrs();
    }

    private static NixAttrs Describe(bool path, bool all, List<string> outputs)
    {
        var info = new AttrsBuilder(3);
        if (path)
        {
            info.Add("path", NixBool.True);
        }

        if (all)
        {
            info.Add("allOutputs", NixBool.True);
        }

        if (outputs.Count > 0)
        {
            info.Add("outputs", NixList.Of(outputs.ConvertAll(o => new Slot(new NixString(o))).ToArray()));
        }

        return info.ToAttrs();
    }

    public static Value AppendContext(Value s, Value context, int pos)
    {
        NixString text = Op.ForceString(s, pos);
        NixAttrs added = Op.ForceAttrs(context, pos);
        var elements = new List<ContextElement>();
        elements.AddRange(StringContext.ElementsOf(text.Context));
        Shape shape = added.Shape;
        for (int index = 0; index < shape.Count; index++)
        {
            string path = Symbols.Name(shape.Keys[index]);
            int at = shape.PositionAt(index);
            if (!Store.StorePaths.IsInStore(path) || Store.StorePaths.ProblemWithBaseName(path[(Store.StorePaths.StoreDir.Length + 1)..]) != null)
            {
                throw EvalErrors.Evaluation($"context key '{ErrorTexts.AttributeName(shape.Keys[index])}' is not a store path", at);
            }

            AppendElements(elements, path, Expect.Attrs(added.Values[index].V, "while evaluating the value of a string context", at), at);
        }

        return new NixString(text.Bytes, StringContext.FromElements(elements));
    }

    /// <param name="at">Of the path among the attributes.</param>
    private static void AppendElements(List<ContextElement> elements, string path, NixAttrs info, int at)
    {
        const string Context = "of a string context";
        bool isDerivation = path.EndsWith(".drv", StringComparison.Ordinal);
        if (info.Find(Symbols.Path) is { } plain && IsTrue(plain, "path", info.PositionOf(Symbols.Path)))
        {
            elements.Add(ContextElement.Opaque(path));
        }

        int allOutputs = Symbols.Intern("allOutputs");
        if (info.Find(allOutputs) is { } all && IsTrue(all, "allOutputs", info.PositionOf(allOutputs)))
        {
            elements.Add(isDerivation ? ContextElement.Deep(path) : throw EvalErrors.Evaluation(
                $"tried to add all-outputs context of \"{path}\", which is not a derivation, to a string", at));
        }

        if (info.Find(Symbols.Outputs) is { } outputs)
        {
            int place = info.PositionOf(Symbols.Outputs);
            NixList names = Expect.List(outputs, "while evaluating the `outputs` attribute " + Context, place);
            if (names.Count > 0 && !isDerivation)
            {
                throw EvalErrors.Evaluation($"tried to add derivation output context of \"{path}\", which is not a derivation, to a string", at);
            }

            for (int i = 0; i < names.Count; i++)
            {
                elements.Add(ContextElement.Built(path, Expect.StringNoContext(names[i], "while evaluating an output name within a string context", place)));
            }
        }

        static bool IsTrue(Value value, string name, int place) => Expect.Bool(value, $"while evaluating the `{name}` attribute {Context}", place, place);
    }
}
