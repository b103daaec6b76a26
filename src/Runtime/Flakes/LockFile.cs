using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Tvix.Aot.Runtime.Fetching;

namespace Tvix.Aot.Runtime.Flakes;

/// <summary>A graph of locked inputs (lockfile.cc): what a flake.lock holds.</summary>
internal sealed class LockFile
{
    public LockNode Root { get; init; } = new();

    /// <summary>The file as JSON, and the names that the nodes have in it: equal texts, equal graphs.</summary>
    public (string Text, IReadOnlyDictionary<LockNode, string> Names) ToJson()
    {
        var writer = new Writer();
        string root = writer.Write("root", Root);
        var text = new StringBuilder("{\"nodes\":{").AppendJoin(',', writer.Nodes.Select(n => $"{JsonWriter.Quote(n.Key)}:{n.Value}"));
        return (text.Append(CultureInfo.InvariantCulture, $"}},\"root\":{JsonWriter.Quote(root)},\"version\":7}}").ToString(), writer.Names);
    }

    /// <summary>The node at the end of a path; null where there is none.</summary>
    /// <exception cref="EvalException">Inputs follow one another in a circle.</exception>
    private LockNode? Find(string[] path, List<string> visited)
    {
        string shown = InputPath.Show(path);
        if (visited.IndexOf(shown) is >= 0 and var first)
        {
            throw EvalErrors.Evaluation($"follow cycle detected: [{string.Join(" -> ", visited.Skip(first).Append(shown))}]");
        }

        visited.Add(shown);
        LockNode? node = Root;
        foreach (string name in path)
        {
            node = !node.Inputs.TryGetValue(name, out LockEdge edge) ? null : edge.Node ?? Find(edge.Follows!, visited);
            if (node == null)
            {
                return null;
            }
        }

        return node;
    }

    /// <exception cref="EvalException">An input follows one that does not exist.</exception>
    public void Check()
    {
        foreach ((string[] path, LockEdge edge) in AllInputs().Values)
        {
            if (edge.Follows is { Length: > 0 } target && Find(target, []) == null)
            {
                throw EvalErrors.Evaluation($"input '{InputPath.Show(path)}' follows a non-existent input '{InputPath.Show(target)}'");
            }
        }
    }

    private SortedDictionary<string, (string[] Path, LockEdge Edge)> AllInputs()
    {
        var all = new SortedDictionary<string, (string[], LockEdge)>(StringComparer.Ordinal);
        var done = new HashSet<LockNode>();
        void Visit(string[] prefix, LockNode node)
        {
            if (!done.Add(node))
            {
                return;
            }

            foreach ((string name, LockEdge edge) in node.Inputs)
            {
                string[] path = [.. prefix, name];
                all.TryAdd(InputPath.Key(path), (path, edge));
                if (edge.Node != null)
                {
                    Visit(path, edge.Node);
                }
            }
        }

        Visit([], Root);
        return all;
    }

    private static readonly string s_bullet = "\u2022".ToBytes(), s_arrow = "\u2192".ToBytes();

    /// <summary>What a warning says of the difference between two (LockFile::diff).</summary>
    public static string Changes(LockFile old, LockFile now)
    {
        SortedDictionary<string, (string[] Path, LockEdge Edge)> before = old.AllInputs(), after = now.AllInputs();
        var text = new StringBuilder();
        foreach (string key in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            bool was = before.TryGetValue(key, out (string[] Path, LockEdge Edge) left), isThere = after.TryGetValue(key, out (string[] Path, LockEdge Edge) right);
            string shown = isThere ? Describe(right.Edge) : "";
            text.Append(!was ? $"{s_bullet} Added input '{InputPath.Show(right.Path)}':\n    {shown}\n"
                : !isThere ? $"{s_bullet} Removed input '{InputPath.Show(left.Path)}'\n"
                : Describe(left.Edge) != shown ? $"{s_bullet} Updated input '{InputPath.Show(right.Path)}':\n    {Describe(left.Edge)}\n  {s_arrow} {shown}\n"
                : "");
        }

        return text.ToString();
    }

    private static string Describe(LockEdge edge)
    {
        if (edge.Node?.Locked is not { Reference: var reference })
        {
            return $"follows '{InputPath.Show(edge.Follows ?? [])}'";
        }

        string shown = $"'{FlakeReference.Show(reference, 0)}'";
        return reference.Number("lastModified") is not { } time ? shown
            : shown + DateTimeOffset.FromUnixTimeSeconds(time).UtcDateTime.ToString(" '('yyyy-MM-dd')'", CultureInfo.InvariantCulture);
    }

    /// <summary>Gives each node a name, that of the input it is first met as, with a number where that is taken.</summary>
    private sealed class Writer
    {
        private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

        public Dictionary<LockNode, string> Names { get; } = [];

        public SortedDictionary<string, string> Nodes { get; } = new(StringComparer.Ordinal);

        public string Write(string wanted, LockNode node)
        {
            if (Names.TryGetValue(node, out string? known))
            {
                return known;
            }

            string name = wanted;
            for (int n = 2; !_taken.Add(name); n++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{wanted}_{n}");
            }

            Names[node] = name;
            var members = new List<string>();
            if (node.Inputs.Count > 0)
            {
                members.Add("\"inputs\":{" + string.Join(',', node.Inputs.Select(i => $"{JsonWriter.Quote(i.Key)}:{Target(i.Key, i.Value)}")) + "}");
            }

            if (node.Locked is { } locked)
            {
                members.Add($"\"locked\":{locked.Reference.AsJson()},\"original\":{locked.Original.AsJson()}");
                members.AddRange(locked.IsFlake ? [] : ["\"flake\":false"]);
                members.AddRange(locked.Parent == null ? [] : ["\"parent\":" + List(locked.Parent)]);
            }

            Nodes[name] = "{" + string.Join(',', members) + "}";
            return name;
        }

        private string Target(string input, LockEdge edge) => edge.Node != null ? JsonWriter.Quote(Write(input, edge.Node)) : List(edge.Follows!);

        private static string List(string[] path) => "[" + string.Join(',', path.Select(JsonWriter.Quote)) + "]";
    }
}
