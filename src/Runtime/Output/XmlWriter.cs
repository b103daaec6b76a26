using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime;

/// <summary>Values as XML (builtins.toXML, --xml; value-to-xml.cc).</summary>
internal sealed class XmlWriter
{
    private readonly StringBuilder _out = new("<?xml version='1.0' encoding='utf-8'?>\n");
    private readonly HashSet<string> _derivations = [];
    private readonly bool _strict;
    private readonly bool _location;
    private readonly int _pos;
    private StringContext? _context;
    private int _depth;
    private int _nested;

    // As deep as Nix goes: each level is indented, so that a million of them are no text that fits anywhere.
    private const int Deepest = 10_000;

    private XmlWriter(bool strict, bool location, int pos)
    {
        _strict = strict;
        _location = location;
        _pos = pos;
    }

    public static string ToXml(Value value, bool strict, bool location, ref StringContext? context, int pos)
    {
        var writer = new XmlWriter(strict, location, pos);
        writer.Open("expr");
        writer.Write(Op.Force(value));
        writer.Close("expr");
        context = StringContext.Union(context, writer._context);
        return writer._out.ToString();
    }

    /// <param name="place">Where the value was asked for.</param>
    private void Write(Value value, int place = 0)
    {
        EvalStack.EnterBuiltin(0);
        value = _strict ? Op.Force(value, place) : value is Thunk { IsDone: true } t ? t.Result : value;
        if (++_nested > Deepest)
        {
            throw EvalErrors.TooDeep();
        }

        WriteForced(value);
        _nested--;
        EvalStack.LeaveBuiltin();
    }

    private void WritePart(Value value, int place = 0)
    {
        if (!_strict && Unevaluated.Is(value))
        {
            Element("unevaluated");
            return;
        }

        Write(value, place);
    }

    private void WriteForced(Value value)
    {
        switch (value)
        {
            case NixNull: Element("null"); break;
            case NixBool b: Element("bool", ("value", b.Value ? "true" : "false")); break;
            case NixInt i: Element("int", ("value", i.Value.ToString(CultureInfo.InvariantCulture))); break;
            case NixFloat f: Element("float", ("value", FloatText.General(f.Value))); break;
            case NixString s:
                _context = StringContext.Union(_context, s.Context);
                Element("string", ("value", s.Bytes));
                break;
            case NixPath p: Element("path", ("value", p.Shown)); break;
            case NixList list: WriteList(list); break;
            case NixAttrs set: WriteSet(set); break;
            case NixLambda lambda: WriteFunction(lambda.Info, 0); break;
            case PartialApplication { Function: NixLambda inner } p: WriteFunction(inner.Info, p.Arguments.Length); break;
            default: Element("unevaluated"); break;
        }
    }

    private void WriteList(NixList list)
    {
        EvalStack.EnterOwnWalk();
        Open("list");
        for (int i = 0; i < list.Count; i++)
        {
            WritePart(list[i]);
        }

        Close("list");
        EvalStack.LeaveOwn();
    }

    private void WriteSet(NixAttrs set)
    {
        EvalStack.EnterOwnWalk();
        if (!Op.IsDerivation(set))
        {
            Open("attrs");
            WriteAttrs(set);
            Close("attrs");
        }
        else
        {
            WriteDerivation(set);
        }

        EvalStack.LeaveOwn();
    }

    private void WriteDerivation(NixAttrs set)
    {
        string? drvPath = StringAttr(set, Symbols.DrvPath), outPath = StringAttr(set, Symbols.OutPath);
        var attributes = new List<(string, string)>();
        if (drvPath != null)
        {
            attributes.Add(("drvPath", drvPath));
        }

        if (outPath != null)
        {
            attributes.Add(("outPath", outPath));
        }

        Open("derivation", [.. attributes]);
        if (!string.IsNullOrEmpty(drvPath) && _derivations.Add(drvPath))
        {
            WriteAttrs(set);
        }
        else
        {
            Element("repeated");
        }

        Close("derivation");
    }

    private string? StringAttr(NixAttrs set, int name)
    {
        Value? value = set.Find(name);
        value = value is null ? null : _strict ? Op.Force(value) : value is Thunk { IsDone: true } t ? t.Result : value;
        return (value as NixString)?.Bytes;
    }

    private void WriteAttrs(NixAttrs set)
    {
        Shape shape = set.Shape;
        ReadOnlySpan<Slot> values = set.Values;
        foreach (int index in shape.ByName)
        {
            Open("attr", WithLocation(("name", Symbols.Name(shape.Keys[index])), shape.PositionAt(index)));
            WritePart(values[index].V, shape.PositionAt(index));
            Close("attr");
        }
    }

    private void WriteFunction(LambdaInfo info, int given)
    {
        Open("function", WithLocation(null, info.PositionOf(given)));
        if (info.Formals is not { } formals || given + 1 < info.Arity)
        {
            Element("varpat", ("name", info.ParameterName(given)));
        }
        else
        {
            string name = info.ParameterName(given);
            Open("attrspat", [.. (formals.Ellipsis ? [("ellipsis", "1")] : System.Array.Empty<(string, string)>()), .. (name.Length > 0 ? [("name", name)] : System.Array.Empty<(string, string)>())]);
            foreach (string formal in formals.Symbols.Select(Symbols.Name).Order(System.StringComparer.Ordinal))
            {
                Element("attr", ("name", formal));
            }

            Close("attrspat");
        }

        Close("function");
    }

    /// <summary>Attributes in alphabetical order: column, line, name, path.</summary>
    private (string, string)[] WithLocation((string, string)? name, int position)
    {
        var attributes = new List<(string, string)>();
        SourcePosition? at = _location ? Positions.Resolve(position) : null;
        if (at is { } p)
        {
            attributes.Add(("column", p.Column.ToString(CultureInfo.InvariantCulture)));
            attributes.Add(("line", p.Line.ToString(CultureInfo.InvariantCulture)));
        }

        if (name is { } n)
        {
            attributes.Add(n);
        }

        if (at is not null && Positions.FileOf(position) is { IsFile: true } file)
        {
            attributes.Add(("path", file.RawPath));
        }

        return [.. attributes];
    }

    private void Open(string name, params (string Name, string Value)[] attributes)
    {
        Tag(name, attributes);
        _out.Append(">\n");
        _depth++;
    }

    private void Close(string name)
    {
        _depth--;
        _out.Append(' ', _depth * 2).Append("</").Append(name).Append(">\n");
    }

    private void Element(string name, params (string Name, string Value)[] attributes)
    {
        Tag(name, attributes);
        _out.Append(" />\n");
    }

    private void Tag(string name, (string Name, string Value)[] attributes)
    {
        _out.Append(' ', _depth * 2).Append('<').Append(name);
        foreach ((string key, string value) in attributes)
        {
            _out.Append(' ').Append(key).Append("=\"");
            Escape(value);
            _out.Append('"');
        }
    }

    private void Escape(string value)
    {
        foreach (char c in value)
        {
            switch (c)
            {
                case '"': _out.Append("&quot;"); break;
                case '<': _out.Append("&lt;"); break;
                case '>': _out.Append("&gt;"); break;
                case '&': _out.Append("&amp;"); break;
                case '\n': _out.Append("&#xA;"); break;
                default: _out.Append(c); break;
            }
        }
    }
}
