using System.Collections.Generic;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Optimising;
using Tvix.Aot.Transpiler.Unboxed;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>Tail positions: statements that return. Calls here become jumps.</summary>
internal sealed partial class CSharpEmitter
{
    private void EmitTail(CoreNode node, MethodBody body)
    {
        switch (node)
        {
            case Let let:
                EmitBindings(let, body);
                EmitTail(let.Body, body);
                break;
            case If i when On(Optimiser.LookupTables) && StringCases.Find(i, _analysis.Resolve) is { } cases:
                EmitCases(cases, body);
                break;
            case If i:
                string test = Condition(i.Test, body);
                body.Block($"if ({test})", body.Nested(() => EmitTail(i.Then, body)));
                EmitTail(i.Else, body);
                break;
            case Assert a:
                EmitAssert(a, body);
                EmitTail(a.Body, body);
                break;
            case Select { Fallback: { } fallback } s:
                EmitTailSelect(s, fallback, body);
                break;
            case Call { Function: BuiltinReference { Name: "seq" }, Arguments: { Count: 2 } args }:
                body.Line($"{Statement(Strict(args[0], body))};");
                body.Effects++;
                EmitTail(args[1], body);
                break;
            case Binary { Kind: BinaryKind.And or BinaryKind.Or or BinaryKind.Implies } b:
                EmitTailLogic(b, body);
                break;
            case Call c:
                if (!IsOwnCall(c, body) && UnboxedExpression(c, body, UnboxedType.Int) is { } fast)
                {
                    string result = body.Names.Unique("r");
                    body.Line($"Value {result} = {fast};");
                    body.Line($"if ({result} != null) return {result};");
                    body.Effects++;
                }

                EmitTailCall(c, body);
                break;
            default:
                body.Line($"return {Strict(node, body)};");
                break;
        }
    }

    /// <summary>A chain of comparisons as a switch, which the C# compiler makes a table of.</summary>
    private void EmitCases(StringCases cases, MethodBody body)
    {
        string key = cases.Key is VariableReference ? Lazy(cases.Key, body) : Strict(cases.Key, body);
        List<string> lines = body.Nested(() =>
        {
            foreach ((string text, CoreNode then) in cases.Cases)
            {
                body.Block($"case {Literals.String(text)}:", body.Nested(() => EmitTail(then, body)));
            }
        });
        body.Block($"switch (Op.TextOf({key}))", lines);
        body.Effects++;
        EmitTail(cases.Otherwise, body);
    }

    /// <summary>Evaluates for the effect alone; a bare name is no C# statement.</summary>
    private static string Statement(string expression) => "_ = " + expression;

    private void EmitTailSelect(Select node, CoreNode fallback, MethodBody body)
    {
        string found = FallibleSelect(node, body);
        string local = body.Names.Unique("v");
        body.Line($"if ({found} is {{ }} {local}) return Op.Force({local});");
        body.Effects++;
        EmitTail(fallback, body);
    }

    /// <summary>
    /// <c>a &amp;&amp; b</c> at the end of a function: b is a tail call of its own when it is a call, and its value must
    /// be a bool all the same, so the runtime checks what a loop of such calls ends in.
    /// </summary>
    private void EmitTailLogic(Binary node, MethodBody body)
    {
        if (!EndsInSelfCall(node.Right, body))
        {
            body.Line($"return {Strict(node, body)};");
            return;
        }

        string left = Condition(node.Left, body);
        (string leave, string result) = node.Kind switch
        {
            BinaryKind.And => ("!", "False"),
            BinaryKind.Or => ("", "True"),
            _ => ("!", "True"),
        };
        body.Line($"if ({leave}{left}) return NixBool.{result};");
        body.Effects++;
        EmitTail(node.Right, body);
    }

    private bool EndsInSelfCall(CoreNode node, MethodBody body) => node switch
    {
        Call call => IsSelfCall(call, body),
        Binary { Kind: BinaryKind.And or BinaryKind.Or or BinaryKind.Implies } b => EndsInSelfCall(b.Right, body),
        _ => false,
    };

    // Its own arguments are looked at where the function begins.
    private bool IsOwnCall(Call call, MethodBody body) =>
        body.Self != null && call.Function is VariableReference r && ReferenceEquals(_analysis.FunctionOf(_analysis.Resolve(r.Variable)), body.Self);

    private bool IsSelfCall(Call call, MethodBody body) =>
        IsOwnCall(call, body) && call.Arguments.Count == body.Self!.Parameters.Count && AlwaysBool(body.Self.Body, body.Self);

    /// <summary>
    /// Every way out of the body gives a bool (or is a call of the function itself), so that the check of an operand
    /// of <c>&amp;&amp;</c> cannot fail and need not be made.
    /// </summary>
    private bool AlwaysBool(CoreNode node, Lambda self) => node switch
    {
        Constant { Kind: ConstantKind.Bool } or Not or HasAttr => true,
        Binary { Kind: BinaryKind.And or BinaryKind.Or or BinaryKind.Implies } => true,
        Binary b => IsCondition(b),
        If i => AlwaysBool(i.Then, self) && AlwaysBool(i.Else, self),
        Let l => AlwaysBool(l.Body, self),
        Assert a => AlwaysBool(a.Body, self),
        Call { Function: VariableReference r } c => ReferenceEquals(_analysis.FunctionOf(_analysis.Resolve(r.Variable)), self)
            && c.Arguments.Count == self.Parameters.Count,
        _ => false,
    };
}
