using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using RadLine;
using Tvix.Aot.Language;
using Tvix.Aot.Runtime;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Cli.Repl;

/// <summary>Completes variables, builtins, attributes behind a dot (what is in front of it is evaluated), and the paths of <c>:l</c>.</summary>
internal sealed partial class ReplCompletion : ITextCompletion
{
    private static readonly string[] s_keywords = ["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with", "builtins"];

    private readonly ReplSession _session;

    public ReplCompletion(ReplSession session) => _session = session;

    public IEnumerable<string> GetCompletions(string prefix, string word, string suffix)
    {
        string text = prefix + word;
        if (LoadedPath().Match(text) is { Success: true } path)
        {
            return Replacing(word, path.Groups[1].Value, Paths(path.Groups[1].Value));
        }

        string typed = Path_().Match(text).Value;
        int dot = typed.LastIndexOf('.');
        string start = typed[(dot + 1)..];
        IEnumerable<string> names = dot < 0 ? Variables() : Attributes(typed[..dot]);
        return Replacing(word, start, names.Where(n => n.StartsWith(start, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
    }

    // The editor replaces its word, which may be more or less than what is completed.
    private static IEnumerable<string> Replacing(string word, string typed, IEnumerable<string> candidates) =>
        word.Length >= typed.Length
            ? candidates.Select(c => word[..^typed.Length] + c)
            : candidates.Select(c => c[(typed.Length - word.Length)..]);

    private IEnumerable<string> Variables() =>
        _session.Names.Concat(FrontEnd.Globals).Concat(s_keywords);

    private string[] Attributes(string path)
    {
        try
        {
            return _session.Run(() => Op.Force(_session.Evaluate(path)) is NixAttrs set
                ? Array.ConvertAll(set.Shape.Keys, Symbols.Name)
                : []);
        }
        catch (EvalException)
        {
            // What fails has nothing to offer; the user sees why when the line is entered.
            return [];
        }
    }

    private static IEnumerable<string> Paths(string typed)
    {
        string folder = Path.GetDirectoryName(typed) ?? "", name = Path.GetFileName(typed);
        string full = Path.GetFullPath(folder.Length == 0 ? "." : folder);
        return Directory.Exists(full)
            ? Directory.EnumerateFileSystemEntries(full, name + "*")
                .Select(p => Path.Combine(folder, Path.GetFileName(p)) + (Directory.Exists(p) ? "/" : "")).Order(StringComparer.Ordinal)
            : [];
    }

    [GeneratedRegex("(?:[a-zA-Z_][a-zA-Z0-9_'-]*\\.)*(?:[a-zA-Z_][a-zA-Z0-9_'-]*)?$")]
    private static partial Regex Path_();

    [GeneratedRegex("^:(?:l|load) +(\\S*)$")]
    private static partial Regex LoadedPath();
}
