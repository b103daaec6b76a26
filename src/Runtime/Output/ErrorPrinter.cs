using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime.Builtins;

namespace Tvix.Aot.Runtime;

/// <summary>Values inside messages and traces: nothing is forced, long ones are cut (errorPrintOptions).</summary>
internal sealed class ErrorPrinter
{
    private readonly int _maxDepth;
    private readonly int _maxItems;
    private readonly StringBuilder _out = new();
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private int _items;
    private int _attrs;

    private ErrorPrinter(int maxDepth, int maxItems)
    {
        _maxDepth = maxDepth;
        _maxItems = maxItems;
    }

    public static string Print(Value value) => Print(value, 10, 10);

    /// <summary>Without limits, as builtins.trace prints.</summary>
    public static string PrintWhole(Value value) => Print(value, int.MaxValue, int.MaxValue);

    private static string Print(Value value, int maxDepth, int maxItems)
    {
        var printer = new ErrorPrinter(maxDepth, maxItems);
        printer.Write(value, 0, value);
        return printer._out.ToString();
    }

    private void WriteSlot(Value value, int depth)
    {
        if (Unevaluated.Is(value))
        {
            _out.Append("«thunk»".ToBytes());
        }
        else
        {
            Write(value, depth, value);
        }
    }

    /// <param name="cell">The value or the thunk for it: the identity of a list.</param>
    private void Write(Value value, int depth, Value cell)
    {
        switch (value)
        {
            case Thunk { IsDone: true } thunk: Write(thunk.Result, depth, cell); break;
            case Thunk thunk: _out.Append((thunk.IsRunning ? "«potential infinite recursion»" : "«thunk»").ToBytes()); break;
            case NixString s: WriteString(s.Bytes); break;
            case NixList list: WriteList(list, depth, cell); break;
            case NixAttrs set: WriteAttrs(set, depth); break;
            case NixLambda lambda: WriteLambda(lambda.Info); break;
            case Builtin b: _out.Append("«primop ".ToBytes()).Append(b.Name).Append("»".ToBytes()); break;
            case PartialApplication { Function: Builtin b }:
                _out.Append("«partially applied primop ".ToBytes()).Append(b.Name).Append("»".ToBytes());
                break;
            case PartialApplication { Function: NixLambda outer } partial: WriteLambda(outer.Info, partial.Arguments.Length); break;
            default: ScalarText.TryWrite(_out, value); break;
        }
    }

    private void WriteString(string bytes)
    {
        const int Longest = 1024;
        if (_maxItems == int.MaxValue || bytes.Length <= Longest)
        {
            StringLiteral.Append(_out, bytes);
            return;
        }

        StringLiteral.Append(_out, bytes[..Longest]);
        _out.Append($" «{bytes.Length - Longest} bytes elided»".ToBytes());
    }

    private void WriteLambda(LambdaInfo info, int given = 0)
    {
        _out.Append("«lambda ".ToBytes()).Append(info.Name != null ? Language.Shared.StringLiteral.AttrName(info.Name) + " " : "");
        if (Positions.Resolve(info.PositionOf(given)) is { } at)
        {
            _out.Append("@ ").Append(at.File).Append(CultureInfo.InvariantCulture, $":{at.Line}:{at.Column}");
        }

        _out.Append("»".ToBytes());
    }

    private void WriteList(NixList list, int depth, Value cell)
    {
        if (list.Count > 0 && !_seen.Add(cell))
        {
            _out.Append("«repeated»".ToBytes());
            return;
        }

        _out.Append("[ ");
        if (depth >= _maxDepth)
        {
            _out.Append("... ");
        }
        else
        {
            for (int i = 0; i < list.Count; i++)
            {
                if (_items >= _maxItems)
                {
                    WriteElided(list.Count - i, "item", "items");
                    break;
                }

                WriteSlot(list[i], depth + 1);
                _items++;
                _out.Append(' ');
            }
        }

        _out.Append(']');
    }

    private void WriteAttrs(NixAttrs set, int depth)
    {
        if (set.Count > 0 && !_seen.Add(set))
        {
            _out.Append("«repeated»".ToBytes());
            return;
        }

        if (depth >= _maxDepth)
        {
            _out.Append("{ ... }");
            return;
        }

        _out.Append("{ ");
        Shape shape = set.Shape;
        int done = 0;
        foreach (int index in InOrder(shape))
        {
            if (_attrs >= _maxItems)
            {
                WriteElided(shape.Count - done, "attribute", "attributes");
                break;
            }

            StringLiteral.AppendAttrName(_out, Symbols.Name(shape.Keys[index]));
            _out.Append(" = ");
            WriteSlot(set.Values[index].V, depth + 1);
            _out.Append("; ");
            _attrs++;
            done++;
        }

        _out.Append('}');
    }

    /// <summary>By name; where not all may be shown, what says what the set is comes first (ImportantFirstAttrNameCmp in print.cc).</summary>
    private IEnumerable<int> InOrder(Shape shape)
    {
        int[] byName = shape.ByName;
        return _maxItems == int.MaxValue || (shape.IndexOf(Symbols.Type) < 0 && shape.IndexOf(Symbols.Find("_type")) < 0)
            ? byName
            : byName.OrderBy(index => Symbols.Name(shape.Keys[index]) is "type" or "_type" ? 0 : 1);
    }

    private void WriteElided(int count, string one, string many) =>
        _out.Append($"«{count} {(count == 1 ? one : many)} elided» ".ToBytes());
}
