using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>Sets, lists, selection.</summary>
internal sealed partial class CSharpEmitter
{
    // Longer literals are built by several methods: compilers stop optimising huge ones.
    private const int ChunkLength = 100;

    private string SetExpression(SetLiteral node, MethodBody body)
    {
        if (node.Attrs.Count == 0 && node.Dynamic.Count == 0)
        {
            return "NixAttrs.EmptyLiteral";
        }

        string set = node.Attrs.Count == 0 ? "NixAttrs.Empty" : StaticAttrs(node, body);
        if (node.Dynamic.Count == 0)
        {
            return set;
        }

        string result = body.Names.Unique("set");
        body.Line($"NixAttrs {result} = {set};");
        foreach (DynamicAttr attr in node.Dynamic)
        {
            string path = body.Path;
            string[] parts = InOrder(body, () => Strict(attr.Name, body), () => Lazy(attr.Value, body));
            body.Path = path;
            string named = attr.Value is Lambda lambda ? ", " + LambdaOf(lambda, body).Info : "";
            body.Line($"{result} = Op.WithDynamic({result}, {parts[0]}, {parts[1]}, {At(attr.At)}{named});");
            body.Effects++;
        }

        return result;
    }

    private string StaticAttrs(SetLiteral node, MethodBody body)
    {
        string shape = ShapeField(node.Attrs);
        string[] names = node.Attrs.Select(a => a.Name).ToArray();
        if (node.Attrs.Count > ChunkLength)
        {
            return $"{shape}.Make({InChunks(node.Attrs.Select(a => a.Value).ToArray(), names, body)})";
        }

        string[] values = Delayed(node.Attrs.Select(a => a.Value), names, body);
        return $"{shape}.Make({string.Join(", ", values)})";
    }

    private string ShapeField(IReadOnlyList<Attr> attrs)
    {
        string names = Literals.Numbers(attrs.Select(a => _pool.SymbolIndex(a.Name)));
        string positions = Literals.Numbers(attrs.Select(a => _positions.IndexOf(a.At)));
        return _pool.Field("shape", "SetShape", $"SetShape.Of(n, {names}, P, {positions})");
    }

    private string[] Delayed(IEnumerable<CoreNode> values, IReadOnlyList<string> names, MethodBody body)
    {
        string path = body.Path;
        var results = new List<string>();
        foreach (CoreNode value in values)
        {
            body.Path = Join(path, names[results.Count]);
            results.Add(Lazy(value, body));
        }

        body.Path = path;
        return results.ToArray();
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : name.Length == 0 ? path : path + "_" + name;

    private string ListExpression(ListLiteral node, MethodBody body)
    {
        if (node.Items.Count == 0)
        {
            return "NixList.Empty";
        }

        if (!body.IsFileLevel && node.IsConstant && node.Items.Count <= ChunkLength)
        {
            return _pool.ConstantList(node);
        }

        string[] names = new string[node.Items.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = "";
        }

        return node.Items.Count > ChunkLength
            ? $"Op.List({InChunks(node.Items.ToArray(), names, body)})"
            : $"Op.List({string.Join(", ", Delayed(node.Items, names, body))})";
    }

    /// <summary>An array of values filled by methods of their own, with the captures that those need.</summary>
    private string InChunks(CoreNode[] values, string[] names, MethodBody body)
    {
        string array = body.Names.Unique("items");
        body.Line($"var {array} = new Value[{Literals.Number(values.Length)}];");
        for (int start = 0; start < values.Length; start += ChunkLength)
        {
            int from = start;
            CoreNode[] part = values.Skip(start).Take(ChunkLength).ToArray();
            var group = new ListLiteral(part[0].At, part);
            string method = _pool.Unique(Join(body.Path, "part") + "_" + LineOf(group.At));
            (string a, string b) = CaptureArguments(CaptureRoots(group), body);
            body.Line($"{method}({a}, {b}, {array});");
            MethodBody inner = ClosureBody(group, body);
            _pending.Enqueue(() => EmitChunk(method, inner, group, from, names));
        }

        return array;
    }

    private void EmitChunk(string method, MethodBody body, ListLiteral group, int from, string[] names)
    {
        string path = body.Path;
        for (int i = 0; i < group.Items.Count; i++)
        {
            body.Path = Join(path, names[from + i]);
            body.Line($"items[{Literals.Number(from + i)}] = {Lazy(group.Items[i], body)};");
        }

        WriteMethod($"static void {method}(object a, object b, Value[] items)", group, body);
    }

    private string SelectExpression(Select node, MethodBody body)
    {
        if (node.Fallback == null)
        {
            string set = SetOf(node.Set, node.Path, body);
            for (int i = 0; i < node.Path.Count; i++)
            {
                set = SelectStep(set, node.Path[i], node.At, IsBeforeComputed(node.Path, i), body);
            }

            return set;
        }

        string found = FallibleSelect(node, body);
        string local = body.Names.Unique("v");
        string fallback = "";
        List<string> lines = body.Nested(() => fallback = Strict(node.Fallback, body));
        if (lines.Count == 0)
        {
            return $"({found} is {{ }} {local} ? Op.Force({local}) : {fallback})";
        }

        body.Line($"Value {local} = {found};");
        List<string> yes = body.Nested(() => body.Line($"{local} = Op.Force({local});"));
        body.Block($"if ({local} is not null)", yes);
        body.Block("else", WithLast(lines, body, $"{local} = {fallback};"));
        body.Effects++;
        return local;
    }

    private string FallibleSelect(Select node, MethodBody body)
    {
        string set = SetOf(node.Set, node.Path, body);
        foreach (AttrName name in node.Path)
        {
            set = Step(set, name, "TrySelectComputed", body);
        }

        return set;
    }

    /// <summary>What is selected from: Nix evaluates it first of all, but a step with a written name does so too.</summary>
    private string SetOf(CoreNode set, IReadOnlyList<AttrName> path, MethodBody body) =>
        set is VariableReference && path[0].Name != null ? Lazy(set, body) : Strict(set, body);

    // Nix computes the name of a step before it evaluates what the step before has found.
    private static bool IsBeforeComputed(IReadOnlyList<AttrName> path, int step) => step + 1 < path.Count && path[step + 1].Name == null;

    private string SelectStep(string set, AttrName name, int at, bool isDelayed, MethodBody body)
    {
        string select = isDelayed ? "Op.Attribute" : "Op.Select";
        if (name.Name != null)
        {
            return $"{select}({set}, {_pool.Symbol(name.Name)}, ref {_pool.Hint(name.Name)}, {At(at)})";
        }

        string[] parts = InOrder(body, () => set, () => Strict(name.Computed!, body));
        return $"{select}Computed({parts[0]}, {parts[1]}, {At(at)}, {At(name.At)})";
    }
}
