using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Language.Syntax;

/// <summary>The desugared expression as <c>nix-instantiate --parse</c> prints it (Expr::show).</summary>
public static class SyntaxPrinter
{
    public static string Print(SyntaxNode node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return text.ToString();
    }

    private static void Write(StringBuilder o, SyntaxNode node)
    {
        switch (node)
        {
            case IntSyntax n: o.Append(n.Value.ToString(CultureInfo.InvariantCulture)); break;
            case FloatSyntax n: o.Append(FloatText.General(n.Value)); break;
            case StringSyntax n: StringLiteral.Append(o, n.Value); break;
            case PathSyntax n: o.Append(n.Value); break;
            case NameSyntax n: o.Append(n.Name); break;
            case CurPosSyntax: o.Append("__curPos"); break;
            case SelectSyntax n: WriteSelect(o, n); break;
            case HasAttrSyntax n:
                o.Append("((");
                Write(o, n.Set);
                o.Append(") ? ");
                WritePath(o, n.Path);
                o.Append(')');
                break;
            case AttrSetSyntax n:
                o.Append(n.IsRecursive ? "rec { " : "{ ");
                WriteBindings(o, n);
                o.Append('}');
                break;
            case ListSyntax n: WriteList(o, n); break;
            case LambdaSyntax n: WriteLambda(o, n); break;
            case CallSyntax n: WriteJoined(o, new[] { n.Function }.Concat(n.Arguments), " "); break;
            case ConcatSyntax n: WriteJoined(o, n.Parts, " + "); break;
            default: WriteControl(o, node); break;
        }
    }

    private static void WriteControl(StringBuilder o, SyntaxNode node)
    {
        switch (node)
        {
            case LetSyntax n:
                o.Append("(let ");
                WriteBindings(o, n.Bindings);
                Wrap(o, "in ", n.Body, ")");
                break;
            case WithSyntax n:
                Wrap(o, "(with ", n.Set, "; ");
                Wrap(o, "", n.Body, ")");
                break;
            case IfSyntax n:
                Wrap(o, "(if ", n.Test, " then ");
                Wrap(o, "", n.Then, " else ");
                Wrap(o, "", n.Else, ")");
                break;
            case AssertSyntax n:
                Wrap(o, "assert ", n.Test, "; ");
                Write(o, n.Body);
                break;
            case NotSyntax n:
                Wrap(o, "(! ", n.Operand, ")");
                break;
            case BinarySyntax n:
                Wrap(o, "(", n.Left, OperatorText(n.Operator));
                Wrap(o, "", n.Right, ")");
                break;
            default:
                throw new InvalidOperationException(node.GetType().Name);
        }
    }

    private static string OperatorText(BinaryOperator op) => op switch
    {
        BinaryOperator.Equal => " == ",
        BinaryOperator.NotEqual => " != ",
        BinaryOperator.And => " && ",
        BinaryOperator.Or => " || ",
        BinaryOperator.Implies => " -> ",
        BinaryOperator.Update => " // ",
        _ => " ++ ",
    };

    private static void Wrap(StringBuilder o, string before, SyntaxNode node, string after)
    {
        o.Append(before);
        Write(o, node);
        o.Append(after);
    }

    private static void WriteJoined(StringBuilder o, IEnumerable<SyntaxNode> nodes, string separator)
    {
        string before = "(";
        foreach (SyntaxNode node in nodes)
        {
            Wrap(o, before, node, "");
            before = separator;
        }

        o.Append(')');
    }

    private static void WriteSelect(StringBuilder o, SelectSyntax n)
    {
        Wrap(o, "(", n.Set, ").");
        WritePath(o, n.Path);
        if (n.Fallback != null)
        {
            Wrap(o, " or (", n.Fallback, ")");
        }
    }

    private static void WriteList(StringBuilder o, ListSyntax n)
    {
        o.Append("[ ");
        foreach (SyntaxNode item in n.Items)
        {
            Wrap(o, "(", item, ") ");
        }

        o.Append(']');
    }

    private static void WritePath(StringBuilder o, IReadOnlyList<AttrNameSyntax> path)
    {
        for (int i = 0; i < path.Count; i++)
        {
            o.Append(i > 0 ? "." : "");
            if (path[i].Name is { } name)
            {
                StringLiteral.AppendAttrName(o, name);
            }
            else
            {
                Wrap(o, "\"${", path[i].Computed!, "}\"");
            }
        }
    }

    private static void WriteBindings(StringBuilder o, AttrSetSyntax set)
    {
        List<AttrSyntax> sorted = set.Attrs.OrderBy(a => a.Name, StringComparer.Ordinal).ToList();
        WriteInherits(o, "inherit", sorted.Where(a => a.Kind == AttrKind.Inherited));
        for (int i = 0; i < set.Sources.Count; i++)
        {
            List<AttrSyntax> names = sorted.Where(a => a.Kind == AttrKind.InheritedFrom && a.Source == i).ToList();
            if (names.Count > 0)
            {
                var head = new StringBuilder("inherit (");
                Write(head, set.Sources[i]);
                WriteInherits(o, head.Append(')').ToString(), names);
            }
        }

        foreach (AttrSyntax attr in sorted.Where(a => a.Kind == AttrKind.Plain))
        {
            StringLiteral.AppendAttrName(o, attr.Name);
            Wrap(o, " = ", attr.Value, "; ");
        }

        foreach (DynamicAttrSyntax attr in set.Dynamic)
        {
            Wrap(o, "\"${", attr.Name, "}\" = ");
            Wrap(o, "", attr.Value, "; ");
        }
    }

    private static void WriteInherits(StringBuilder o, string head, IEnumerable<AttrSyntax> names)
    {
        bool any = false;
        foreach (AttrSyntax attr in names)
        {
            o.Append(any ? " " : head + " ");
            StringLiteral.AppendAttrName(o, attr.Name);
            any = true;
        }

        o.Append(any ? "; " : "");
    }

    private static void WriteLambda(StringBuilder o, LambdaSyntax n)
    {
        o.Append('(');
        if (n.Formals != null)
        {
            o.Append("{ ");
            bool first = true;
            foreach (FormalSyntax formal in n.Formals.Items.OrderBy(f => f.Name, StringComparer.Ordinal))
            {
                o.Append(first ? "" : ", ");
                StringLiteral.AppendAttrName(o, formal.Name);
                if (formal.Default != null)
                {
                    Wrap(o, " ? ", formal.Default, "");
                }

                first = false;
            }

            o.Append(n.Formals.Ellipsis ? (first ? "..." : ", ...") : "").Append(" }").Append(n.Parameter != null ? " @ " : "");
        }

        Wrap(o, (n.Parameter ?? "") + ": ", n.Body, ")");
    }
}
