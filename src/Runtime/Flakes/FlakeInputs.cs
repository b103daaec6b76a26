using System;
using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Runtime.Fetching;

namespace Tvix.Aot.Runtime.Flakes;

/// <summary>Reads the set <c>inputs</c> of a flake.nix (parseFlakeInputs, src/libflake/flake.cc).</summary>
/// <param name="Written">The attributes of the file.</param>
/// <param name="Folder">That of the flake.nix.</param>
/// <param name="Prefix">The path of the flake itself, which <c>follows</c> starts from.</param>
internal sealed record FlakeInputs(WrittenAttributes Written, string Folder, string[] Prefix)
{
    /// <summary>What the flake says of itself (<c>inputs.self</c>).</summary>
    public InputAttributes Self { get; } = [];

    /// <exception cref="EvalException">An attribute is unknown, or of another type.</exception>
    public SortedDictionary<string, FlakeInput> Read(NixAttrs inputs, bool takesSelf)
    {
        var read = new SortedDictionary<string, FlakeInput>(StringComparer.Ordinal);
        foreach (int symbol in inputs.Shape.Keys)
        {
            int at = inputs.PositionOf(symbol);
            if (symbol != Symbols.Self)
            {
                read[Symbols.Name(symbol)] = ReadInput(Written.Typed<NixAttrs>(inputs, symbol, "a set"), at);
                continue;
            }

            if (!takesSelf)
            {
                throw EvalErrors.Evaluation($"'self' input attribute not allowed at {Positions.Show(at)}");
            }

            NixAttrs self = Written.Typed<NixAttrs>(inputs, symbol, "a set");
            foreach (int attribute in self.Shape.Keys)
            {
                Self[Symbols.Name(attribute)] = Scalar(Symbols.Name(attribute), Written.Find(self, attribute));
            }
        }

        return read;
    }

    private FlakeInput ReadInput(NixAttrs set, int at)
    {
        var input = new FlakeInput();
        var attributes = new InputAttributes();
        string? url = null;
        foreach (int symbol in set.Shape.Keys)
        {
            string name = Symbols.Name(symbol);
            int place = set.PositionOf(symbol);
            try
            {
                switch (name)
                {
                    case "url": url = UrlOf(Written.Find(set, symbol), place); break;
                    case "flake": input = input with { IsFlake = Written.Typed<NixBool>(set, symbol, "a Boolean").Value }; break;
                    case "inputs": input = input with { Overrides = Read(Written.Typed<NixAttrs>(set, symbol, "a set"), takesSelf: false) }; break;
                    case "follows":
                        input = input with { Follows = [.. Prefix, .. InputPath.Parse(Written.Typed<NixString>(set, symbol, "a string").Bytes)] };
                        break;
                    default: attributes[name] = Scalar(name, Written.Find(set, symbol)); break;
                }
            }
            catch (EvalException e) when (e.AddFrame($"while evaluating flake attribute '{name}'", place))
            {
                throw;
            }
        }

        input = input with { Reference = ReferenceOf(attributes, url, at) };
        return input.Reference == null || input.Follows == null ? input
            : throw EvalErrors.Evaluation($"flake input has both a flake reference and a follows attribute, at {Positions.Show(at)}");
    }

    private static InputAttributes? ReferenceOf(InputAttributes attributes, string? url, int at)
    {
        if (!attributes.ContainsKey("type"))
        {
            return attributes.Keys.FirstOrDefault() is { } unknown
                ? throw EvalErrors.Evaluation($"unexpected flake input attribute '{unknown}', at {Positions.Show(at)}")
                : url == null ? null : FlakeReference.Parse(url, 0, takesRelative: true);
        }

        try
        {
            if (url != null)
            {
                attributes["url"] = url;
            }

            return FlakeReference.Check(attributes);
        }
        catch (EvalException e) when (e.AddFrame("while evaluating flake input", at))
        {
            throw;
        }
    }

    private string UrlOf(Value? value, int place) => value switch
    {
        NixString text => text.Bytes,
        NixPath path => UrlOf(path.Path, FlakeSource.TreeOf(Folder), place),
        _ => throw WrittenAttributes.Wrong("a string or a path", value, place),
    };

    private string UrlOf(string path, string tree, int place) => path == tree || path.StartsWith(tree + "/", StringComparison.Ordinal)
        ? "path:" + RelativeTo(Folder, path)
        : throw EvalErrors.Evaluation($"input attribute path '{path}' at {Positions.Show(place)} must be in the same source tree as {Folder}{(tree == Folder ? "/" : "")}");

    /// <summary>The way from a folder to a path (CanonPath::makeRelative).</summary>
    private static string RelativeTo(string folder, string path)
    {
        string[] from = folder.Split('/', StringSplitOptions.RemoveEmptyEntries), to = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int same = 0;
        while (same < from.Length && same < to.Length && from[same] == to[same])
        {
            same++;
        }

        return same == from.Length && same == to.Length ? "." : string.Join('/', from.Skip(same).Select(_ => "..").Concat(to.Skip(same)));
    }

    private static object Scalar(string name, Value? value) => value switch
    {
        NixString text => text.Bytes,
        NixBool flag => flag.Value,
        NixInt { Value: < 0 } number => throw EvalErrors.Evaluation($"negative value given for flake input attribute {name}: {number.Value}"),
        NixInt number => number.Value,
        _ => throw EvalErrors.Type($"flake input attribute '{name}' is {WrittenAttributes.Kind(value)} while a string, Boolean, or integer is expected", 0),
    };
}
