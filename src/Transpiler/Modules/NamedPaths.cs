using System.Collections.Generic;
using Tvix.Aot.Language.Core;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Transpiler.Modules;

/// <summary>The paths that expressions of a file stand for, as far as its text tells: <c>let lib = ./lib; in import (lib + "/more.nix")</c>.</summary>
internal sealed class NamedPaths
{
    // Variables of variables: deeper is no program, or one that needs itself.
    private const int MostSteps = 16;

    private readonly Dictionary<Variable, CoreNode> _values = new();

    /// <summary>What a walk through the file comes to: bindings, before what refers to them.</summary>
    public void Add(Let let)
    {
        foreach (Language.Core.Binding binding in let.Bindings)
        {
            if (binding.Value is Constant { Kind: ConstantKind.Path } or VariableReference or Binary { Kind: BinaryKind.Add })
            {
                _values[binding.Variable] = binding.Value;
            }
        }
    }

    /// <summary>A path that the expression gives; null where it is no path, or one that the text does not tell.</summary>
    public string? Of(CoreNode node) => Of(node, MostSteps);

    private string? Of(CoreNode node, int steps) => steps == 0 ? null : node switch
    {
        Constant { Kind: ConstantKind.Path, Value: string path } => path,
        VariableReference v when _values.TryGetValue(v.Variable, out CoreNode? value) => Of(value, steps - 1),
        Binary { Kind: BinaryKind.Add, Right: Constant { Kind: ConstantKind.String or ConstantKind.Path, Value: string rest } } sum
            when Of(sum.Left, steps - 1) is { } from => PathText.Canonicalize(from + rest),
        _ => null,
    };
}
