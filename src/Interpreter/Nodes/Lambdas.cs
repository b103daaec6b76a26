using System;
using System.Runtime.CompilerServices;
using Tvix.Aot.Language.Optimising;
using Tvix.Aot.Runtime;

namespace Tvix.Aot.Interpreter.Nodes;

/// <summary>A formal of a function: where its value goes, and what it is by default.</summary>
internal readonly record struct FormalPlace(int Index, Node? Default);

/// <summary>A function. Its closures hold the frame they were made in, and this node.</summary>
internal sealed unsafe class LambdaNode : Node
{
    private readonly FormalPlace[]? _formals;
    private int _frameSize;
    private LambdaInfo? _info;
    private Node? _body;

    public LambdaNode(FormalPlace[]? formals) => _formals = formals;

    /// <summary>Gives the function its body, when that is compiled.</summary>
    /// <param name="frameSize">Of the frame that a call makes: behind the frame around it come the parameters.</param>
    public void Complete(string? name, int arity, int position, string parameters, FormalsInfo? formals, LeadingParameters leading, Node body, int frameSize)
    {
        _frameSize = frameSize;
        void* code = arity switch
        {
            1 => (delegate*<object?, object?, Value, Value>)&Call1,
            2 => (delegate*<object?, object?, Value, Value, Value>)&Call2,
            3 => (delegate*<object?, object?, Value, Value, Value, Value>)&Call3,
            _ => (delegate*<object?, object?, Value, Value, Value, Value, Value>)&Call4,
        };
        _info = new LambdaInfo(name, arity, code, position, parameters, formals) { First = leading.First, Next = leading.Next, NextIfSmall = leading.NextIfSmall };
        _body = body;
    }

    public LambdaInfo Info => _info!;

    public override Value Eval(Capture[] frame) => new NixLambda(_info!, frame, this);

    public override Value Delay(Capture[] frame) => new NixLambda(_info!, frame, this);

    private static Value Call1(object? frame, object? node, Value x)
    {
        LambdaNode lambda = Unsafe.As<LambdaNode>(node)!;
        Capture[] inner = lambda.NewFrame(frame);
        inner[1].V = x;
        if (lambda._formals != null)
        {
            lambda.TakeFormals(inner, x);
        }

        return lambda._body!.Eval(inner);
    }

    private static Value Call2(object? frame, object? node, Value x, Value y)
    {
        LambdaNode lambda = Unsafe.As<LambdaNode>(node)!;
        Capture[] inner = lambda.NewFrame(frame);
        inner[1].V = x;
        inner[2].V = y;
        if (lambda._formals != null)
        {
            lambda.TakeFormals(inner, y);
        }

        return lambda._body!.Eval(inner);
    }

    private static Value Call3(object? frame, object? node, Value x, Value y, Value z)
    {
        LambdaNode lambda = Unsafe.As<LambdaNode>(node)!;
        Capture[] inner = lambda.NewFrame(frame);
        inner[1].V = x;
        inner[2].V = y;
        inner[3].V = z;
        if (lambda._formals != null)
        {
            lambda.TakeFormals(inner, z);
        }

        return lambda._body!.Eval(inner);
    }

    private static Value Call4(object? frame, object? node, Value x, Value y, Value z, Value w)
    {
        const int Last = 4;
        LambdaNode lambda = Unsafe.As<LambdaNode>(node)!;
        Capture[] inner = lambda.NewFrame(frame);
        inner[1].V = x;
        inner[2].V = y;
        inner[3].V = z;
        inner[Last].V = w;
        if (lambda._formals != null)
        {
            lambda.TakeFormals(inner, w);
        }

        return lambda._body!.Eval(inner);
    }

    private Capture[] NewFrame(object? outer)
    {
        var frame = new Capture[_frameSize];
        frame[0].V = outer;
        return frame;
    }

    private void TakeFormals(Capture[] frame, Value argument)
    {
        ReadOnlySpan<Slot> values = Op.Formals(argument, _info!, out int[] found);
        FormalPlace[] formals = _formals!;
        for (int i = 0; i < formals.Length; i++)
        {
            if (found[i] >= 0)
            {
                frame[formals[i].Index].V = values[found[i]].V;
            }
        }

        // Defaults may refer to any formal: they come when all that was given is there.
        for (int i = 0; i < formals.Length; i++)
        {
            if (found[i] < 0)
            {
                frame[formals[i].Index].V = formals[i].Default!.Delay(frame);
            }
        }
    }
}

/// <summary>Bindings that may refer to one another, and a body. They live in the frame around them, or in one of their own.</summary>
/// <param name="ownSize">Of a frame of their own; 0 for none.</param>
internal sealed class LetNode(int ownSize, (int Index, Node Value)[] bindings, Node body) : Node
{
    public override Value Eval(Capture[] frame)
    {
        if (ownSize > 0)
        {
            var inner = new Capture[ownSize];
            inner[0].V = frame;
            frame = inner;
        }

        foreach ((int index, Node value) in bindings)
        {
            frame[index].V = value.Delay(frame);
        }

        return body.Eval(frame);
    }
}
