using System;
using System.Collections.Generic;
using System.IO;
using Xunit;

namespace Tvix.Aot.Tests;

/// <summary>Files that are out of the ordinary. Values and messages are those of nix-instantiate.</summary>
public class FileTests
{
    private static void Bash(string folder, string script)
    {
        (int code, _, string errors) = Repository.Run("bash", folder, "-c", script);
        Assert.True(code == 0, errors);
    }

    [Fact]
    public void Names_that_are_not_UTF8()
    {
        using var folder = new TemporaryFolder();
        Bash(folder.Path, "mkdir odd; printf x > $'odd/a\\xffb'; printf y > odd/é; printf '' > $'odd/\\xf0'");
        (string Expression, string Value)[] cases =
        [
            ("map (n: builtins.readFile (./odd + \"/${n}\")) (builtins.attrNames (builtins.readDir ./odd))", "[ \"x\" \"y\" \"\" ]\n"),
            ("map builtins.stringLength (builtins.attrNames (builtins.readDir ./odd))", "[ 3 2 1 ]\n"),
            ("builtins.path { path = ./odd; name = \"nonutf\"; }", "\"/nix/store/9f3xmv19c7famfmcpmcbmm5mp0m63l6x-nonutf\"\n"),
        ];
        try
        {
            foreach ((string expression, string value) in cases)
            {
                Assert.Equal((0, value, ""), Repository.Run(Repository.Command, folder.Path, "eval", "--strict", "-E", expression));
            }
        }
        finally
        {
            // .NET cannot.
            Bash(folder.Path, "rm -r odd");
        }
    }

    /// <summary>Nix reads as many bytes as a file claims to have.</summary>
    [Theory]
    [InlineData("builtins.readFile /proc/version", 0, "\"\"\n")]
    [InlineData("builtins.readFile /sys/kernel/mm/transparent_hugepage/enabled", 1, "error: unexpected end-of-file")]
    [InlineData("builtins.pathExists (/. + builtins.concatStringsSep \"\" (builtins.genList (i: \"a\") 300))", 1, "\": File name too long")]
    [InlineData("builtins.readFile (/. + builtins.concatStringsSep \"\" (builtins.genList (i: \"a\") 300))", 1, "… while realising the context of path '/aaa")]
    [InlineData("builtins.readFile /dev/fd", 1, " bytes: Is a directory")]
    public void Claims_of_the_system(string expression, int code, string part)
    {
        if (OperatingSystem.IsLinux())
        {
            (int actual, string output, string errors) = Repository.Run(Repository.Command, "/", "eval", "-E", expression);
            Assert.Equal(code, actual);
            Assert.Contains(part, code == 0 ? output : errors);
        }
    }

    /// <summary>What the machine does not have is looked for in the store, which knows whether a name can be in it.</summary>
    [Theory]
    [InlineData("builtins.pathExists \"/nix/store\"", 0, "true")]
    [InlineData("builtins.pathExists \"/nix/store/95cii7m2l1dxf09crmb7x2idd3a13glf-nothing\"", 0, "false")]
    [InlineData("builtins.pathExists /nix/store/nothing", 1, "error: 'nothing' is too short to be a valid store path")]
    [InlineData("import /nix/store/95cii7m2l1dxf09crmb7x2idd3a13gle-x/y.nix", 1, "' contains illegal base-32 character 'e'")]
    public void Names_in_the_store(string expression, int code, string part)
    {
        (int actual, string output, string errors) = Repository.Run(Repository.Command, "/", "eval", "-E", expression);
        Assert.Equal(code, actual);
        Assert.Contains(part, code == 0 ? output : errors);
    }

