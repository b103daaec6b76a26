using System;
using System.Text;
using Tvix.Aot.Runtime;

namespace Tvix.Aot.Interpreter.Nodes;

/// <summary>A step of an attribute path: a name, or what computes it.</summary>
internal sealed class PathStep(int symbol, Node? computed, int position, string? text)
{
    private int _hint;

    public bool IsWritten => computed == null;

    /// <summary>The name as a symbol.</summary>
    public int SymbolIn(Capture[] frame) => computed == null ? symbol : Symbols.Intern(Traced.Name(computed, frame, position));

    public Value? Find(NixAttrs set, int name) => set.Find(name, ref _hint);

    /// <summary>As a trace shows it; what cannot be computed is shown as it is written.</summary>
    public string Shown(Capture[] frame)
    {
        try
        {
            return ErrorTexts.AttributeName(SymbolIn(frame));
        }
        catch (EvalException)
        {
            return "\"${" + text + "}\"";
        }
    }
}

/// <summary>Where a selection has come to: the attribute it found last, for the trace.</summary>
internal struct SelectTrace
{
    private NixAttrs? _set;
    private int _name;

    public void At(NixAttrs set, int name)
    {
        _set = set;
        _name = name;
    }

    /// <summary>Whether there is a line for the trace.</summary>
    public readonly bool HasPlace => Positions.IsUsers(Found);

    // Where the attribute is; 0 for nowhere.
    private readonly int Found => _set?.PositionOf(_name) ?? 0;

    /// <summary>The line of the trace, where the attribute has a place (ExprSelect::eval).</summary>
    public readonly bool AddFrame(EvalException e, PathStep[] path, Capture[] frame)
    {
        int at = Found;
        return Positions.IsUsers(at) && e.AddFrame($"while evaluating the attribute '{Shown(path, frame)}'", at);
    }

    /// <summary>A name that is computed.</summary>
    public readonly int NameOf(PathStep step, PathStep[] path, Capture[] frame)
    {
        SelectTrace here = this;
        try
        {
            return step.SymbolIn(frame);
        }
        catch (EvalException e) when (here.AddFrame(e, path, frame))
        {
            throw;
        }
    }

    /// <summary>The place of the attribute; where it has none, that of the selection.</summary>
    public readonly int Place(int position) => Found is not 0 and int at ? at : position;

    private static string Shown(PathStep[] path, Capture[] frame)
    {
        var text = new StringBuilder();
        foreach (PathStep step in path)
        {
            text.Append(text.Length > 0 ? "." : "").Append(step.Shown(frame));
        }

        return text.ToString();
    }
}

/// <summary><c>e.a.b</c>.</summary>
internal sealed class SelectNode(Node set, PathStep[] path, int position) : Node
{
    public override Value Eval(Capture[] frame)
    {
        Value current = set.Eval(frame);
        SelectTrace trace = default;
        foreach (PathStep step in path)
        {
            int name = step.IsWritten ? step.SymbolIn(frame) : trace.NameOf(step, path, frame);
            NixAttrs attrs = current as NixAttrs ?? Force(current, frame, trace);
            current = step.Find(attrs, name) ?? throw Missing(attrs, name, frame, trace);
            trace.At(attrs, name);
        }

        return current is Thunk thunk ? thunk.IsDone ? thunk.Result : Run(thunk, frame, trace) : current;
    }

    private Value Run(Thunk thunk, Capture[] frame, SelectTrace trace)
    {
        try
        {
            return Op.Force(thunk, trace.Place(position));
        }
        catch (EvalException e) when (trace.AddFrame(e, path, frame))
        {
            throw;
        }
    }

    private NixAttrs Force(Value value, Capture[] frame, SelectTrace trace)
    {
        try
        {
            return Traced.IsSet(Op.Force(value, position), position, "while selecting an attribute");
        }
        catch (EvalException e) when (trace.AddFrame(e, path, frame))
        {
            throw;
        }
    }

    private EvalException Missing(NixAttrs attrs, int name, Capture[] frame, SelectTrace trace)
    {
        EvalException error = ErrorTexts.MissingAttribute(attrs, name, position);
        trace.AddFrame(error, path, frame);
        return error;
    }
}

/// <summary><c>v.a</c> where v is a variable: delayed, it needs no frame.</summary>
internal sealed class SelectVariableNode(SelectNode select, Node variable, SelectSite site) : Node
{
    public override Value Eval(Capture[] frame) => select.Eval(frame);

    public override Value Delay(Capture[] frame) => Op.LazySelect(variable.Delay(frame), site);
}

/// <summary><c>e.a.b or d</c>.</summary>
internal sealed class SelectOrNode(Node set, PathStep[] path, Node fallback, int position) : Node
{
    public override Value Eval(Capture[] frame)
    {
        if (Find(frame) is { } found)
        {
            return found;
        }

        return fallback.Eval(frame);
    }

    // Where a part of the path was found, Nix says so for errors of the default, too.
    private Value FallBack(Capture[] frame, SelectTrace trace)
    {
        EvalStack.EnterOwn();
        try
        {
            Value value = fallback.Eval(frame);
            EvalStack.LeaveOwn();
            return value;
        }
        catch (EvalException e) when (trace.AddFrame(e, path, frame))
        {
            throw;
        }
    }

    /// <returns>Null where the default is wanted, and may be a jump.</returns>
    private Value? Find(Capture[] frame)
    {
        Value current = set.Eval(frame);
        SelectTrace trace = default;
        foreach (PathStep step in path)
        {
            int name = step.IsWritten ? step.SymbolIn(frame) : trace.NameOf(step, path, frame);
            current = current is Thunk part ? Run(part, frame, trace, position) : current;
            if (current is not NixAttrs attrs || step.Find(attrs, name) is not { } found)
            {
                // Loops stay loops where Nix has given up.
                return trace.HasPlace && EvalStack.IsShallow ? FallBack(frame, trace) : null;
            }

            current = found;
            trace.At(attrs, name);
        }

        return current is Thunk thunk ? Run(thunk, frame, trace, trace.Place(position)) : current;
    }

    private Value Run(Thunk thunk, Capture[] frame, SelectTrace trace, int place)
    {
        try
        {
            return Op.Force(thunk, place);
        }
        catch (EvalException e) when (trace.AddFrame(e, path, frame))
        {
            throw;
        }
    }
}

/// <summary><c>e ? a.b</c>.</summary>
/// <param name="place">Of the set.</param>
internal sealed class HasAttrNode(Node set, PathStep[] path, int place) : Node
{
    public override Value Eval(Capture[] frame)
    {
        Value current = set.Eval(frame);
        foreach (PathStep step in path)
        {
            current = Op.Force(current, place);
            int name = step.SymbolIn(frame);
            if (current is not NixAttrs attrs || step.Find(attrs, name) is not { } found)
            {
                return NixBool.False;
            }

            current = found;
        }

        return NixBool.True;
    }
}
