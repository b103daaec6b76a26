using System;
using System.Collections.Generic;
using Tvix.Aot.Runtime.Builtins;
using Tvix.Aot.Runtime.Fetching.Schemes;
using Tvix.Aot.Runtime.Host;
using Tvix.Aot.Runtime.Store;

namespace Tvix.Aot.Runtime.Fetching;

/// <summary>The fetchers themselves (fetchTree.cc): with the network, archives and git.</summary>
internal sealed class NetworkFetchers : Fetchers
{
    public override Value FetchUrl(Value args, int pos) => OnFiles(() => FetchFile(args, "fetchurl", "", pos), pos);

    public override Value FetchTarball(Value args, int pos) => OnFiles(() => FetchFile(args, "fetchTarball", "source", pos), pos);

    public override Value FetchGit(Value args, int pos) => OnFiles(() => Git(args, pos), pos);

    public override Value FetchMercurial(Value args, int pos) => OnFiles(() => Mercurial(args, pos), pos);

    public override Value FetchTree(Value args, int pos) => OnFiles(() => TreeOf(args, pos), pos);

    internal override FetchedTree FetchFlake(InputAttributes input, int pos) => OnFiles(() => FetchAllowed(input, "fetchTree", pos), pos);

    /// <summary>A full disk and its like are errors of the evaluation.</summary>
    private static T OnFiles<T>(Func<T> fetch, int pos)
    {
        try
        {
            return fetch();
        }
        catch (Exception e) when (SystemError.Is(e))
        {
            throw EvalErrors.Evaluation($"cannot keep what was fetched: {SystemError.Text(e).ToBytes()}", pos);
        }
    }

    private static NixString FetchFile(Value argument, string who, string name, int pos)
    {
        (string url, byte[]? expected, string? given, string advice) = Arguments(Op.Force(argument), who, pos);
        EvalHost.Current.CheckUri(url, pos);
        bool unpack = who == "fetchTarball";
        name = (given ?? name) is { Length: > 0 } wanted ? wanted : url[(url.TrimEnd('/').LastIndexOf('/') + 1)..].TrimEnd('/');
        if (StorePaths.ProblemWith(name) is { } problem)
        {
            throw EvalErrors.Evaluation(
                $"invalid store path name when fetching URL '{url}': {problem}. {advice} '{who}',{(advice.StartsWith("Please pass", StringComparison.Ordinal) ? "  " : " ")}so that it can create a valid store path.", pos);
        }

        EvalHost host = EvalHost.Current;
        if (host.IsPure && expected == null)
        {
            throw EvalErrors.Evaluation($"in pure evaluation mode, '{who}' requires a 'sha256' argument", pos);
        }

        IngestionMethod method = unpack ? IngestionMethod.Nar : IngestionMethod.Flat;
        if (expected != null && ContentAddress.PathOf(method, "sha256", expected, name) is var known && (host.IsValid(known) || IsRemembered(known, method, name, pos)))
        {
            return new NixString(known, StringContext.Of(known));
        }

        (string path, byte[] hash) = unpack ? Tree(url, expected != null, name, pos) : File(url, expected != null, name, pos);
        return expected == null || expected.AsSpan().SequenceEqual(hash)
            ? new NixString(path, StringContext.Of(path))
            : throw EvalErrors.Evaluation(
                $"hash mismatch in file downloaded from '{url}':\n  specified: sha256:{Nix32.Encode(expected)}\n  got:       sha256:{Nix32.Encode(hash)}", pos);
    }

    /// <summary>Something fetched by an earlier evaluation, under its hash: no network is needed.</summary>
    private static bool IsRemembered(string storePath, IngestionMethod method, string name, int pos)
    {
        if (FetchCache.Recall(storePath) is not { } physical)
        {
            return false;
        }

        EvalHost host = EvalHost.Current;
        host.Allow(physical.ToBytes());
        host.Overlay(storePath, physical.ToBytes());
        return StorePaths.AddTree(physical.ToBytes(), name, null, method, null, pos) == storePath;
    }

