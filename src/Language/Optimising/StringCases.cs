using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Language.Optimising;

/// <summary>
/// <c>if x == "a" then … else if x == "b" then … else …</c> as one lookup: x is a variable, or a selection from one, so that looking
/// again could neither fail nor give anything else. A text that comes twice counts the first time.
/// </summary>
internal sealed record StringCases(CoreNode Key, IReadOnlyList<(string Text, CoreNode Then)> Cases, CoreNode Otherwise)
{
    private const int Fewest = 3;

    /// <param name="resolve">The variable that one is only another name of.</param>
    /// <returns>Null for other conditions, and where there are few of them.</returns>
    public static StringCases? Find(If node, Func<Variable, Variable> resolve)
    {
        if (Comparison(node.Test) is not { Key: var key })
        {
            return null;
        }

        var cases = new List<(string, CoreNode)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        CoreNode rest = node;
        while (rest is If next && Comparison(next.Test) is { } comparison && IsSame(key, comparison.Key, resolve))
        {
            string text = comparison.Text;
            if (seen.Add(text))
            {
                cases.Add((text, next.Then));
            }

            rest = next.Else;
        }

        return cases.Count < Fewest ? null : new StringCases(key, cases, rest);
    }

    private static (CoreNode Key, string Text)? Comparison(CoreNode test) => test switch
    {
        Binary { Kind: BinaryKind.Equal, Left: var key, Right: Constant { Kind: ConstantKind.String } text } when IsSteady(key) => (key, (string)text.Value!),
        Binary { Kind: BinaryKind.Equal, Left: Constant { Kind: ConstantKind.String } text, Right: var key } when IsSteady(key) => (key, (string)text.Value!),
        _ => null,
    };

    private static bool IsText(CoreNode? node) => node is Constant { Kind: ConstantKind.String };

    private static bool IsSteady(CoreNode node) => node is VariableReference
        || (node is Select { Set: VariableReference } s && s.Path.All(step => step.Name != null) && (s.Fallback == null || IsText(s.Fallback)));

    private static bool IsSame(CoreNode a, CoreNode b, Func<Variable, Variable> resolve) => (a, b) switch
    {
        (VariableReference x, VariableReference y) => resolve(x.Variable) == resolve(y.Variable),
        (Select x, Select y) => IsSame(x.Set, y.Set, resolve) && x.Path.Select(p => p.Name).SequenceEqual(y.Path.Select(p => p.Name))
            && Equals((x.Fallback as Constant)?.Value, (y.Fallback as Constant)?.Value),
        _ => false,
    };
}
