using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Language.Core;

/// <summary>A core tree as text: one node a line, indented; variables with a number that tells equal names apart.</summary>
public sealed class CoreDump
{
    private readonly StringBuilder _out = new();
    private readonly Dictionary<Variable, string> _names = new();
    private readonly Dictionary<string, int> _counts = new(System.StringComparer.Ordinal);
    private int _depth;

    public static string Dump(CoreNode node)
    {
        var dump = new CoreDump();
        dump.Write(node);
        return dump._out.ToString();
    }

    private string Name(Variable v)
    {
        if (!_names.TryGetValue(v, out string? name))
        {
            _counts.TryGetValue(v.Name, out int count);
            _counts[v.Name] = count + 1;
            name = v.Name + "#" + count.ToString(CultureInfo.InvariantCulture);
            _names.Add(v, name);
        }

        return name;
    }

    private void Line(string text) => _out.Append(' ', _depth * 2).Append(text).Append('\n');

    private void Under(string head, CoreNode node)
    {
        Line(head);
        _depth++;
        Write(node);
        _depth--;
    }

    private void Write(CoreNode node)
    {
        Line(Head(node));
        _depth++;
        switch (node)
        {
            case Let let:
                foreach (Binding binding in let.Bindings)
                {
                    Under(Name(binding.Variable) + " =", binding.Value);
                }

                Under("in", let.Body);
                break;
            case SetLiteral set:
                foreach (Attr attr in set.Attrs)
                {
                    Under("." + attr.Name + " =", attr.Value);
                }

                foreach (DynamicAttr attr in set.Dynamic)
                {
                    Under("dynamic", attr.Name);
                    Under("=", attr.Value);
                }

                break;
            default:
                node.ForEachChild(Write);
                break;
        }

        _depth--;
    }

    private string Head(CoreNode node)
    {
        switch (node)
        {
            case Constant { Kind: ConstantKind.String, Value: string s }:
                var text = new StringBuilder();
                StringLiteral.Append(text, s);
                return text.ToString();
            case Constant { Kind: ConstantKind.Float, Value: double d }: return "float " + FloatText.General(d);
            case Constant { Kind: ConstantKind.Bool, Value: bool b }: return b ? "true" : "false";
            case Constant c: return string.Format(CultureInfo.InvariantCulture, "{0}", c.Value ?? "null");
            case VariableReference r: return Name(r.Variable);
            case BuiltinReference b: return "builtin " + b.Name;
            case WithReference w: return "with-lookup " + w.Name + " in " + string.Join(", ", System.Linq.Enumerable.Select(w.Scopes, Name));
            case Binary b: return b.Kind.ToString().ToLowerInvariant();
            case Select s: return "select " + PathText(s.Path) + (s.Fallback == null ? "" : " or");
            case HasAttr h: return "has " + PathText(h.Path);
            case Lambda l: return "lambda " + string.Join(" ", System.Linq.Enumerable.Select(l.Parameters, ParameterText));
            case Call { IsOwned: true }: return "call, taken once";
            default: return node.GetType().Name.ToLowerInvariant();
        }
    }

    private static string PathText(IReadOnlyList<AttrName> path) =>
        string.Join(".", System.Linq.Enumerable.Select(path, p => p.Name ?? "${}"));

    private string ParameterText(Parameter p)
    {
        if (p.Formals == null)
        {
            return Name(p.Variable);
        }

        string items = string.Join(", ", System.Linq.Enumerable.Select(p.Formals.Items, f => Name(f.Variable) + (f.Default == null ? "" : " ?")));
        return $"{{ {items}{(p.Formals.Ellipsis ? ", ..." : "")} }}@{Name(p.Variable)}";
    }
}
