using System.Runtime.CompilerServices;
using Tvix.Aot.Runtime;

namespace Tvix.Aot.Interpreter.Nodes;

/// <summary>Operands evaluated and checked, with a line of the trace for what goes wrong (the errorCtx of eval.cc).</summary>
internal static class Traced
{
    public static bool Bool(Node node, Capture[] frame, int position, string context)
    {
        try
        {
            return Op.IsTrue(node.Eval(frame), position);
        }
        catch (EvalException e) when (e.AddFrame(context, position))
        {
            throw;
        }
    }

    public static NixAttrs Attrs(Node node, Capture[] frame, int position, string context)
    {
        try
        {
            return Op.ForceAttrs(node.Eval(frame), 0);
        }
        catch (EvalException e) when (e.AddFrame(context, position))
        {
            throw;
        }
    }

    /// <summary>A value that must be a set; unlike in <see cref="Attrs"/>, errors of its evaluation get no line.</summary>
    public static NixAttrs IsSet(Value value, int position, string context)
    {
        if (value is NixAttrs set)
        {
            return set;
        }

        try
        {
            return Op.ForceAttrs(value, 0);
        }
        catch (EvalException e) when (e.AddFrame(context, position))
        {
            throw;
        }
    }

    /// <summary>The name of an attribute that is computed.</summary>
    public static string Name(Node node, Capture[] frame, int position)
    {
        Value name = node.Eval(frame);
        try
        {
            return Op.ForceStringNoContext(name, position);
        }
        catch (EvalException e) when (e.AddFrame("while evaluating an attribute name", position))
        {
            throw;
        }
    }
}
