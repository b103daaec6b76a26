using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Tvix.Aot.Tests;

/// <summary>Git repositories that are odd: empty, bare, none. Values and messages are those of nix-instantiate.</summary>
public sealed class GitFetchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Url(string repository) => $"file://{_folder.Path}/{repository}";

    private (int Code, string Output, string Errors) Eval(string expression) => Repository.Run(
        Repository.Command,
        _folder.Path,
        new Dictionary<string, string?> { ["TVIX_AOT_CACHE"] = Path.Combine(_folder.Path, "cache") },
        ["eval", "-E", expression, "--strict", "--extra-experimental-features", "fetch-tree flakes"]);

    private string Git(params string[] arguments)
    {
        (int code, string output, string errors) = Repository.Run("git", _folder.Path, ["-c", "user.name=n", "-c", "user.email=a@b", .. arguments]);
        Assert.True(code == 0, errors);
        return output.Trim();
    }

    private void Fails(string arguments, string message)
    {
        (int code, _, string errors) = Eval($"builtins.fetchGit {{ {arguments} }}");
        Assert.Equal(1, code);
        Assert.EndsWith($"error: {message}\n", errors);
    }

    [Fact]
    public void Without_a_commit()
    {
        Git("init", "-q", "-b", "main", "r");
        const string NoCommit = "0000000000000000000000000000000000000000";
        string shown = $"[ \"{NoCommit}\" 0 0 ]\n";
        Assert.Equal((0, shown, ""), Eval($"with builtins.fetchGit \"{Url("r")}\"; [ rev revCount lastModified ]"));
        Assert.Equal((0, shown, ""), Eval($"with builtins.fetchTree {{ type = \"git\"; url = \"{Url("r")}\"; shallow = false; }}; [ rev revCount lastModified ]"));
        Fails(
            $"url = \"{Url("r")}\"; revCount = 1;",
            $"'revCount' attribute mismatch in input 'git+{Url("r")}?exportIgnore=1&ref=refs/heads/main&rev={NoCommit}', expected 1");

        _folder.Write("r/new", "");
        Git("-C", "r", "add", "new");
        string warning = $"warning: Git tree '{_folder.Path}/r' is dirty\n";
        Assert.Equal((0, "false\n", warning), Eval($"builtins.fetchTree {{ type = \"git\"; url = \"{Url("r")}\"; }} ? rev"));
    }

    [Fact]
    public void Without_a_work_tree()
    {
        Git("init", "-q", "-b", "main", "r");
        _folder.Write("r/a", "");
        Git("-C", "r", "add", "a");
        Git("-C", "r", "commit", "-q", "-m", "one");
        Git("-C", "r", "tag", "v1");
        Git("clone", "-q", "--bare", "r", "bare");
        string rev = Git("-C", "r", "rev-parse", "HEAD"), tree = Git("-C", "r", "rev-parse", "HEAD^{tree}"), other = new('1', 40);
        string bare = $"url = \"{Url("bare")}\";";
        Assert.Equal((0, $"\"{rev}\"\n", ""), Eval($"(builtins.fetchGit {{ {bare} }}).rev"));
        Assert.Equal((0, $"\"{rev}\"\n", ""), Eval($"(builtins.fetchGit {{ {bare} ref = \"refs/tags/v1\"; }}).rev"));
        Fails($"{bare} ref = \"v1\";", $"Failed to fetch git repository '{Url("bare")}'");
        Fails($"{bare} ref = \"none\"; allRefs = true;", "resolving Git reference 'none': revspec 'none' not found (libgit2 error code = 4)");
        Fails($"{bare} rev = \"{tree}\";", $"peeling Git object '{tree}'");
        Fails(
            $"{bare} rev = \"{other}\";",
            $"Cannot find Git revision '{other}' in ref 'refs/heads/main' of repository '{Url("bare")}'! "
            + "Please make sure that the rev exists on the ref you've specified or add allRefs = true; to fetchGit.");
        Fails(
            $"url = \"{Url("r")}\"; rev = \"{new string('0', 40)}\";",
            $"getting Git object '{new string('0', 40)}': odb: cannot read object: null OID cannot exist (libgit2 error code = 9)");
        Fails($"url = \"{Url("r")}\"; submodules = true; exportIgnore = true;", "exportIgnore and submodules are not supported together yet");
        Fails($"url = \"{Url("r")}\"; ref = \"none\"; narHash = \"x\";", "resolving Git reference 'none': revspec 'none' not found (libgit2 error code = 4)");
        Fails($"url = \"{Url("r")}\"; narHash = \"x\"; lastModified = 1;", "hash 'x' is not SRI");
    }

    [Fact]
    public void That_are_none()
    {
        _folder.Write("r/a", "");
        Fails($"url = \"{Url("r")}\";", $"Failed to fetch git repository '{Url("r")}'");
        Fails($"url = \"{Url("r/a")}\";", $"Failed to fetch git repository '{Url("r/a")}'");
        Fails($"url = \"{Url("none")}\";", $"Git repository \"{_folder.Path}/none\" does not exist.");
    }

    [FactWithProgram("git-daemon")]
    public void From_a_server()
    {
        Git("init", "-q", "-b", "trunk", "r");
        foreach (string file in (string[])["a", "b"])
        {
            _folder.Write("r/" + file, file);
            Git("-C", "r", "add", file);
            Git("-C", "r", "commit", "-q", "-m", file);
        }

        Git("-C", "r", "tag", "v1");
        string rev = Git("-C", "r", "rev-parse", "HEAD"), other = new('1', 40);
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        int number = ((IPEndPoint)port.LocalEndpoint).Port;
        port.Stop();
        using var server = Process.Start(
            new ProcessStartInfo("git", ["daemon", "--base-path=" + _folder.Path, "--export-all", "--reuseaddr", "--listen=127.0.0.1", $"--port={number}"]) { RedirectStandardError = true })!;
        try
        {
            string url = $"git://127.0.0.1:{number}/r";
            for (int i = 0; i < 100 && Repository.Run("git", _folder.Path, ["ls-remote", url]).Code != 0; i++)
            {
                System.Threading.Thread.Sleep(50);
            }

            // What was cut off says nothing of how many commits there are.
            Assert.Equal((0, $"\"{rev}\"\n", ""), Eval($"(builtins.fetchGit {{ url = \"{url}\"; shallow = true; }}).rev"));
            Assert.Equal((0, "2\n", ""), Eval($"(builtins.fetchGit \"{url}\").revCount"));
            Assert.Equal((0, "2\n", ""), Eval($"(builtins.fetchGit {{ url = \"{url}\"; ref = \"refs/tags/v1\"; }}).revCount"));
            Fails($"url = \"{url}\"; ref = \"v1\";", $"Failed to fetch git repository '{url}'");
            Fails(
                $"url = \"{url}\"; revCount = 1;",
                $"'revCount' attribute mismatch in input '{url}?exportIgnore=1&ref=refs/heads/trunk&rev={rev}', expected 1");
            Fails(
                $"url = \"{url}\"; rev = \"{other}\";",
                $"Cannot find Git revision '{other}' in ref 'refs/heads/trunk' of repository '{url}'! "
                + "Please make sure that the rev exists on the ref you've specified or add allRefs = true; to fetchGit.");
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => _folder.Dispose();
}
