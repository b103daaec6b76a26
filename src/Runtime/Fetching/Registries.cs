using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tvix.Aot.Runtime.Builtins;
using Tvix.Aot.Runtime.Fetching.Schemes;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>
/// Flake registries (registry.cc; Nix manual, "nix registry"): what names like <c>nixpkgs</c> stand for. The user's, the machine's and the
/// one that the setting <c>flake-registry</c> names, in this order.
/// </summary>
internal static class Registries
{
    private const int MostSteps = 100;

    private sealed record Entry(InputAttributes From, InputAttributes To, string? Dir, bool IsExact)
    {
        public bool Matches(InputAttributes input)
        {
            string from = From.AsJson();
            if (from == input.AsJson() || IsExact)
            {
                return from == input.AsJson();
            }

            InputAttributes any = input.Copy();
            any.Remove("ref");
            any.Remove("rev");
            return from == any.AsJson();
        }
    }

    /// <summary>What an input stands for, and the folder of the flake in it where the registry says so.</summary>
    /// <param name="input">Without that folder.</param>
    /// <param name="onlyGlobal">For the inputs of flakes, which mean the same to every user.</param>
    /// <exception cref="EvalException">No registry has it.</exception>
    public static (InputAttributes Input, string? Dir) Resolve(InputAttributes input, bool onlyGlobal, int pos)
    {
        List<Entry> entries = [.. Files(onlyGlobal).SelectMany(f => Read(f, pos))];
        string? dir = null;
        for (int steps = 1; steps <= MostSteps; steps++)
        {
            if (entries.Find(e => e.Matches(input)) is not { } entry)
            {
                return input.Type != "indirect" ? (input, dir)
                    : throw EvalErrors.Evaluation($"cannot find flake '{InputScheme.Of(input, pos).Show(input)}' in the flake registries", pos);
            }

            (input, dir) = (entry.IsExact ? entry.To : InputScheme.WithVersion(
                entry.To, entry.From.ContainsKey("ref") ? null : input.Text("ref"), entry.From.ContainsKey("rev") ? null : input.Text("rev"), pos), entry.Dir);
        }

        throw EvalErrors.Evaluation($"cycle detected in flake registry for '{InputScheme.Of(input, pos).Show(input)}'", pos);
    }

    private static IEnumerable<string> Files(bool onlyGlobal)
    {
        if (!onlyGlobal)
        {
            yield return Path.Combine(NixConfiguration.UserFolder, "registry.json");
            yield return Path.Combine(NixConfiguration.SystemFolder, "registry.json");
        }

        if (EvalHost.Current.FlakeRegistry is { Length: > 0 } global)
        {
            yield return global;
        }
    }

    private static List<Entry> Read(string file, int pos)
    {
        if (!Path.IsPathRooted(file))
        {
            file = Download.ToFile(file, mayBeOld: true, pos);
        }

        var entries = new List<Entry>();
        if (!File.Exists(file))
        {
            return entries;
        }

        try
        {
            ReadTo(entries, file);
        }
        catch (EvalException e)
        {
            string problem = e.Message.StartsWith("[json.exception", StringComparison.Ordinal) ? "parse" : "read";
            EvalHost.Current.WriteError($"warning: cannot {problem} flake registry '{file.ToBytes()}': {(problem == "read" ? "error: " : "")}{e.Message}\n");
        }

        return entries;
    }

    private static void ReadTo(List<Entry> entries, string file)
    {
        var whole = JsonReader.Read(ByteText.FromByteArray(File.ReadAllBytes(file)), 0) as NixAttrs;
        long version = whole?.Find(Symbols.Intern("version")) is NixInt number ? number.Value : 0;
        if (version != 2)
        {
            throw EvalErrors.Evaluation($"flake registry '{file.ToBytes()}' has unsupported version {version}");
        }

        if (whole!.Find(Symbols.Intern("flakes")) is not { } flakes || Op.Force(flakes) is not NixList list)
        {
            return;
        }

        for (int i = 0; i < list.Count; i++)
        {
            NixAttrs json = Op.Force(list[i]) as NixAttrs ?? throw EvalErrors.Evaluation("an entry is no object");
            InputAttributes from = Attributes(json, "from"), to = Attributes(json, "to");
            entries.Add(new Entry(InputScheme.Checked(from), InputScheme.Checked(FlakeReference.Split(to).Input), to.Text("dir"), json.Find(Symbols.Intern("exact")) is { } exact && ReferenceEquals(Op.Force(exact), NixBool.True)));
        }
    }

    private static InputAttributes Attributes(NixAttrs json, string name) => json.Find(Symbols.Intern(name)) is { } value && Op.Force(value) is NixAttrs set
        ? InputAttributes.FromJson(set)
        : throw EvalErrors.Evaluation($"an entry has no '{name}'");
}
