using System.Runtime.CompilerServices;
using Tvix.Aot.Runtime;

namespace Tvix.Aot.Interpreter.Nodes;

/// <summary>
/// A core node made ready to run: names are places in frames, literals are values. A frame is an array of captures whose
/// first element is the frame around it.
/// </summary>
internal abstract unsafe class Node
{
    /// <summary>The value, in weak head normal form. Whatever comes last in a node is a tail call.</summary>
    public abstract Value Eval(Capture[] frame);

    /// <summary>The value for a place that nobody may ever look at: a thunk, or what costs nothing to make.</summary>
    public virtual Value Delay(Capture[] frame) => new Thunk(&Run, frame, this);

    private static Value Run(object? frame, object? node) => Unsafe.As<Node>(node)!.Eval(Unsafe.As<Capture[]>(frame)!);
}

/// <summary>A literal, a builtin: the same value each time.</summary>
internal sealed class ConstantNode : Node
{
    private readonly Value _value;

    public ConstantNode(Value value) => _value = value;

    public override Value Eval(Capture[] frame) => _value;

    public override Value Delay(Capture[] frame) => _value;
}

/// <summary>What would need no thunk, where what was evaluated must be known.</summary>
internal sealed class DelayedNode(Node inner) : Node
{
    public Node Inner => inner;

    public override Value Eval(Capture[] frame) => inner.Eval(frame);
}

/// <summary>A value that was computed while compiling: in a list or set Nix shows it as code until it is forced.</summary>
internal sealed class FoldedNode : Node
{
    private readonly Value _value;

    public FoldedNode(Value value) => _value = value;

    public override Value Eval(Capture[] frame) => _value;

    public override Value Delay(Capture[] frame) => Op.Folded(_value);
}

/// <summary>What only the running evaluation knows: <c>builtins</c>, the time, the search path.</summary>
internal sealed class EvaluationConstantNode : Node
{
    private readonly string _name;

    public EvaluationConstantNode(string name) => _name = name;

    public override Value Eval(Capture[] frame) =>
        _name == "builtins" ? Runtime.Builtins.BuiltinTable.Set : Runtime.Builtins.BuiltinTable.Constant(_name);

    public override Value Delay(Capture[] frame) => Eval(frame);
}

/// <summary><c>__curPos</c>.</summary>
internal sealed class CurrentPositionNode : Node
{
    private readonly int _position;

    public CurrentPositionNode(int position) => _position = position;

    public override Value Eval(Capture[] frame) => Op.CurrentPosition(_position);
}
