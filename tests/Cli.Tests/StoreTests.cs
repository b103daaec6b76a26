using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Tvix.Aot.Tests;

/// <summary>Derivations and sources written to a store.</summary>
public class StoreTests
{
    private const string Package = """
        let
          dep = derivation { name = "dep"; system = "x86_64-linux"; builder = "/bin/sh"; args = [ "-c" "echo dep > $out" ]; };
        in derivation {
          name = "main";
          system = "x86_64-linux";
          builder = "/bin/sh";
          args = [ "-c" "cat ${dep} $file > $out" ];
          src = builtins.filterSource (path: type: baseNameOf path != "left-out") ./src;
          file = builtins.toFile "text" "see ${builtins.toFile "inner" "x"}";
          flat = builtins.path { path = ./package.nix; recursive = false; };
          drv = dep.drvPath;
        }
        """;

    private static TemporaryFolder Prepare()
    {
        var folder = new TemporaryFolder();
        folder.Write("package.nix", Package);
        string script = folder.Write("src/build.sh", "echo hi\n");
        folder.Write("src/left-out", "");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "src", "link"), "build.sh");
        return folder;
    }

    private static string Instantiate(TemporaryFolder folder, params string[] options)
    {
        (int code, string output, string errors) = Repository.Run(
            Repository.Command, folder.Path, ["eval", "package.nix", "-A", "drvPath", "--raw", .. options]);
        Assert.True(code == 0, errors);
        return output;
    }

    [Fact]
    public void A_directory_gets_everything_and_only_once()
    {
        using TemporaryFolder folder = Prepare();
        string store = Path.Combine(folder.Path, "store"), drv = Instantiate(folder, "--store", store);
        string[] names = Directory.EnumerateFileSystemEntries(store + "/nix/store").Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray()!;
        Assert.Equal(6, names.Length);
        Assert.Contains(names, n => n.EndsWith("-dep.drv", StringComparison.Ordinal));
        Assert.StartsWith("Derive([(\"out\",\"/nix/store/", File.ReadAllText(store + drv), StringComparison.Ordinal);
        Assert.Equal(new DateTime(1970, 1, 1, 0, 0, 1, DateTimeKind.Utc), File.GetLastWriteTimeUtc(store + drv));
        string source = Directory.EnumerateDirectories(store + "/nix/store").Single();
        Assert.Equal(["build.sh", "link"], Directory.EnumerateFileSystemEntries(source).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute,
            File.GetUnixFileMode(Path.Combine(source, "build.sh")));
        string registration = File.ReadAllText(store + "/nix/registration");
        Assert.Contains(drv + "\n", registration);
        Assert.Equal(drv, Instantiate(folder, "--store", store));
        Assert.Equal(registration, File.ReadAllText(store + "/nix/registration"));
    }

    /// <summary>Outputs of derivations that other derivations make (dynamic-derivations): what Nix 2.34.8 gives and writes.</summary>
    [Fact]
    public void Outputs_of_derivations_that_are_made()
    {
        using var folder = new TemporaryFolder();
        folder.Write("dynamic.nix", """
            let
              maker = derivation { name = "maker.drv"; system = "s"; builder = "b"; __contentAddressed = true; outputHashMode = "text"; outputHashAlgo = "sha256"; };
              two = derivation { name = "two"; system = "s"; builder = "b"; outputs = [ "out" "dev" ]; __contentAddressed = true; outputHashMode = "recursive"; outputHashAlgo = "sha256"; };
              plain = derivation { name = "plain"; system = "s"; builder = "b"; };
              made = builtins.outputOf maker.outPath "out";
            in
            [
              made
              (builtins.outputOf made "lib")
              (builtins.outputOf (builtins.unsafeDiscardOutputDependency plain.drvPath) "out")
              (derivation {
                name = "user";
                system = "s";
                builder = "b";
                a = builtins.outputOf made "lib";
                c = builtins.outputOf two.dev.outPath "q";
                d = builtins.outputOf two.dev.outPath "a";
                e = "${made} ${plain} ${two.dev}";
              }).drvPath
            ]
            """);
        string store = Path.Combine(folder.Path, "store");
        (int code, string output, string errors) = Repository.Run(
            Repository.Command, folder.Path, "eval", "--strict", "--store", store, "--extra-experimental-features", "ca-derivations dynamic-derivations", "dynamic.nix");
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(
            "[ \"/0zmvl1479bb9zzqp46n0i2npvk6a9ngviamzrnywax8gxdy3pchw\" \"/1f76cx8dli4x0pqgkkj55gbk3gw1b4xgf69rvq23q7kbmhkz0jcq\" "
            + "\"/nix/store/ph8655hnxj7ia2ixjxf6z2iqzhi31zj1-plain\" \"/nix/store/bvsqwlr9flmppgldwi4xph159qxg8am0-user.drv\" ]\n",
            output);
        Assert.StartsWith(
            "DrvWithVersion(\"xp-dyn-drv\",[(\"out\",\"\",\"\",\"\")],[(\"/nix/store/2hrjka6gmjm298x55ka2002qi5ixvq1m-plain.drv\",[\"out\"]),"
            + "(\"/nix/store/b9441cmlz82w1y2jpa1bi1cxr762rf5z-two.drv\",([\"dev\"],[(\"dev\",[\"a\",\"q\"])])),"
            + "(\"/nix/store/zafd2wk2zgcybf380x706zg0wq1fc7hr-maker.drv.drv\",([],[(\"out\",([\"out\"],[(\"out\",[\"lib\"])]))]))],[],",
            File.ReadAllText(store + "/nix/store/bvsqwlr9flmppgldwi4xph159qxg8am0-user.drv"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_cannot_be_written_is_an_error()
    {
        using TemporaryFolder folder = Prepare();
        folder.Write("file", "");
        (int code, string output, string errors) = Repository.Run(
            Repository.Command, folder.Path, "eval", "package.nix", "-A", "drvPath", "--store", Path.Combine(folder.Path, "file"));
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("cannot write the store at", errors);
        (code, _, errors) = Repository.Run(
            "env", folder.Path, $"NIX_DAEMON_SOCKET_PATH={folder.Path}/none", Repository.Command, "eval", "package.nix", "-A", "drvPath", "--daemon");
        Assert.Equal(1, code);
        Assert.Contains("cannot connect to the nix-daemon", errors);
        Assert.Contains(": No such file or directory", errors);
    }

    [Fact]
    public void Import_from_derivation_names_what_it_needs()
    {
        const string Import = "import (derivation { name = \"x\"; system = \"x86_64-linux\"; builder = \"/bin/sh\"; args = [ ]; })";
        using var folder = new TemporaryFolder();
        (int code, _, string errors) = Repository.Run(Repository.Command, folder.Path, "eval", "--store", folder.Path, "-E", Import);
        Assert.Equal(1, code);
        Assert.Contains("(import from derivation) without '--daemon'", errors);
        (_, _, errors) = Repository.Run(
            Repository.Command, folder.Path, "eval", "--store", folder.Path, "--option", "allow-import-from-derivation", "false", "-E", Import);
        Assert.Contains("during evaluation because the option 'allow-import-from-derivation' is disabled", errors);
    }

    /// <summary>TVIX_AOT_NIX_ROOT is like TVIX_AOT_NIX, and says that /nix of this machine may be written: a daemon is started that builds there.</summary>
    [FactWith("TVIX_AOT_NIX_ROOT")]
    public void A_daemon_builds_what_is_imported()
    {
        string nix = Environment.GetEnvironmentVariable("TVIX_AOT_NIX_ROOT")!;
        using var folder = new TemporaryFolder();
        folder.Write("nix.conf", "sandbox = false\nsubstituters =\nbuild-hook =\nbuild-users-group =\n");
        folder.Write("ifd.nix", $$"""
            let d = derivation {
              name = "ifd-{{Guid.NewGuid():N}}"; outputs = [ "out" "dev" ]; system = "x86_64-linux"; builder = "/bin/sh";
              args = [ "-c" "echo '1 + 1' > $out; echo '{ a = 20; }' > $dev" ];
            };
            in (import d.dev).a + import "${d}" * (import d.dev).a + builtins.stringLength (builtins.readFile d)
            """);
        string settings = $"export NIX_CONF_DIR={folder.Path} NIX_DAEMON_SOCKET_PATH={folder.Path}/socket";
        (int code, string output, string errors) = Repository.Run(
            "bash",
            folder.Path,
            "-c",
            $"{settings}; NIX_REMOTE=local {nix} nix-daemon >/dev/null 2>&1 & sleep 2; {settings}; {Repository.Command} eval --daemon ifd.nix; code=$?; kill %1; exit $code");
        Assert.True(code == 0, errors);
        Assert.Equal("66\n", output);
    }

    /// <summary>TVIX_AOT_NIX is put before the names of Nix's tools: a program that runs them.</summary>
    [FactWith("TVIX_AOT_NIX")]
    public void Nix_writes_the_same_and_builds_it()
    {
        string nix = Environment.GetEnvironmentVariable("TVIX_AOT_NIX")!;
        using TemporaryFolder folder = Prepare();
        string ours = Path.Combine(folder.Path, "ours"), theirs = Path.Combine(folder.Path, "theirs"), drv = Instantiate(folder, "--store", ours);
        (int code, _, string errors) = Repository.Run("env", folder.Path, $"NIX_REMOTE=local?root={theirs}", nix, "nix-instantiate", "package.nix");
        Assert.True(code == 0, errors);
        Directory.Delete(theirs + "/nix/store/.links", recursive: true);
        (code, string difference, _) = Repository.Run("diff", folder.Path, "-r", "--no-dereference", ours + "/nix/store", theirs + "/nix/store");
        Assert.True(code == 0, difference);
        (code, _, errors) = Repository.Run(
            "bash", folder.Path, "-c", $"NIX_REMOTE='local?root={ours}' {nix} nix-store --load-db < {ours}/nix/registration");
        Assert.True(code == 0, errors);
        (code, string references, errors) = Repository.Run("env", folder.Path, $"NIX_REMOTE=local?root={ours}", nix, "nix-store", "-qR", drv);
        Assert.True(code == 0, errors);
        Assert.Equal(6, references.Trim().Split('\n').Length);
        (code, _, errors) = Repository.Run("env", folder.Path, $"NIX_REMOTE=local?root={ours}", nix, "nix-store", "--verify", "--check-contents");
        Assert.True(code == 0 && !errors.Contains("modified", StringComparison.Ordinal), errors);
    }
}

/// <summary>A fact that is skipped, and says so, unless an environment variable is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithAttribute : FactAttribute
{
    public FactWithAttribute(string variable)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
        {
            Skip = $"set {variable} to run it";
        }
    }
}
