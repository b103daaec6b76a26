using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Host;

/// <summary>What runs code that was not compiled into the program: the interpreter, or the compiler of <c>tvix-aot</c>.</summary>
public abstract class EvalEngine
{
    private readonly Dictionary<(string Path, string Names), (string Text, Value Function)> _scoped = [];

    /// <summary>Evaluates a file, to weak head normal form.</summary>
    /// <param name="path">Absolute, without symbolic links.</param>
    /// <exception cref="EvalException">The file cannot be read, has errors, or its evaluation fails.</exception>
    public abstract Value File(string path, int pos);

    /// <summary>Evaluates an expression; relative paths in it start from the current directory.</summary>
    public abstract Value Text(string text);

    /// <summary>The same as a thunk; errors of its syntax come at once.</summary>
    public virtual Value Delayed(string text) => Op.Folded(Text(text));

    /// <summary>For engines that cannot be used by several threads: a helper of <c>--jobs</c> leaves what needs them to the main one.</summary>
    protected static void RequireMainThread() => Parallel.Worker.RequireMain();

    /// <summary>scopedImport: the file as a function of a set that is its outermost scope. The same one while the file stays as it is.</summary>
    /// <param name="path">As for <see cref="File"/>.</param>
    /// <param name="names">The attributes of that set.</param>
    public Value Scoped(string path, string[] names)
    {
        string text = EvalHost.Current.ReadText(path, 0);
        (string, string) key = (path, string.Join('\0', names));
        lock (_scoped)
        {
            if (_scoped.TryGetValue(key, out (string Text, Value Function) known) && known.Text == text)
            {
                return known.Function;
            }
        }

        Value function = Scoped(path, text, names);
        lock (_scoped)
        {
            _scoped[key] = (text, function);
        }

        return function;
    }

    /// <summary>The attributes of a flake.nix that are computed, not just written.</summary>
    /// <returns>Their places and names, that of an attribute with <c>[]</c> for an element of a list; null where the file is no set.</returns>
    public abstract ISet<(int Line, int Column, string Name)>? ComputedAttributes(string path);

    /// <summary>A text as such a function.</summary>
    protected abstract Value Scoped(string path, string text, string[] names);
}
