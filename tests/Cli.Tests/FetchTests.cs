using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Tvix.Aot.Tests;

/// <summary>Fetchers against a server on this machine and local git repositories, with a cache of their own.</summary>
public sealed class FetchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly string _url;
    private int _requests;

    public FetchTests()
    {
        int port = 20000 + (Environment.ProcessId % 20000);
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                _url = $"http://127.0.0.1:{port + attempt}/";
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add(_url);
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (attempt < 50)
            {
            }
        }

        _ = Task.Run(Serve);
    }

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context = await _listener.GetContextAsync();
            _requests++;
            string path = context.Request.Url!.AbsolutePath;
            bool known = _files.TryGetValue(path, out byte[]? bytes);
            bytes ??= "nothing here"u8.ToArray();
            context.Response.StatusCode = known ? 200 : 404;
            context.Response.ContentLength64 = path == "/cut" ? bytes.Length + 100 : bytes.Length;
            try
            {
                await context.Response.OutputStream.WriteAsync(bytes);
                if (path == "/cut")
                {
                    context.Response.Abort();
                    continue;
                }

                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or InvalidOperationException)
            {
                // The other side went away.
            }
        }
    }

    private (int Code, string Output, string Errors) Eval(string expression, params string[] options) => Repository.Run(
        Repository.Command,
        _folder.Path,
        new Dictionary<string, string?> { ["TVIX_AOT_CACHE"] = Path.Combine(_folder.Path, "cache") },
        ["eval", "-E", expression, "--strict", "--extra-experimental-features", "fetch-tree flakes", .. options]);

    [Fact]
    public void A_file_by_url()
    {
        _files["/hello.txt"] = Encoding.ASCII.GetBytes("hi\n");
        (int code, string output, string errors) = Eval($"builtins.fetchurl \"{_url}hello.txt\"");
        Assert.True(code == 0, errors);
        Assert.Matches("^\"/nix/store/[0-9a-z]{32}-hello\\.txt\"\n$", output);
        _folder.Write("hello.txt", "hi\n");
        Assert.Equal((0, output, ""), Eval("builtins.path { path = ./hello.txt; recursive = false; }"));
        Assert.Equal((0, "\"hi\\n\"\n", ""), Eval($"builtins.readFile (builtins.fetchurl \"{_url}hello.txt\")"));
        Assert.Equal(1, _requests);
    }

    [Fact]
    public void A_pinned_file_needs_the_network_once()
    {
        _files["/pinned"] = Encoding.ASCII.GetBytes("hi\n");
        string pinned = $"builtins.readFile (builtins.fetchurl {{ url = \"{_url}pinned\"; sha256 = builtins.hashString \"sha256\" \"hi\\n\"; }})";
        Assert.Equal((0, "\"hi\\n\"\n", ""), Eval(pinned));
        _files.Clear();
        Assert.Equal((0, "\"hi\\n\"\n", ""), Eval(pinned, "--pure-eval"));
        Assert.Equal((0, "\"hi\\n\"\n", ""), Eval(pinned.Replace("/pinned", "/elsewhere", StringComparison.Ordinal).Replace("sha256 =", "name = \"pinned\"; sha256 =", StringComparison.Ordinal)));
        Assert.Equal(1, _requests);
        (int code, _, string errors) = Eval($"builtins.fetchurl \"{_url}pinned\"", "--pure-eval");
        Assert.Equal(1, code);
        Assert.Contains("in pure evaluation mode, 'fetchurl' requires a 'sha256' argument", errors);
    }

    [Fact]
    public void What_goes_wrong_is_said()
    {
        _files["/a"] = [1, 2, 3];
        _files["/cut"] = [1, 2, 3];
        foreach ((string expression, string message) in ((string, string)[])
        [
            ($"builtins.fetchurl \"{_url}missing\"", $"unable to download '{_url}missing': HTTP error 404"),
            ($"builtins.fetchurl \"{_url}cut\"", $"unable to download '{_url}cut': "),
            ($"builtins.fetchurl {{ url = \"{_url}a\"; sha256 = \"0000000000000000000000000000000000000000000000000000\"; }}", "hash mismatch in file downloaded from"),
            ($"builtins.fetchTarball \"{_url}a\"", "Failed to open archive"),
            ("builtins.fetchurl \"http://127.0.0.1:1/x\"", "unable to download 'http://127.0.0.1:1/x'"),
            ("builtins.fetchurl \"nowhere\"", "URL 'nowhere' doesn't have a scheme"),
            ("builtins.fetchurl { }", "'url' argument required"),
            ("builtins.fetchGit \"/nonexistent\"", "Git repository \"/nonexistent\" does not exist."),
        ])
        {
            (int code, string output, string errors) = Eval(expression);
            Assert.Equal((1, ""), (code, output));
            Assert.Contains(message, errors);
            Assert.DoesNotContain("   at Tvix", errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("z", "tar.gz")]
    [InlineData("J", "tar.xz")]
    [InlineData("j", "tar.bz2")]
    [InlineData("", "tar")]
    public void A_tree_by_url(string option, string extension)
    {
        string script = _folder.Write("tree/top/run.sh", "true\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _folder.Write("tree/top/default.nix", "x: x + 41\n");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "tree/top/link"), "run.sh");
        string archive = Path.Combine(_folder.Path, "a." + extension);
        (int code, _, string errors) = Repository.Run("tar", _folder.Path, $"-c{option}f", archive, "-C", "tree", "top");
        Assert.True(code == 0, errors);
        _files["/a"] = File.ReadAllBytes(archive);
        Assert.Equal((0, "42\n", ""), Eval($"import (builtins.fetchTarball \"{_url}a\") 1"));
        Assert.Equal(
            (0, "{ \"default.nix\" = \"regular\"; link = \"symlink\"; \"run.sh\" = \"regular\"; }\n", ""),
            Eval($"builtins.readDir (builtins.fetchTarball \"{_url}a\")"));
        // The same tree without an archive has the same path.
        (_, string path, _) = Eval($"builtins.fetchTarball \"{_url}a\"");
        Assert.Equal((0, path, ""), Eval("builtins.path { path = ./tree/top; name = \"source\"; }"));
    }

    /// <summary>Paths and messages are Nix's for the same archives.</summary>
    [Fact]
    public void Odd_archives()
    {
        string Archive(string name, params TarEntry[] entries)
        {
            string path = Path.Combine(_folder.Path, name);
            using var writer = new TarWriter(File.Create(path), TarEntryFormat.Ustar);
            Array.ForEach(entries, writer.WriteEntry);
            return $"builtins.fetchTarball \"file://{path}\"";
        }

        static TarEntry Text(string name, string text) => new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) };

        Assert.Equal(
            (0, "\"/nix/store/axn0976dd2ylnfpdrdvj565nxqaaayhb-source\"\n", ""),
            Eval(Archive("up.tar", Text("s/a", "x"), Text("s/../../b", "y"))));
        File.WriteAllBytes(Path.Combine(_folder.Path, "empty.tar"), new byte[1024]);
        Assert.Equal((0, "\"/nix/store/0ccnxa25whszw7mgbgyzdm4nqc0zwnm8-source\"\n", ""), Eval($"builtins.fetchTarball \"file://{_folder.Path}/empty.tar\""));
        File.WriteAllBytes(Path.Combine(_folder.Path, "nothing.tar"), []);
        Assert.Equal(
            (0, "[ false \"/nix/store/0ccnxa25whszw7mgbgyzdm4nqc0zwnm8-source\" ]\n", ""),
            Eval($"let t = builtins.fetchTree {{ type = \"tarball\"; url = \"file://{_folder.Path}/nothing.tar\"; }}; in [ (t ? lastModified) t.outPath ]"));
        (_, string named, _) = Eval($"builtins.fetchTarball {{ url = \"file://{_folder.Path}/nothing.tar\"; name = \"\"; }}");
        Assert.EndsWith("-nothing.tar\"\n", named);
        (string Archive, string Message)[] wrong =
        [
            (Archive("pipe.tar", Text("s/a", "x"), new UstarTarEntry(TarEntryType.Fifo, "s/p")), "error: file 's/p' in tarball has unsupported file type 4096"),
            (Archive("link.tar", new UstarTarEntry(TarEntryType.HardLink, "s/c") { LinkName = "s/none" }), "error: path '/s/none' does not exist"),
        ];
        foreach ((string archive, string message) in wrong)
        {
            (int code, _, string errors) = Eval(archive);
            Assert.Equal(1, code);
            Assert.Contains(message, errors);
        }
    }

    [Fact]
    public void A_git_repository()
    {
        string repository = Path.Combine(_folder.Path, "repository");
        _folder.Write("repository/a.nix", "1\n");
        void Git(params string[] arguments)
        {
            (int code, _, string errors) = Repository.Run(
                "git", repository, new Dictionary<string, string?> { ["GIT_COMMITTER_DATE"] = "2024-01-02T03:04:05Z" },
                ["-c", "user.name=n", "-c", "user.email=a@b", .. arguments]);
            Assert.True(code == 0, errors);
        }

        Git("init", "-q", "-b", "main");
        Git("add", "a.nix");
        Git("commit", "-q", "-m", "one");
        Git("tag", "v1");
        File.WriteAllText(Path.Combine(repository, "a.nix"), "2\n");
        Git("commit", "-q", "-a", "-m", "two");
        Assert.Equal((0, "2\n", ""), Eval("import (builtins.fetchGit ./repository + \"/a.nix\")"));
        Assert.Equal((0, "1\n", ""), Eval("import (builtins.fetchGit { url = ./repository; ref = \"refs/tags/v1\"; } + \"/a.nix\")"));
        Assert.Equal(
            (0, "[ \"20240102030405\" 2 false 7 ]\n", ""),
            Eval("let t = builtins.fetchGit ./repository; in [ t.lastModifiedDate t.revCount t.submodules (builtins.stringLength t.shortRev) ]"));
        Assert.Equal((0, "true\n", ""), Eval($"(builtins.fetchTree \"git+file://{repository}?ref=main\").rev == (builtins.fetchGit ./repository).rev"));
        File.WriteAllText(Path.Combine(repository, "a.nix"), "3\n");
        (int code, string output, string errors) = Eval("let t = builtins.fetchGit ./repository; in [ (import (t + \"/a.nix\")) t.revCount ]");
        Assert.Equal((0, "[ 3 0 ]\n"), (code, output));
        Assert.Equal($"warning: Git tree '{repository}' is dirty\n", errors);
        (code, _, errors) = Eval("builtins.fetchGit { url = ./repository; ref = \"nope\"; }");
        Assert.Equal(1, code);
        Assert.Contains("revspec 'nope' not found", errors);
    }

    [FactWithProgram("hg")]
    public void A_mercurial_repository()
    {
        string repository = Path.Combine(_folder.Path, "hg");
        _folder.Write("hg/a.nix", "1\n");
        void Hg(params string[] arguments)
        {
            (int code, _, string errors) = Repository.Run("hg", repository, ["--config", "ui.username=n", .. arguments]);
            Assert.True(code == 0, errors);
        }

        Hg("init", ".");
        Hg("commit", "-q", "-A", "-m", "one", "-d", "1700000000 0");
        Hg("branch", "-q", "side");
        _folder.Write("hg/b/c", "c\n");
        Hg("commit", "-q", "-A", "-m", "two", "-d", "1700000001 0");
        Hg("update", "-q", "default");
        Assert.Equal((0, "1\n", ""), Eval("import (builtins.fetchMercurial ./hg + \"/a.nix\")"));
        const string Known = "let t = builtins.fetchMercurial { url = ./hg; rev = \"side\"; }; in ";
        Assert.Equal(
            (0, "[ { \"a.nix\" = \"regular\"; b = \"directory\"; } \"side\" 1 true ]\n", ""),
            Eval(Known + "[ (builtins.readDir t) t.branch t.revCount (t.shortRev == builtins.substring 0 12 t.rev) ]"));
        Assert.Equal((0, "true\n", ""), Eval(Known + $"(builtins.fetchTree \"hg+file://{repository}?ref=side\").rev == t.rev"));
        Assert.Equal((0, "true\n", ""), Eval(Known + "(builtins.fetchMercurial { url = ./hg; inherit (t) rev; }).outPath == t.outPath"));
        File.WriteAllText(Path.Combine(repository, "a.nix"), "3\n");
        Assert.Equal(
            (0, "[ 3 \"default\" false ]\n", $"warning: Mercurial tree '\"{repository}\"' is unclean\n"),
            Eval("let t = builtins.fetchMercurial ./hg; in [ (import (t + \"/a.nix\")) t.branch (t ? revCount) ]"));
        (int code, _, string errors) = Eval("builtins.fetchMercurial { url = ./hg; rev = \"nope\"; }");
        Assert.Equal(1, code);
        Assert.Contains("hg failed with exit code 255", errors);
    }

    [Fact]
    public void A_locked_flake()
    {
        _folder.Write("dep/flake.nix", "{ outputs = { self }: { value = 41; }; }\n");
        _folder.Write("main/flake.nix", """
            { inputs.dep.url = "path:@DEP"; outputs = { self, dep }: { answer = dep.value + 1; again = self.answer; }; }
            """.Replace("@DEP", $"{_folder.Path}/dep", StringComparison.Ordinal));
        string flake = $"builtins.getFlake \"path:{_folder.Path}/main\"";
        (_, string hash, _) = Eval($"(builtins.fetchTree {{ type = \"path\"; path = \"{_folder.Path}/dep\"; }}).narHash");
        string locked = $"{{ \"lastModified\": 1, \"narHash\": {hash.Trim()}, \"path\": \"{_folder.Path}/dep\", \"type\": \"path\" }}";
        _folder.Write(
            "main/flake.lock",
            "{ \"nodes\": { \"dep\": { \"locked\": " + locked + $", \"original\": {{ \"path\": \"{_folder.Path}/dep\", \"type\": \"path\" }} }},"
            + " \"root\": { \"inputs\": { \"dep\": \"dep\" } } }, \"root\": \"root\", \"version\": 7 }");
        Assert.Equal((0, "[ 42 42 \"flake\" ]\n", ""), Eval($"let f = {flake}; in [ f.answer f.again f._type ]"));
        Assert.Equal((0, "41\n", ""), Eval($"(builtins.getFlake \"path:{_folder.Path}/dep\").value"));
        _folder.Write("dep/flake.nix", "{ outputs = { self }: { value = 42; }; }\n");
        (int code, _, string errors) = Eval($"({flake}).answer");
        Assert.Equal(1, code);
        Assert.Contains("NAR hash mismatch", errors);
    }

    public void Dispose()
    {
        _listener.Stop();
        _folder.Dispose();
    }
}

/// <summary>A fact that is skipped, and says so, where a program is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithProgramAttribute : FactAttribute
{
    public FactWithProgramAttribute(string program)
    {
        Program = program;
        // What git itself calls lies in a folder of its own.
        if (!$"{Environment.GetEnvironmentVariable("PATH")}:/usr/lib/git-core:/usr/libexec/git-core".Split(':').Any(folder => File.Exists(Path.Combine(folder, program))))
        {
            Skip = $"install {program} to run it";
        }
    }

    public string Program { get; }
}
