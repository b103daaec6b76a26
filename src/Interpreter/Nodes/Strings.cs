using Tvix.Aot.Runtime;

namespace Tvix.Aot.Interpreter.Nodes;

/// <summary>A string or path with interpolations.</summary>
internal sealed class InterpolationNode(Node? path, Node[] parts, int[] positions, int position) : Node
{
    public override Value Eval(Capture[] frame)
    {
        NixPath? start = path == null ? null : (NixPath)path.Eval(frame);
        var texts = new NixString[parts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            Value part = parts[i].Eval(frame);
            texts[i] = part as NixString ?? Coerced(part, i);
        }

        return start == null ? Op.Interpolate(position, texts) : Op.InterpolatePath(position, start, texts);
    }

    private NixString Coerced(Value part, int index)
    {
        try
        {
            return path == null ? Op.StringPart(part, 0) : Op.PathPart(part, 0);
        }
        catch (EvalException e) when (e.TakeCoercion() && e.AddFrame("while evaluating a path segment", positions[index]))
        {
            throw;
        }
    }
}