    private static (string Url, byte[]? Hash, string? Name, string Advice) Arguments(Value argument, string who, int pos)
    {
        const string UrlContext = "while evaluating the url we should fetch";
        const string Pass = "Please pass an attribute set with 'url' and 'name' attributes to";
        if (argument is not NixAttrs set)
        {
            return (Expect.StringNoContext(argument, UrlContext), null, null, Pass);
        }

        string? url = null, name = null;
        byte[]? hash = null;
        Shape shape = set.Shape;
        for (int i = 0; i < shape.Count; i++)
        {
            Value value = set.Values[i].V;
            int at = shape.PositionAt(i);
            switch (Symbols.Name(shape.Keys[i]))
            {
                case "url":
                    url = Expect.StringNoContext(value, UrlContext, at);
                    break;
                case "sha256":
                    string text = Expect.StringNoContext(value, "while evaluating the sha256 of the content we should fetch", at);
                    hash = HashBuiltins.ParseOrEmpty(text, "sha256", pos).Bytes;
                    break;
                case "name":
                    name = Expect.StringNoContext(value, "while evaluating the name of the content we should fetch", at);
                    break;
                case var other: throw EvalErrors.Evaluation($"unsupported argument '{other}' to '{who}'", pos);
            }
        }

        string advice = name == null ? "Please add a valid 'name' attribute to the argument for" : "Please change the value for the 'name' attribute passed to";
        return (url ?? throw EvalErrors.Evaluation("'url' argument required", pos), hash, name, advice);
    }

    private static (string Path, byte[] Hash) Tree(string url, bool isPinned, string name, int pos)
    {
        var input = new InputAttributes { ["type"] = "tarball", ["url"] = url };
        InputScheme scheme = InputScheme.Of(input, pos);
        try
        {
            FetchedTree tree = TreeFetcher.FetchTarball(url, isPinned, name, pos);
            return (tree.StorePath, tree.NarHash);
        }
        catch (EvalException e) when (e.AddFrame($"while fetching the input '{scheme.Show(input)}'", 0))
        {
            throw;
        }
    }

    private static (string Path, byte[] Hash) File(string url, bool isPinned, string name, int pos)
    {
        (string physical, byte[] hash) = FetchCache.KeepFile(Download.ToFile(url, isPinned, pos));
        string file = physical.ToBytes();
        EvalHost host = EvalHost.Current;
        host.Allow(file);
        string path = StorePaths.AddTree(file, name, null, IngestionMethod.Flat, null, pos);
        host.Overlay(path, file);
        FetchCache.Remember(path, physical);
        return (path, hash);
    }

    private static Value Git(Value args, int pos)
    {
        args = Op.Force(args);
        InputAttributes input = args is NixAttrs set && !set.Has(Symbols.OutPath) && !set.Has(Symbols.ToStringSymbol)
            ? InputAttributes.From(set, (n, v) => WrongType("fetchGit", n, v), n => $"'fetchGit' argument '{n}'", pos)
            : new InputAttributes { ["url"] = UrlOf(args, "while evaluating the first argument passed to 'fetchGit'") };
        input["type"] = "git";
        if (!input.ContainsKey("exportIgnore") && input.Flag("submodules") != true)
        {
            input["exportIgnore"] = true;
        }

        return Fetch(input, "fetchGit", pos);
    }

    private static string UrlOf(Value value, string context, int at = 0)
    {
        StringContext? strings = null;
        return Expect.Text(value, ref strings, CoercionMode.None, context, at);
    }

    private static Value Mercurial(Value args, int pos)
    {
        args = Op.Force(args);
        InputAttributes input = args is NixAttrs set && !set.Has(Symbols.OutPath) && !set.Has(Symbols.ToStringSymbol)
            ? MercurialAttributes(set)
            : new InputAttributes { ["url"] = UrlOf(args, "while evaluating the first argument passed to builtins.fetchMercurial") };
        string url = input.Text("url") is { Length: > 0 } given ? given : throw EvalErrors.Evaluation("'url' argument required", pos);
        EvalHost.Current.CheckUri(url, pos);
        if (EvalHost.Current.IsPure && !input.ContainsKey("rev"))
        {
            throw EvalErrors.Evaluation("in pure evaluation mode, 'fetchMercurial' requires a Mercurial revision", pos);
        }

        input["type"] = "hg";
        input["url"] = url.Contains("://", StringComparison.Ordinal) ? url : "file://" + url;
        input.TryAdd("name", "source");
        return TreeFetcher.Fetch(input, input.Required("name"), pos).ToMercurialValue();
    }

