using System.Collections.Generic;
using System.Text;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime;

/// <summary>
/// Values as <c>nix eval</c> prints them (print.cc with force): everything is evaluated on the way, errors below the top stand where
/// the value would, derivations are their paths.
/// </summary>
internal sealed class ForcedPrinter
{
    private readonly StringBuilder _out = new();
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    public static string Print(Value value)
    {
        var printer = new ForcedPrinter();
        printer.Write(Op.Force(value), value);
        return printer._out.ToString();
    }

    private void WriteItem(Value value)
    {
        int depth = EvalStack.Depth;
        Value cell = value;
        try
        {
            value = Op.Force(value);
        }
        catch (EvalException e)
        {
            EvalStack.Depth = depth;
            _out.Append(ErrorText(e));
            return;
        }

        Write(value, cell);
    }

    internal static string ErrorText(EvalException e) => "«error: ".ToBytes() + e.Message + "»".ToBytes();

    /// <param name="cell">The value or the thunk for it: the identity of a list.</param>
    private void Write(Value value, Value cell)
    {
        switch (value)
        {
            case NixList list: WriteList(list, cell); break;
            case NixAttrs set: WriteAttrs(set); break;
            default: WriteScalar(_out, value); break;
        }
    }

    /// <summary>What is neither a list nor a set.</summary>
    internal static void WriteScalar(StringBuilder text, Value value)
    {
        if (!ScalarText.TryWrite(text, value))
        {
            text.Append(ErrorPrinter.Print(value));
        }
    }

    private void WriteList(NixList list, Value cell)
    {
        if (list.Count > 0 && !_seen.Add(cell))
        {
            _out.Append("«repeated»".ToBytes());
            return;
        }

        EvalStack.EnterWalk();
        _out.Append("[ ");
        for (int i = 0; i < list.Count; i++)
        {
            WriteItem(list[i]);
            _out.Append(' ');
        }

        _out.Append(']');
        EvalStack.Depth--;
    }

    private void WriteAttrs(NixAttrs set)
    {
        if (set.Count > 0 && !_seen.Add(set))
        {
            _out.Append("«repeated»".ToBytes());
            return;
        }

        EvalStack.EnterWalk();
        if (!WriteDerivation(set))
        {
            Shape shape = set.Shape;
            _out.Append("{ ");
            foreach (int index in shape.ByName)
            {
                StringLiteral.AppendAttrName(_out, Symbols.Name(shape.Keys[index]));
                _out.Append(" = ");
                WriteItem(set.Values[index].V);
                _out.Append("; ");
            }

            _out.Append('}');
        }

        EvalStack.Depth--;
    }

    private bool WriteDerivation(NixAttrs set)
    {
        string? text = DerivationText(set);
        _out.Append(text);
        return text != null;
    }

    /// <summary>A derivation as its path, or as the error that keeps it from one; null for other sets.</summary>
    internal static string? DerivationText(NixAttrs set)
    {
        int depth = EvalStack.Depth;
        try
        {
            if (set.Find(Symbols.Type) is not { } type || Op.Force(type) is not NixString { Bytes: "derivation" })
            {
                return null;
            }

            string path = set.Find(Symbols.DrvPath) is { } drvPath ? " " + StorePathOf(drvPath) : "";
            return "«derivation".ToBytes() + path + "»".ToBytes();
        }
        catch (EvalException e) when (e.ErrorKind != ErrorKind.Interrupted)
        {
            EvalStack.Depth = depth;
            return ErrorText(e);
        }
    }

    private static string StorePathOf(Value drvPath)
    {
        StringContext? context = null;
        string path = Coercion.ToText(drvPath, ref context, 0, CoercionMode.None);
        return Store.StorePaths.IsInStore(path)
            ? Store.StorePaths.ToStorePath(path, 0)
            : throw EvalErrors.Evaluation($"path '{path}' is not in the Nix store");
    }
}
