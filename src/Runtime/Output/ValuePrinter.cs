using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime;

/// <summary>Values as <c>nix-instantiate --eval</c> prints them.</summary>
internal sealed class ValuePrinter
{
    private readonly StringBuilder _out = new();
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    public static string Print(Value value)
    {
        var printer = new ValuePrinter();
        printer.Write(Op.Force(value));
        return printer._out.ToString();
    }

    /// <summary>A place in a list or set: what nobody has forced yet is shown as code.</summary>
    private void WriteSlot(Value value)
    {
        switch (value)
        {
            case Thunk { IsDone: true } thunk: Write(thunk.Result); break;
            case Thunk: _out.Append("<CODE>"); break;
            // Nix keeps lambdas and empty sets as code until they are forced; here they need no thunk.
            case NixLambda: _out.Append("<CODE>"); break;
            case NixAttrs when ReferenceEquals(value, NixAttrs.EmptyLiteral): _out.Append("<CODE>"); break;
            default: Write(value); break;
        }
    }

    private void Write(Value value)
    {
        switch (value)
        {
            case NixNull: _out.Append("null"); break;
            case NixBool b: _out.Append(b.Value ? "true" : "false"); break;
            case NixInt i: _out.Append(i.Value.ToString(CultureInfo.InvariantCulture)); break;
            case NixFloat f: _out.Append(FloatText.General(f.Value)); break;
            case NixString s: StringLiteral.Append(_out, s.Bytes); break;
            case NixPath p: _out.Append(p.Path); break;
            case NixList list: WriteList(list); break;
            case NixAttrs set: WriteAttrs(set); break;
            case Builtin: _out.Append("<PRIMOP>"); break;
            case PartialApplication { Function: Builtin }: _out.Append("<PRIMOP-APP>"); break;
            default: _out.Append("<LAMBDA>"); break;
        }
    }

    private void WriteList(NixList list)
    {
        if (list.Count == 0)
        {
            _out.Append("[ ]");
            return;
        }

        if (!_seen.Add(list))
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
        Slot[] values = set.Values;
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
