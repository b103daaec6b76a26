using System.IO;
using System.Text.Json;
using Xunit;

namespace Tvix.Aot.Tests;

/// <summary><c>tvix-aot check</c>.</summary>
public class CheckTests
{
    private const string Doubtful = """
        let
          used = 1;
          unused = 2;
          _kept = 3;
        in
        { pkgs, lib ? null }@args:
        rec {
          a = used;
          b = with { used = 6; }; used;
          c = with pkgs; stdenv;
          inherit (pkgs) d;
        }
        """;

    [Fact]
    public void What_cannot_be_read_is_one_error_among_others()
    {
        using var folder = new TemporaryFolder();
        folder.Write("b.nix", "x");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "a.nix"), "/nonexistent");
        File.CreateSymbolicLink(Path.Combine(folder.Path, ".#b.nix"), "user@host.1");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "loop"), ".");
        (int code, string output, string errors) = Repository.Run(Repository.Command, folder.Path, "check", ".", "none.nix");
        Assert.Equal((1, "3 errors, 0 warnings\n"), (code, errors));
        Assert.Equal(
            $"{folder.Path}/a.nix(1,1): error NIX0001: cannot read '{folder.Path}/a.nix': No such file or directory\n"
            + $"{folder.Path}/b.nix(1,1): error NIX2001: undefined variable 'x'\n"
            + $"{folder.Path}/none.nix(1,1): error NIX0001: path '{folder.Path}/none.nix' does not exist\n",
            output);
    }

    [Fact]
    public void Every_error_of_every_file()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.nix", "{ a = ; b = 1; c = 2 3 }");
        folder.Write("sub/b.nix", "{ x }: y");
        (int code, string output, string errors) = Repository.Run(Repository.Command, folder.Path, "check", ".");
        Assert.Equal(1, code);
        Assert.Equal(
            $"{folder.Path}/a.nix(1,7): error NIX1004: syntax error, unexpected ';'\n"
            + $"{folder.Path}/a.nix(1,24): error NIX1004: syntax error, unexpected '}}', expecting ';'\n"
            + $"{folder.Path}/sub/b.nix(1,8): error NIX2001: undefined variable 'y'\n",
            output);
        Assert.Equal("3 errors, 0 warnings\n", errors);
    }

    [Fact]
    public void What_looks_wrong()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("a.nix", Doubtful);
        (int code, string output, _) = Repository.Run(Repository.Command, folder.Path, "check", file);
        Assert.Equal(0, code);
        Assert.Equal(
            $"{file}(3,3): warning NIX3001: the binding 'unused' is not used\n"
            + $"{file}(6,1): warning NIX3001: the argument 'args' is not used\n"
            + $"{file}(9,7): warning NIX3001: nothing is looked up in this 'with'\n"
            + $"{file}(9,27): warning NIX3002: 'used' is the one that is bound outside of this 'with', not the attribute of its set\n",
            output);
        Assert.Equal(1, Repository.Run(Repository.Command, folder.Path, "check", "--warnings-as-errors", file).Code);
        Assert.Equal((0, "", "0 errors, 0 warnings\n"), Repository.Run(Repository.Command, folder.Path, "check", "--no-lints", file));
    }

    [Fact]
    public void As_sarif()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("a.nix", "1 +");
        (int code, string output, _) = Repository.Run(Repository.Command, folder.Path, "check", "--sarif", file);
        Assert.Equal(1, code);
        using JsonDocument sarif = JsonDocument.Parse(output);
        JsonElement result = sarif.RootElement.GetProperty("runs")[0].GetProperty("results")[0];
        Assert.Equal("NIX1004", result.GetProperty("ruleId").GetString());
        Assert.Equal("error", result.GetProperty("level").GetString());
    }
}