    [Theory]
    [InlineData("ODD=$'a\\xffb' {0} eval -E 'builtins.stringLength (builtins.getEnv \"ODD\")'", "3")]
    [InlineData("{0} eval -E $'builtins.stringLength \"é\\xff\\xe9\"'", "4")]
    [InlineData("{0} eval -E '{ x }: builtins.stringLength x' --argstr x $'\\xfe\\xff'", "2")]
    public void Arguments_and_variables_that_are_not_UTF8(string script, string value)
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal((0, value + "\n", ""), Repository.Run("bash", "/", "-c", script.Replace("{0}", $"'{Repository.Command}'", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Closed_and_full_streams()
    {
        using var folder = new TemporaryFolder();
        string command = Repository.Command;
        (string Script, int Code, string Output, string Errors)[] cases =
        [
            ($"'{command}' eval -E 'builtins.trace 1 2' 2>&-", 0, "2\n", ""),
            ($"'{command}' eval -E 'throw \"x\"' 2>&-", 1, "", ""),
            ($"'{command}' eval -E 1 > /dev/full", 1, "", "error: writing the result: No space left on device\n"),
            ($"'{command}' eval -E 1 <&-", 0, "1\n", ""),
        ];
        foreach ((string script, int code, string output, string errors) in cases)
        {
            Assert.Equal((code, output, errors), Repository.Run("bash", folder.Path, "-c", script));
        }
    }

    [RootFact]
    public void What_may_not_be_read()
    {
        using var folder = new TemporaryFolder();
        folder.Write("secret/x.nix", "1");
        folder.Write("tree/inner/f", "1");
        folder.Write("a.nix", "1");
        Bash(folder.Path, "chmod 755 .; chmod 600 a.nix; chmod 700 secret tree/inner");
        (string Expression, string Message)[] cases =
        [
            ("builtins.readDir ./secret", "error: cannot read directory \"{0}/secret\": Permission denied"),
            ("builtins.readFile ./a.nix", "error: opening file '{0}/a.nix': Permission denied"),
            ("import ./secret/x.nix", "error: getting status of \"{0}/secret/x.nix\": Permission denied"),
            ("builtins.pathExists ./secret/x.nix", "error: getting status of \"{0}/secret/x.nix\": Permission denied"),
            ("\"${./tree}\"", "error: cannot read directory \"{0}/tree/inner\": Permission denied"),
            ("builtins.fetchurl \"file://{0}/a.nix\"", "(37) Could not open file {0}/a.nix"),
        ];
        foreach ((string expression, string message) in cases)
        {
            (int code, string errors) = AsNobody(folder.Path, "eval", "-E", expression.Replace("{0}", folder.Path, StringComparison.Ordinal));
            Assert.Equal(1, code);
            Assert.Contains(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, folder.Path), errors);
        }

        Assert.Equal((1, "1 error, 0 warnings\n"), AsNobody(folder.Path, "check", "."));
        Assert.Equal((1, "1 error, 0 warnings\n"), AsNobody(folder.Path, "check", "secret"));
        Assert.Equal((1, $"error: cannot write '{folder.Path}/out': Permission denied\n"), AsNobody(folder.Path, "build", "-E", "1", "-o", "out"));
    }

    [RootFact]
    public void A_home_folder_of_somebody_else()
    {
        using var folder = new TemporaryFolder();
        (_, string own, _) = Repository.Run("bash", folder.Path, "-c", "getent passwd 0 | cut -d: -f6");
        own = own.Trim();
        (int, string, string) Eval(string? home) =>
            Repository.Run(Repository.Command, folder.Path, new Dictionary<string, string?> { ["HOME"] = home }, "eval", "-E", "~/x");

        Assert.Equal((0, $"{folder.Path}/x\n", ""), Eval(folder.Path));
        Assert.Equal((0, $"{folder.Path}/none/x\n", ""), Eval(folder.Path + "/none"));
        Assert.Equal((0, $"{own}/x\n", ""), Eval(null));
        Bash(folder.Path, "chown 65534 .");
        Assert.Equal(
            (0, $"{own}/x\n", $"warning: $HOME ('{folder.Path}') is not owned by you, falling back to the one defined in the 'passwd' file ('{own}')\n"),
            Eval(folder.Path));
    }

    /// <summary>Runs the command as a user who owns nothing; the repository may lie where only root can look, so it is copied.</summary>
    private static (int Code, string Errors) AsNobody(string folder, params string[] arguments)
    {
        string copy = Path.Combine(folder, "tvix-aot");
        if (!File.Exists(copy))
        {
            File.Copy(Repository.Command, copy);
            File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        (int code, _, string errors) = Repository.Run(
            "setpriv", folder, new Dictionary<string, string?> { ["HOME"] = "/nonexistent" },
            ["--reuid=65534", "--regid=65534", "--clear-groups", copy, .. arguments]);
        return (code, errors);
    }

    /// <summary>A test that becomes another user. The command must be one file.</summary>
    private sealed class RootFactAttribute : FactAttribute
    {
        public RootFactAttribute()
        {
            const int SmallestNative = 1 << 20;
            if (Environment.UserName != "root" || !File.Exists("/usr/bin/setpriv") || new FileInfo(Repository.Command).Length < SmallestNative)
            {
                Skip = "run it as root on Linux, with the native command";
            }
        }
    }
}
