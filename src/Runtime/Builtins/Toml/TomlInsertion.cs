using System.Collections.Generic;

namespace Tvix.Aot.Runtime.Builtins.Toml;

/// <summary>Puts keys and headers in their places; what may not be there twice is an error (toml11's insert_value).</summary>
internal static class TomlInsertion
{
    private const string Value = "toml::insert_value: failed to insert a value, value already exists";
    private const string Table = "toml::insert_value: failed to insert a table, table already defined";
    private const string Array = "toml::insert_value: failed to insert an array of tables, value already exists";

    /// <summary><c>a.b = value</c>.</summary>
    public static void Pair(TomlTable table, IReadOnlyList<string> path, TomlRegion key, TomlNode value)
    {
        for (int i = 0; i < path.Count - 1; i++)
        {
            table = table.Find(path[i]) switch
            {
                null => Added(table, path[i], key, TomlTableKind.Dotted),
                TomlTable { Kind: TomlTableKind.Inline } inline => throw Immutable(key, inline),
                TomlTable { Kind: TomlTableKind.Header or TomlTableKind.Implicit } closed => throw new TomlError(
                    "toml::insert_value: reopening a table using dotted keys", key, "dotted key cannot reopen a table").And(closed.Region, "this table is already closed"),
                TomlTable next => next,
                TomlArray { IsOfHeaders: true } tables => throw new TomlError(
                    "toml::insert_value:dotted key cannot reopen an array-of-tables", key, "inserting this").And(tables.Region, "to this array-of-tables."),
                TomlArray { IsOfTables: true } inline => throw Immutable(key, inline),
                { } other => throw NotATable(Value, key, other),
            };
        }

        if (table.Find(path[^1]) is { } there)
        {
            throw new TomlError(Value, key, "inserting this").And(there.Region, "but value already exists");
        }

        table.Add(path[^1], value);
    }

    /// <summary><c>[a.b]</c>.</summary>
    public static TomlTable Header(TomlTable root, IReadOnlyList<string> path, TomlRegion key)
    {
        TomlTable table = Descend(root, path, key);
        switch (table.Find(path[^1]))
        {
            case null:
                return Added(table, path[^1], key, TomlTableKind.Header);
            case TomlTable { Kind: TomlTableKind.Implicit } there:
                there.Kind = TomlTableKind.Header;
                there.Region = key;
                return there;
            case { } other:
                throw new TomlError(Table, key, "inserting this").And(other.Region, "this table is explicitly defined");
        }
    }

    /// <summary><c>[[a.b]]</c>.</summary>
    public static TomlTable ArrayHeader(TomlTable root, IReadOnlyList<string> path, TomlRegion key)
    {
        TomlTable table = Descend(root, path, key);
        var made = new TomlTable(key, TomlTableKind.Header);
        switch (table.Find(path[^1]))
        {
            case null:
                var tables = new TomlArray(key) { IsOfHeaders = true };
                tables.Items.Add(made);
                table.Add(path[^1], tables);
                return made;
            case TomlArray { IsOfHeaders: true } there:
                there.Items.Add(made);
                return made;
            case TomlArray { IsOfTables: true } inline:
                throw new TomlError("toml::insert_value: failed to insert a table, inline array of tables is immutable", key, "while inserting this")
                    .And(inline.Region, "this is inline array-of-tables");
            case { } other:
                throw NotATable(Array, key, other);
        }
    }

    private static TomlTable Descend(TomlTable table, IReadOnlyList<string> path, TomlRegion key)
    {
        for (int i = 0; i < path.Count - 1; i++)
        {
            table = table.Find(path[i]) switch
            {
                null => Added(table, path[i], key, TomlTableKind.Implicit),
                TomlTable { Kind: TomlTableKind.Inline } inline => throw Immutable(key, inline),
                TomlTable next => next,
                TomlArray { IsOfHeaders: true } tables => (TomlTable)tables.Items[^1],
                TomlArray { IsOfTables: true } inline => throw Immutable(key, inline),
                { } other => throw NotATable(Value, key, other),
            };
        }

        return table;
    }

    private static TomlTable Added(TomlTable table, string name, TomlRegion key, TomlTableKind kind)
    {
        var made = new TomlTable(key, kind);
        table.Add(name, made);
        return made;
    }

    private static TomlError Immutable(TomlRegion key, TomlTable inline) => new TomlError(
        "toml::insert_value: failed to insert a value: inline table is immutable", key, "inserting this").And(inline.Region, "to this table");

    private static TomlError Immutable(TomlRegion key, TomlArray inline) => new TomlError(
        "toml::insert_value:inline array of tables are immutable", key, "inserting this").And(inline.Region, "inline array of tables");

    private static TomlError NotATable(string title, TomlRegion key, TomlNode other) =>
        new TomlError(title, key, "while inserting this").And(other.Region, "non-table value already exists");
}
