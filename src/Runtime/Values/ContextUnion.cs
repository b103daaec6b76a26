using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Tvix.Aot.Runtime;

/// <summary>Contexts of several strings on the way to one: they are put together once, when all are there.</summary>
internal struct ContextUnion
{
    [ThreadStatic]
    private static Stack<List<StringContext>>? s_spare;

    private StringContext? _only;
    private List<StringContext>? _all;

    public void Add(StringContext? context)
    {
        if (context == null || ReferenceEquals(context, _only))
        {
            return;
        }

        if (_only == null)
        {
            _only = context;
            return;
        }

        if (_all == null)
        {
            _all = s_spare is { Count: > 0 } ? s_spare.Pop() : [];
            _all.Add(_only);
        }

        if (!ReferenceEquals(_all[^1], context))
        {
            _all.Add(context);
        }
    }

    /// <summary>The contexts that were added, of which some may repeat others.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<StringContext> Parts =>
        _all != null ? CollectionsMarshal.AsSpan(_all) : _only == null ? [] : new ReadOnlySpan<StringContext>(in _only);

    /// <summary>The union; ends the use of this one.</summary>
    public StringContext? ToContext()
    {
        StringContext? result = _all == null ? _only : StringContext.UnionOf(_all);
        End();
        return result;
    }

    /// <summary>Gives back what this one has used.</summary>
    public void End()
    {
        _only = null;
        if (_all is { } all)
        {
            all.Clear();
            (s_spare ??= []).Push(all);
            _all = null;
        }
    }
}
