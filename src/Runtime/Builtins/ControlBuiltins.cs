namespace Tvix.Aot.Runtime.Builtins;

/// <summary>Evaluation order, errors, tracing.</summary>
public static class ControlBuiltins
{
    /// <summary>Manual, builtins.abort: not to be caught.</summary>
    public static Value Abort(Value message, int pos)
    {
        StringContext? context = null;
        string text = Coercion.ToText(message, ref context, pos, CoercionMode.Interpolation);
        throw new EvalException(ErrorKind.Abort, $"evaluation aborted with the following error message: '{text}'", pos);
    }

    /// <summary>Manual, builtins.throw: tryEval catches it.</summary>
    public static Value Throw(Value message, int pos)
    {
        StringContext? context = null;
        throw new EvalException(ErrorKind.Thrown, Coercion.ToText(message, ref context, pos, CoercionMode.Interpolation), pos);
    }

    /// <summary>Manual, builtins.tryEval: to weak head normal form; catches throw, assert and search path misses only.</summary>
    public static Value TryEval(Value v, int pos)
    {
        int depth = EvalStack.Depth;
        Value result = NixBool.False;
        bool success = true;
        try
        {
            // The value that was forced, not a literal that waits to be.
            result = Op.Force(v) switch
            {
                var forced when ReferenceEquals(forced, NixAttrs.EmptyLiteral) => NixAttrs.Empty,
                NixLambda lambda when ReferenceEquals(v, lambda) => Thunk.Of(lambda),
                _ => v,
            };
        }
        catch (EvalException e) when (e.IsCatchable)
        {
            EvalStack.Depth = depth;
            success = false;
        }

        var attrs = new AttrsBuilder(2);
        attrs.Add("success", NixBool.Of(success));
        attrs.Add(Symbols.ValueSymbol, result);
        return attrs.ToAttrs();
    }

    public static Value Seq(Value first, Value second, int pos)
    {
        Op.Force(first);
        return Op.Force(second);
    }

    public static Value DeepSeq(Value first, Value second, int pos)
    {
        DeepForce.Run(first);
        return Op.Force(second);
    }

    /// <summary>Manual, builtins.trace: strings as they are, other values printed.</summary>
    public static Value Trace(Value message, Value result, int pos)
    {
        message = Op.Force(message);
        string text = message is NixString s ? s.Bytes : ErrorPrinter.PrintWhole(message);
        Host.EvalHost.Current.WriteError($"trace: {text}\n");
        return Op.Force(result);
    }

    public static Value TraceVerbose(Value message, Value result, int pos)
    {
        if (Host.EvalHost.Current.TraceVerbose)
        {
            return Trace(message, result, pos);
        }

        return Op.Force(result);
    }

    public static Value Warn(Value message, Value result, int pos)
    {
        Host.EvalHost.Current.WriteError(ErrorRenderer.Prefixed("evaluation warning: ", Op.ForceString(message, pos).Bytes));
        if (Host.EvalHost.Current.AbortOnWarn)
        {
            throw new EvalException(ErrorKind.Abort, "aborting to reveal stack trace of warning, as abort-on-warn is set", pos);
        }

        return Op.Force(result);
    }

    public static Value AddErrorContext(Value message, Value result, int pos)
    {
        EvalException? worse = null;
        int depth = EvalStack.Depth;
        try
        {
            return Op.Force(result);
        }
        catch (EvalException e) when ((worse = AddContext(e, message, pos, depth)) != null)
        {
            throw worse;
        }
    }

    /// <summary>The error of the message itself, which then takes the place of the other one; else null.</summary>
    /// <param name="depth">That of the call: a filter runs before the calls inside it are left.</param>
    private static EvalException? AddContext(EvalException e, Value message, int pos, int depth)
    {
        int inner = EvalStack.Depth;
        EvalStack.Depth = depth;
        try
        {
            StringContext? context = null;
            string text = Expect.Text(message, ref context, CoercionMode.None, "while evaluating the error message passed to builtins.addErrorContext", position: pos);
            e.AddFrame(text, 0, FrameWeight.Always);
            return null;
        }
        catch (EvalException error)
        {
            return error;
        }
        finally
        {
            EvalStack.Depth = inner;
        }
    }

    /// <summary>Only a debugger would stop here.</summary>
    public static Value Break(Value v, int pos) => Op.Force(v);
}
