using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Tvix.Aot.Language.Shared;

namespace Tvix.Aot.Runtime.Host;

/// <summary>What a compiled file needs when an evaluation begins.</summary>
public static unsafe class Module
{
    /// <summary>The running evaluation; a module whose fields are of another one makes them anew.</summary>
    public static int Session => Host.Session.Number;

    /// <summary>Interns the names of a file, in the order of its text, and gives their symbols.</summary>
    /// <param name="names">The names, separated by NUL.</param>
    public static int[] Symbols(string names)
    {
        // Most names are known from other files: no text is made for them.
        ReadOnlySpan<char> text = names;
        var symbols = new int[text.Count('\0') + 1];
        int n = 0;
        foreach (Range part in text.Split('\0'))
        {
            symbols[n++] = Runtime.Symbols.Intern(text[part]);
        }

        return symbols;
    }

    /// <summary>Fills the structure that holds the symbols which the code of a file refers to.</summary>
    /// <param name="all">The symbols of the file.</param>
    /// <param name="used">Which of them they are, in the order of the structure's fields.</param>
    /// <param name="first">The first of its fields, all of which are <see langword="int"/>.</param>
    public static void Symbols(int[] all, ReadOnlySpan<int> used, ref int first) => Pick(all, used, MemoryMarshal.CreateSpan(ref first, used.Length));

    /// <summary>Some of the symbols of a file.</summary>
    internal static int[] Pick(int[] all, ReadOnlySpan<int> used)
    {
        var symbols = new int[used.Length];
        Pick(all, used, symbols);
        return symbols;
    }

    private static void Pick(int[] all, ReadOnlySpan<int> used, Span<int> symbols)
    {
        for (int i = 0; i < used.Length; i++)
        {
            symbols[i] = all[used[i]];
        }
    }

    /// <summary>Sets a field that holds a text.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Text(ref NixString field, string text) => field = new NixString(text);

    /// <summary>Sets three, for as many arguments as go into registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Texts(ref NixString first, string a, ref NixString second, string b, ref NixString third, string c)
    {
        first = new NixString(a);
        second = new NixString(b);
        third = new NixString(c);
    }

    /// <summary>A file's fields were made for the running evaluation.</summary>
    /// <param name="enter">Makes them again, if they are of another evaluation.</param>
    public static void Begin(delegate*<void> enter) => Host.Session.Current.Add(enter);

    /// <summary>Registers the places of a file; gives the number of the first.</summary>
    /// <param name="path">Under the source root, absolute, or a name like «string».</param>
    /// <param name="text">The text, for what is no file.</param>
    public static int Register(string path, string? text, delegate*<ReadOnlySpan<uint>> table)
    {
        bool isFile = text == null;
        var file = new SourceFile(() => isFile ? SourcePath(path) : path, isFile, text);
        nint code = (nint)table;
        return Positions.Register(file, table().Length, () => ((delegate*<ReadOnlySpan<uint>>)code)().ToArray());
    }

    /// <summary>A path under the source root as an absolute one.</summary>
    public static string SourcePath(string path)
    {
        if (path.StartsWith('/'))
        {
            return path;
        }

        string root = EvalHost.Current.SourceRoot;
        return path.Length == 0 ? root : root == "/" ? "/" + path : root + "/" + path;
    }

    /// <summary>A path that the text has as <c>~/x</c>.</summary>
    /// <param name="path">What follows the tilde; its slash at the end is kept.</param>
    public static string HomePath(string path)
    {
        string found = PathText.Canonicalize(EvalHost.Current.Home + path);
        return path.EndsWith('/') && found != "/" ? found + "/" : found;
    }
}
