using System.Runtime.CompilerServices;
using Tvix.Aot.Runtime;

namespace Tvix.Aot.Interpreter.Nodes;

/// <summary>A variable: a place in a frame, so many frames out.</summary>
internal sealed class VariableNode : Node
{
    private readonly int _out;
    private readonly int _index;

    private readonly int _position;

    public VariableNode(int outwards, int index, int position)
    {
        _position = position;
        _out = outwards;
        _index = index;
    }

    public override Value Eval(Capture[] frame) => Op.Force(Unsafe.As<Value>(At(frame))!, _position);

    public override Value Delay(Capture[] frame) => Unsafe.As<Value>(At(frame))!;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private object? At(Capture[] frame)
    {
        for (int i = _out; i > 0; i--)
        {
            frame = Unsafe.As<Capture[]>(frame[0].V)!;
        }

        return frame[_index].V;
    }
}

/// <summary>A variable of the nearest frame.</summary>
internal sealed class LocalNode : Node
{
    private readonly int _index;

    private readonly int _position;

    public LocalNode(int index, int position)
    {
        _index = index;
        _position = position;
    }

    public override Value Eval(Capture[] frame) => Op.Force(Unsafe.As<Value>(frame[_index].V)!, _position);

    public override Value Delay(Capture[] frame) => Unsafe.As<Value>(frame[_index].V)!;
}

/// <summary>A node whose value cannot be had when it is delayed, only when it is asked for: it needs a variable that gets its value later.</summary>
internal sealed class LaterNode : Node
{
    private readonly Node _inner;

    public LaterNode(Node inner) => _inner = inner;

    public override Value Eval(Capture[] frame) => _inner.Eval(frame);
}

/// <summary>A name that only enclosing <c>with</c>s can provide.</summary>
internal sealed class WithNode : Node
{
    private readonly (Node Set, int Position)[] _scopes;
    private readonly int _symbol;
    private readonly int _position;
    private int _hint;

    public WithNode((Node Set, int Position)[] scopes, int symbol, int position)
    {
        _scopes = scopes;
        _symbol = symbol;
        _position = position;
    }

    public override Value Eval(Capture[] frame)
    {
        if (_scopes.Length == 1 && Scope(_scopes[0], frame).Find(_symbol, ref _hint) is { } only)
        {
            return Op.Force(only, _position);
        }

        for (int i = _scopes.Length == 1 ? 1 : 0; i < _scopes.Length; i++)
        {
            if (Scope(_scopes[i], frame).Find(_symbol) is { } found)
            {
                return Op.Force(found, _position);
            }
        }

        throw new EvalException(ErrorKind.UndefinedVariable, $"undefined variable '{Symbols.Name(_symbol)}'", _position);
    }

    public override Value Delay(Capture[] frame)
    {
        var scopes = new Value[_scopes.Length];
        for (int i = 0; i < scopes.Length; i++)
        {
            scopes[i] = _scopes[i].Set.Delay(frame);
        }

        return Op.TryWith(_symbol, scopes) ?? base.Delay(frame);
    }

    private static NixAttrs Scope((Node Set, int Position) scope, Capture[] frame) =>
        scope.Set.Delay(frame) is NixAttrs set ? set : Traced.IsSet(scope.Set.Eval(frame), scope.Position, "while evaluating the first subexpression of a with expression");
}
