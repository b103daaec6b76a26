using System.Collections.Generic;
using System.Text;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime;

/// <summary>
/// Values as <c>nix repl</c> prints them (print.cc with force, maxDepth and prettyIndent): what is shown is evaluated, sets and
/// lists of several items or with others in them take a line for each, deeper ones are elided, errors below the top stand where the value would.
/// </summary>
public sealed class ReplPrinter
{
    private const int Indent = 2;

    private readonly StringBuilder _out = new();
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly int _maxDepth;
    private int _indent;

    private ReplPrinter(int maxDepth) => _maxDepth = maxDepth;

    /// <param name="maxDepth">How deep sets and lists are shown; deeper ones are dots.</param>
    /// <returns>A byte string.</returns>
    /// <exception cref="EvalException">The value itself fails.</exception>
    public static string Print(Value value, int maxDepth = int.MaxValue)
    {
        var printer = new ReplPrinter(maxDepth);
        printer.Write(Op.Force(value), 0, value);
        return printer._out.ToString();
    }

    private void WriteItem(Value value, int depth)
    {
        int level = EvalStack.Depth;
        try
        {
            Write(Op.Force(value), depth, value);
        }
        catch (EvalException e) when (e.ErrorKind != ErrorKind.Interrupted)
        {
            // What was begun stands as it is, and so does its indentation: Nix's output.
            EvalStack.Depth = level;
            _out.Append(ForcedPrinter.ErrorText(e));
        }
    }

    /// <param name="cell">The value or the thunk for it: the identity of a list.</param>
    private void Write(Value value, int depth, Value cell)
    {
        switch (value)
        {
            case NixList list: WriteList(list, depth, cell); break;
            case NixAttrs set: WriteAttrs(set, depth); break;
            default: ForcedPrinter.WriteScalar(_out, value); break;
        }
    }

    private void WriteList(NixList list, int depth, Value cell)
    {
        if (depth >= _maxDepth)
        {
            _out.Append("[ ... ]");
            return;
        }

        if (list.Count > 0 && !_seen.Add(cell))
        {
            _out.Append("«repeated»".ToBytes());
            return;
        }

        EvalStack.EnterWalk();
        _out.Append('[');
        _indent += Indent;
        bool lines = list.Count > 1 || (list.Count == 1 && IsNested(list[0]));
        for (int i = 0; i < list.Count; i++)
        {
            Space(lines);
            WriteItem(list[i], depth + 1);
        }

        _indent -= Indent;
        Space(lines);
        _out.Append(']');
        EvalStack.Depth--;
    }

    private void WriteAttrs(NixAttrs set, int depth)
    {
        if (ForcedPrinter.DerivationText(set) is { } derivation)
        {
            _out.Append(derivation);
            return;
        }

        if (depth >= _maxDepth)
        {
            _out.Append("{ ... }");
            return;
        }

        if (set.Count > 0 && !_seen.Add(set))
        {
            _out.Append("«repeated»".ToBytes());
            return;
        }

        EvalStack.EnterWalk();
        _out.Append('{');
        _indent += Indent;
        Shape shape = set.Shape;
        bool lines = shape.Count > 1 || (shape.Count == 1 && IsNested(set.Values[0].V));
        foreach (int index in shape.ByName)
        {
            Space(lines);
            StringLiteral.AppendAttrName(_out, Symbols.Name(shape.Keys[index]));
            _out.Append(" = ");
            WriteItem(set.Values[index].V, depth + 1);
            _out.Append(';');
        }

        _indent -= Indent;
        Space(lines);
        _out.Append('}');
        EvalStack.Depth--;
    }

    // A single item is put on a line of its own when there is something in it (shouldPrettyPrintAttrs).
    private static bool IsNested(Value item) => Op.Force(item) is NixList or NixAttrs;

    private void Space(bool isLine)
    {
        if (isLine)
        {
            _out.Append('\n').Append(' ', _indent);
        }
        else
        {
            _out.Append(' ');
        }
    }
}