    private static InputAttributes MercurialAttributes(NixAttrs set)
    {
        var input = new InputAttributes();
        for (int i = 0; i < set.Shape.Count; i++)
        {
            string name = Symbols.Name(set.Shape.Keys[i]), context = $"while evaluating the `{name}` attribute passed to builtins.fetchMercurial";
            int at = set.Shape.PositionAt(i);
            switch (name)
            {
                case "url":
                    input[name] = UrlOf(set.Values[i].V, context, at);
                    break;
                case "rev":
                    string version = Expect.StringNoContext(set.Values[i].V, context, at);
                    input[InputScheme.IsRevision(version) ? "rev" : "ref"] = version;
                    break;
                case "name":
                    input[name] = Expect.StringNoContext(set.Values[i].V, context, at);
                    break;
                default:
                    throw EvalErrors.Evaluation($"unsupported argument '{name}' to 'fetchMercurial'", at);
            }
        }

        return input;
    }

    private static string WrongType(string who, string name, Value value) =>
        $"argument '{name}' to '{who}' is {TypeNames.WithArticle(value)} while a string, Boolean or integer is expected";

    private static Value TreeOf(Value args, int pos)
    {
        args = Op.Force(args);
        if (args is not NixAttrs set)
        {
            string text = UrlOf(args, "while evaluating the first argument passed to 'fetchTree'");
            if (!EvalHost.Current.Features.Has("flakes"))
            {
                throw EvalErrors.Evaluation("passing a string argument to 'fetchTree' requires the 'flakes' experimental feature", pos);
            }

            InputUrl url = InputUrl.TryParse(text, isLenient: false, out string problem) ?? throw EvalErrors.Evaluation(problem, pos);
            return Fetch(InputScheme.FromUrl(url, pos), "fetchTree", pos);
        }

        if (set.Find(Symbols.Type) is { } type)
        {
            Expect.StringNoContext(type, "while evaluating the `type` argument passed to 'fetchTree'", set.PositionOf(Symbols.Type));
        }

        if (set.Has(Symbols.Intern("publicKeys")))
        {
            EvalHost.Current.Features.Require("verified-fetches", pos);
        }

        InputAttributes input = InputAttributes.From(set, (n, v) => WrongType("fetchTree", n, v), n => $"'fetchTree' argument '{n}'", pos);
        if (!input.ContainsKey("type"))
        {
            throw EvalErrors.Evaluation("argument 'type' is missing in call to 'fetchTree'", pos);
        }

        if (input.ContainsKey("name"))
        {
            throw EvalErrors.Evaluation("argument 'name' isn’t supported in call to 'fetchTree'".ToBytes(), pos);
        }

        if (input.Type == "git" && !input.ContainsKey("shallow"))
        {
            input["shallow"] = true;
        }

        return Fetch(input, "fetchTree", pos);
    }

    private static Value Fetch(InputAttributes input, string who, int pos) =>
        FetchAllowed(input, who, pos).ToValue(forFetchGit: who == "fetchGit");

    private static FetchedTree FetchAllowed(InputAttributes input, string who, int pos)
    {
        if (EvalHost.Current.IsPure && !TreeFetcher.IsLocked(input))
        {
            throw EvalErrors.Evaluation($"in pure evaluation mode, '{who}' will not fetch unlocked input '{InputScheme.Of(input, pos).Show(input)}'", pos);
        }

        if (EvalHost.Current.IsRestricted)
        {
            EvalHost.Current.CheckUri(InputScheme.Of(input, pos).Show(input), pos);
        }

        if (input.Type == "indirect" && !EvalHost.Current.IsPure)
        {
            (input, _) = Registries.Resolve(input, onlyGlobal: false, pos);
        }

        string name = input.Text("name") ?? "source";
        return TreeFetcher.Fetch(input, name, pos);
    }
}
