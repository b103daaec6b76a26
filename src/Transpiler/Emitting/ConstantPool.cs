using System.Collections.Generic;
using System.Linq;
using Tvix.Aot.Language.Core;

namespace Tvix.Aot.Transpiler.Emitting;

/// <summary>The static fields of an emitted class and the lines that set them when an evaluation begins.</summary>
internal sealed class ConstantPool
{
    private readonly Identifiers _names = new();
    private readonly Identifiers _symbolNames = new();
    private readonly Dictionary<string, string> _literals = new(System.StringComparer.Ordinal);
    private readonly Dictionary<string, string> _symbols = new(System.StringComparer.Ordinal);
    private readonly Dictionary<string, string> _builtins = new(System.StringComparer.Ordinal);
    private readonly Dictionary<string, int> _symbolIndexes = new(System.StringComparer.Ordinal);
    private readonly List<string> _symbolOrder = new();
    private readonly bool _intern;
    private readonly System.Func<string, string> _pathExpression;

    public ConstantPool(IEnumerable<string> symbols, bool intern, System.Func<string, string> pathExpression)
    {
        _intern = intern;
        _pathExpression = pathExpression;
        foreach (string name in symbols)
        {
            SymbolIndex(name);
        }
    }

    /// <summary>The fields by their types, in the order of first use.</summary>
    public FieldList Fields { get; } = new();

    /// <summary>The fields of texts, with the texts as C#.</summary>
    public List<(string Field, string Literal)> Texts { get; } = new();

    public List<string> Initialisers { get; } = new();

    /// <summary>All names of the file in the order of their first occurrence.</summary>
    public IReadOnlyList<string> SymbolOrder => _symbolOrder;

    /// <summary>The names that code refers to: fields of a structure, and their places in <see cref="SymbolOrder"/>.</summary>
    public List<(string Field, int Index)> Symbols { get; } = new();

    public string Unique(string wanted) => _names.Unique(wanted);

    public int SymbolIndex(string name)
    {
        if (!_symbolIndexes.TryGetValue(name, out int index))
        {
            index = _symbolOrder.Count;
            _symbolIndexes.Add(name, index);
            _symbolOrder.Add(name);
        }

        return index;
    }

    /// <summary>What gives a name's symbol.</summary>
    public string Symbol(string name)
    {
        if (!_symbols.TryGetValue(name, out string? field))
        {
            field = _symbolNames.Unique(name);
            Symbols.Add((field, SymbolIndex(name)));
            _symbols.Add(name, field);
        }

        return "S." + field;
    }

    /// <summary>A field that remembers where a selection found its attribute.</summary>
    public string Hint(string name) => Declare("h_" + name, "int");

    public string Builtin(string name)
    {
        if (!_builtins.TryGetValue(name, out string? field))
        {
            field = Field("b_" + name, "Value", $"BuiltinTable.Function({Literals.String(name)})");
            _builtins.Add(name, field);
        }

        return field;
    }

    /// <summary>A static field that is set when an evaluation begins.</summary>
    public string Field(string name, string type, string value)
    {
        string field = Declare(name, type);
        Initialisers.Add($"{field} = {value};");
        return field;
    }

    /// <summary>A static field.</summary>
    public string Declare(string name, string type)
    {
        string field = Unique(name);
        Fields.Add(type, field);
        return field;
    }

    public string Constant(Constant constant)
    {
        switch (constant.Kind)
        {
            case ConstantKind.Null: return "NixNull.Instance";
            case ConstantKind.Bool: return (bool)constant.Value! ? "NixBool.True" : "NixBool.False";
        }

        (string name, string type, string value) = constant.Kind switch
        {
            ConstantKind.Int => ("k_" + constant.Value, "NixInt", $"NixInt.Of({Literals.Int((long)constant.Value!)})"),
            ConstantKind.Float => ("k_float", "NixFloat", $"new NixFloat({Literals.Float((double)constant.Value!)})"),
            ConstantKind.Path => (NameOf("p_", (string)constant.Value!), "NixPath", $"new NixPath({_pathExpression((string)constant.Value!)})"),
            _ => (NameOf("t_", (string)constant.Value!), "NixString", Literals.String((string)constant.Value!)),
        };
        if (_intern && _literals.TryGetValue(value, out string? known))
        {
            return known;
        }

        string field = constant.Kind == ConstantKind.String ? Text(name, type, value) : Field(name, type, value);
        _literals[value] = field;
        return field;
    }

    private string Text(string name, string type, string literal)
    {
        string field = Declare(name, type);
        Texts.Add((field, literal));
        return field;
    }

    /// <summary>A list of constants: nobody can tell two of them apart.</summary>
    public string ConstantList(ListLiteral list)
    {
        string value = $"Op.List({string.Join(", ", list.Items.Select(i => Constant((Constant)i)))})";
        if (_literals.TryGetValue(value, out string? known))
        {
            return known;
        }

        string field = Field("l_" + list.Items.Count, "NixList", value);
        _literals[value] = field;
        return field;
    }

    private static string NameOf(string prefix, string text)
    {
        string last = text.Substring(text.LastIndexOf('/') + 1);
        return prefix + (last.Length > 24 ? last.Substring(0, 24) : last);
    }
}
