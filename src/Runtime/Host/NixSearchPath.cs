using System;
using System.Collections.Generic;
using Tvix.Aot.Language.Shared;
using Tvix.Aot.Runtime.Fetching;

namespace Tvix.Aot.Runtime.Host;

/// <summary>
/// Lookups in the search path (manual, builtins.findFile and NIX_PATH; EvalState::findFile and resolveLookupPathPath in parser.y): entries are
/// directories, or URLs of archives that are fetched when a lookup first comes to them.
/// </summary>
internal static class NixSearchPath
{
    private const string Channel = "channel:";
    private const string Flake = "flake:";

    // What an entry's path leads to, null for nothing: it is looked for, and warned of, once.
    private static readonly PerSession<Dictionary<string, string?>> s_resolved = new(() => new Dictionary<string, string?>(StringComparer.Ordinal));

    /// <summary>The entries of NIX_PATH (EvalSettings::parseNixPath): divided by colons, but not by those of URLs; empty ones do not count.</summary>
    public static List<string> Split(string text)
    {
        var entries = new List<string>();
        int start = 0;
        while (start < text.Length)
        {
            int colon = text.IndexOf(':', start);
            if (colon < 0)
            {
                entries.Add(text[start..]);
                break;
            }

            if (colon == start)
            {
                start++;
                continue;
            }

            string rest = text[(text.LastIndexOf('=', colon - 1, colon - start) is >= 0 and var equals ? equals + 1 : start)..];
            if (IsFetched(rest))
            {
                colon = text.IndexOf(':', colon + 1) is >= 0 and var next ? next : text.Length;
            }

            entries.Add(text[start..colon]);
            start = colon + 1;
        }

        return entries;
    }

    private static bool IsPseudoUrl(string text) =>
        text.StartsWith(Channel, StringComparison.Ordinal)
        || (text.IndexOf("://", StringComparison.Ordinal) is > 0 and var end && text[..end] is "http" or "https" or "file" or "channel" or "git" or "s3" or "ssh");

    /// <summary>The first entry that has a file.</summary>
    /// <exception cref="EvalException">None has it.</exception>
    public static NixPath Find(IEnumerable<(string Prefix, string Path)> entries, string name, int pos)
    {
        EvalHost host = EvalHost.Current;
        foreach ((string prefix, string path) in entries)
        {
            if (SuffixOf(name, prefix) is { } suffix && Resolve(path, pos) is { } root)
            {
                string candidate = host.ResolveAllSymlinks(PathText.Canonicalize(root + "/" + suffix));
                if (host.KindOf(candidate) != FileKind.Missing)
                {
                    return new NixPath(candidate);
                }
            }
        }

        return name.StartsWith("nix/", StringComparison.Ordinal)
            ? new NixPath(CorePackages.PathOf(name[4..]))
            : throw new EvalException(
                ErrorKind.Thrown,
                host.IsPure ? $"cannot look up '<{name}>' in pure evaluation mode (use '--impure' to override)"
                    : $"file '{name}' was not found in the Nix search path (add it using $NIX_PATH or -I)",
                pos);
    }

    private static string? SuffixOf(string name, string prefix)
    {
        if (prefix.Length == 0 || name == prefix)
        {
            return name[prefix.Length..];
        }

        return name.StartsWith(prefix, StringComparison.Ordinal) && name[prefix.Length] == '/' ? name[(prefix.Length + 1)..] : null;
    }

    private static string? Resolve(string path, int pos)
    {
        Dictionary<string, string?> resolved = s_resolved.Value;
        lock (resolved)
        {
            if (!resolved.TryGetValue(path, out string? known))
            {
                known = TryFetch(path, pos) ?? Existing(path);
                resolved.Add(path, known);
            }

            return known;
        }
    }

    /// <summary>The store path of an archive or a flake; null for other entries, and for archives that cannot be fetched.</summary>
    private static string? TryFetch(string entry, int pos)
    {
        try
        {
            return IsFetched(entry) ? Fetch(entry, pos) : null;
        }
        catch (EvalException e) when (IsPseudoUrl(entry) && e.ErrorKind != ErrorKind.Unsupported)
        {
            EvalHost.Current.WriteError($"warning: Nix search path entry '{entry}' cannot be downloaded, ignoring\n");
            return null;
        }
    }

    /// <summary>Whether a text names an archive or a flake and no path.</summary>
    public static bool IsFetched(string text) => IsPseudoUrl(text) || text.StartsWith(Flake, StringComparison.Ordinal);

    /// <summary>The store path of an archive or a flake.</summary>
    /// <exception cref="EvalException">It cannot be fetched.</exception>
    public static string Fetch(string text, int pos)
    {
        if (IsPseudoUrl(text))
        {
            string url = text.StartsWith(Channel, StringComparison.Ordinal) ? $"https://channels.nixos.org/{text[Channel.Length..]}/nixexprs.tar.xz" : text;
            return PathOf(Fetchers.For("an archive behind a URL", pos).FetchTarball(new NixString(url), pos));
        }

        EvalHost.Current.Features.Require("flakes", pos);
        InputAttributes input = FlakeReference.Parse(text[Flake.Length..], pos);
        input.Remove("dir");
        var tree = (NixAttrs)Fetchers.For("a flake of the search path", pos).FetchTree(input.ToValue(), pos);
        return PathOf(Op.Force(tree.Find(Symbols.OutPath)!));
    }

    private static string PathOf(Value fetched) => ((NixString)fetched).Bytes;

    /// <summary>The directory that an entry names, which may be relative to the current one.</summary>
    public static string AbsoluteOf(string entry) =>
        PathText.Canonicalize(entry.StartsWith('/') ? entry : Environment.CurrentDirectory.ToBytes() + "/" + entry);

    private static string? Existing(string entry)
    {
        EvalHost host = EvalHost.Current;
        string path = host.ResolveAllSymlinks(AbsoluteOf(entry));
        if (host.KindOf(path) != FileKind.Missing)
        {
            return path;
        }

        host.WriteError($"warning: Nix search path entry '{entry}' does not exist, ignoring\n");
        return null;
    }
}
