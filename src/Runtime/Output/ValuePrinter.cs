using System;
using System.Collections.Generic;
using System.Text;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime.Builtins;

namespace Tvix.Aot.Runtime;

/// <summary>Values as <c>nix-instantiate --eval</c> prints them.</summary>
internal sealed class ValuePrinter
{
    private readonly StringBuilder _out = new();
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    private readonly bool _strict;

    private ValuePrinter(bool strict) => _strict = strict;

    /// <param name="strict">Everything was forced before.</param>
    public static string Print(Value value, bool strict)
    {
        var printer = new ValuePrinter(strict);
        printer.Write(Op.Force(value), value);
        return printer._out.ToString();
    }

    /// <summary>A place in a list or set: what nobody has forced yet is shown as code.</summary>
    private void WriteSlot(Value value)
    {
        switch (value)
        {
            case Thunk { IsDone: true } thunk: Write(thunk.Result, thunk); break;
            case Thunk: _out.Append("<CODE>"); break;
            case NixLambda or NixAttrs when !_strict && Unevaluated.Is(value): _out.Append("<CODE>"); break;
            default: Write(value, value); break;
        }
    }

    /// <param name="cell">The value or the thunk for it: what Nix takes as the identity of a list.</param>
    private void Write(Value value, Value cell)
    {
        switch (value)
        {
            case NixList list: WriteList(list, cell); break;
            case NixAttrs set: WriteAttrs(set); break;
            case Builtin: _out.Append("<PRIMOP>"); break;
            case PartialApplication { Function: Builtin }: _out.Append("<PRIMOP-APP>"); break;
            case var _ when ScalarText.TryWrite(_out, value): break;
            default: _out.Append("<LAMBDA>"); break;
        }
    }

    private void WriteList(NixList list, object identity)
    {
        if (list.Count == 0)
        {
            _out.Append("[ ]");
            return;
        }

        if (!_seen.Add(identity))
        {
            _out.Append("«repeated»".ToBytes());
            return;
        }

        EvalStack.EnterWalk();
        _out.Append("[ ");
        foreach (Slot item in list.Items)
        {
            WriteSlot(item.V);
            _out.Append(' ');
        }

        _out.Append(']');
        EvalStack.Depth--;
    }

    private void WriteAttrs(NixAttrs set)
    {
        Shape shape = set.Shape;
        if (shape.Count == 0)
        {
            _out.Append("{ }");
            return;
        }

        if (!_seen.Add(set))
        {
            _out.Append("«repeated»".ToBytes());
            return;
        }

        EvalStack.EnterWalk();
        _out.Append("{ ");
        ReadOnlySpan<Slot> values = set.Values;
        foreach (int index in shape.ByName)
        {
            StringLiteral.AppendAttrName(_out, Symbols.Name(shape.Keys[index]));
            _out.Append(" = ");
            WriteSlot(values[index].V);
            _out.Append("; ");
        }

        _out.Append('}');
        EvalStack.Depth--;
    }
}
