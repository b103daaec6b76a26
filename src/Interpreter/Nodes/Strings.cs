using System;
using Tvix.Aot.Runtime;

namespace Tvix.Aot.Interpreter.Nodes;

/// <summary>A string or path with interpolations.</summary>
/// <param name="texts">Which parts are calls of <c>toString</c>: those give integers to be written as they are.</param>
internal sealed class InterpolationNode(Node? path, Node[] parts, bool[] texts, int[] positions, int position) : Node
{
    public override Value Eval(Capture[] frame)
    {
        NixPath? start = path == null ? null : (NixPath)path.Eval(frame);
        if (path != null)
        {
            EvalStack.PassBuiltin(position);
        }

        var values = new Value[parts.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Value part = parts[i].Eval(frame);
            if (part is NixString || texts[i])
            {
                EvalStack.PassBuiltin(positions[i]);
                values[i] = part;
            }
            else
            {
                values[i] = Coerced(part, i);
            }
        }

        return start == null ? Op.Interpolate(position, values) : Op.InterpolatePath(position, start, Array.ConvertAll(values, v => (NixString)v));
    }

    private NixString Coerced(Value part, int index)
    {
        try
        {
            return path == null ? Op.StringPart(part, 0, positions[index]) : Op.PathPart(part, 0, positions[index]);
        }
        catch (EvalException e) when (e.TakeCoercion() && e.AddFrame("while evaluating a path segment", positions[index]))
        {
            throw;
        }
    }
}
