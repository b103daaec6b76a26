using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using Xunit;

namespace Tvix.Aot.Tests;

/// <summary><c>tvix-aot repl</c>: from a pipe, compared with what nix repl prints, and through a real terminal (script makes one).</summary>
public sealed partial class ReplTests
{
    private const string Input = """
        1 + 1
        { a = 1; b = { c = 2; }; d = [ 1 2 ]; e = { }; f = x: x; }
        [ 1 [ 2 ] { a = 1; } ]
        x = 5
        x + 1
        y = 1; z = { w = 2; };
        inherit (z) w;
        y + w
        :t x
        :p { a = { b = 1; }; c = [ ]; }
        :p "a\nb"
        :a { zz = 1; }
        zz
        { x = throw "a"; y = 1; }
        :p { a = { b = throw "x"; }; c = 1; }
        1 +
        2
        :te
        :ll

        """;

    private const string Expected = """
        2

        {
          a = 1;
          b = { ... };
          d = [ ... ];
          e = { ... };
          f = «lambda f @ «string»:1:52»;
        }

        [
          1
          [ ... ]
          { ... }
        ]

        6

        3

        an integer

        {
          a = { b = 1; };
          c = [ ];
        }

        a
        b

        Added 1 variables.
        zz

        1

        {
          x = «error: a»;
          y = 1;
        }

        {
          a = {«error: x»;
            c = 1;
          }

        3

        showing error traces

        zz


        """;

    [Fact]
    public void Lines_from_a_pipe()
    {
        (int code, string output, string errors) = Repository.RunWithInput(Repository.Command, "/", Input, "repl");
        Assert.Equal("", errors);
        Assert.Equal(Expected.ReplaceLineEndings("\n"), output);
        Assert.Equal(0, code);
    }

    [Fact]
    public void Files_and_errors()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "set.nix"), "{ one ? 1 }: { inherit one; two = one + 1; }");
        (_, string output, string errors) = Repository.RunWithInput(
            Repository.Command, folder.Path, "one + two\n1 1 =\n:l none.nix\nnope\n:r\ntwo\n:foo\n:emit x: x + one\n", "repl", "set.nix");
        Assert.StartsWith("Added 2 variables.\none, two\n\n3\n\n", output);
        Assert.Contains("Loading \"", output);
        Assert.Contains("Op.Add(", output);
        Assert.Contains("error: syntax error, unexpected '=', expecting end of file\n       at «string»:1:5:", errors);
        Assert.Contains($"error: path '{Path.Combine(folder.Path, "none.nix")}' does not exist\n", errors);
        Assert.Contains("error: undefined variable 'nope'\n       at «string»:1:1:", errors);
        Assert.Contains("error: unknown command ':foo'\n", errors);
    }

    [Fact]
    public void In_a_terminal()
    {
        using var folder = new TemporaryFolder();
        using var terminal = new Terminal(folder.Path);
        terminal.Expect("nix-repl>");
        terminal.Say("x = 40\r", "nix-repl>");
        terminal.Say("1 1 =\r", "unexpected '='");
        terminal.Say("let y = y; in y\r", "infinite recursion encountered");
        // Each turn takes long: a hundred million of them are held to be endless.
        terminal.Say("let l = builtins.genList (x: x) 1000; f = n: if n == 0 then 0 else f (builtins.foldl' (a: b: a + b) 1 l); in f 1\r", "f 1");
        Thread.Sleep(1000);
        terminal.Say("\u0003", "interrupted by the user");
        terminal.Say("let g = n: 1 + g n; in g 1\r", "stack overflow");
        terminal.Say("builtins.concatLi\t\r", "«primop concatLists»");
        terminal.Say("x +\r", "        >");
        terminal.Say("2\r", "42");
        terminal.Say("unfinished\u0003", "nix-repl>");
        // As pasted.
        terminal.Say("[ 7\n  8 ]\n", "\n  8\r\n]");
        terminal.Say(":q\r", "");
        Assert.Equal(0, terminal.ExitCode());
        Assert.Contains("x + 2", File.ReadAllText(Path.Combine(folder.Path, "tvix-aot", "repl-history")));
    }

    /// <summary>The command in a pseudo terminal.</summary>
    private sealed partial class Terminal : IDisposable
    {
        private const int Patience = 60_000;

        private readonly Process _process;
        private readonly StringBuilder _seen = new();
        private readonly Thread _reader;
        private int _read;

        public Terminal(string home)
        {
            var start = new ProcessStartInfo("script", ["-qfec", $"stty cols 120 rows 40; exec '{Repository.Command}' repl", "/dev/null"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                WorkingDirectory = home,
            };
            start.Environment["TERM"] = "xterm-256color";
            start.Environment["XDG_DATA_HOME"] = home;
            _process = Process.Start(start)!;
            _reader = new Thread(Read) { IsBackground = true };
            _reader.Start();
        }

        public void Say(string keys, string answer)
        {
            lock (_seen)
            {
                _read = _seen.Length;
            }

            _process.StandardInput.Write(keys);
            _process.StandardInput.Flush();
            Expect(answer);
        }

        /// <summary>Waits until something is shown.</summary>
        public void Expect(string text)
        {
            var watch = Stopwatch.StartNew();
            string shown = "";
            while (watch.ElapsedMilliseconds < Patience)
            {
                lock (_seen)
                {
                    shown = Plain().Replace(_seen.ToString(_read, _seen.Length - _read), "");
                }

                if (shown.Contains(text, StringComparison.Ordinal))
                {
                    // The prompt behind it, so that the next keys are not read too early.
                    Thread.Sleep(300);
                    return;
                }

                Thread.Sleep(20);
            }

            Assert.Fail($"'{text}' was not shown; what was: {shown}");
        }

        public int ExitCode()
        {
            Assert.True(_process.WaitForExit(Patience), "the REPL did not end");
            return _process.ExitCode;
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }

            _process.Dispose();
        }

        private void Read()
        {
            var buffer = new char[4096];
            int count;
            while ((count = _process.StandardOutput.Read(buffer, 0, buffer.Length)) > 0)
            {
                lock (_seen)
                {
                    _seen.Append(buffer, 0, count);
                }
            }
        }

        [GeneratedRegex("\u001b\\[[0-9;?]*[a-zA-Z]")]
        private static partial Regex Plain();
    }
}
