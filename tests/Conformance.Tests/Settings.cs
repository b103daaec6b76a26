using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tvix.Aot.Tests;
using Xunit;

namespace Tvix.Aot.Conformance.Tests;

/// <summary>tests/Settings: settings of Nix as flags and with --option, and all that Nix prints with them.</summary>
public class Settings
{
    private static string Folder => Path.Combine(Repository.Root, "tests", "Settings");

    [Theory]
    [InlineData("interpreter")]
    [InlineData("compiled")]
    public void Mean_what_they_mean_to_nix(string engine)
    {
        // A compiler for each line takes a second.
        int step = engine == "compiled" ? 5 : 1;
        LineTable.Check(Path.Combine(Folder, "flags.lines"), ".out", step, (line, expected) => Check(line, expected, engine));
    }

    private static string? Check(string line, string expected, string engine)
    {
        var environment = new Dictionary<string, string?> { ["HOME"] = "/home/nobody", ["NIX_CONF_DIR"] = Folder };
        (_, string output, string errors) = Repository.Run(Repository.Command, Folder, environment, ["eval", "--engine", engine, .. Words(line)]);
        string got = $"{line}\n{errors}{output}".Replace(Folder, ".", StringComparison.Ordinal);
        return got == expected ? null : $"expected\n{expected}got\n{got}";
    }

    /// <summary>The words of a line as a shell has them: between single quotes, or without spaces.</summary>
    private static IEnumerable<string> Words(string line) => line.Split('\'').SelectMany((part, i) =>
        i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
