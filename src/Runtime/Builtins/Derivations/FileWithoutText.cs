namespace Tvix.Aot.Runtime.Builtins;

/// <summary>
/// Places in a file of Nix's own whose functions are written here in C#, for positions and traces. Its text is not here, so that messages
/// have no excerpts of it.
/// </summary>
internal sealed class FileWithoutText
{
    // More than such a file has of lines, and of columns.
    private const int Lines = 128, Columns = 128;

    private readonly int _first;

    /// <param name="shown">The file as messages name it.</param>
    /// <param name="path">As <c>unsafeGetAttrPos</c> gives it.</param>
    public FileWithoutText(string shown, string path)
    {
        string name = shown.ToBytes();
        _first = Positions.Register(
            new SourceFile(() => name, isFile: true, text: null, rawPath: path), Lines * Columns, static index => (index / Columns, index % Columns));
    }

    public int At(int line, int column) => _first + (line * Columns) + column;
}
