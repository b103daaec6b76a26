using System;
using System.Collections.Generic;

namespace Tvix.Aot.Language.Optimising.Floating;

/// <summary>R. Tarjan's strongly connected components; each is found after those that it leads to.</summary>
internal sealed class StrongComponents
{
    private readonly IReadOnlyList<IReadOnlyList<int>> _edges;
    private readonly int[] _order;
    private readonly int[] _lowest;
    private readonly bool[] _isOpen;
    private readonly Stack<int> _open = new();
    private int _count;

    public StrongComponents(IReadOnlyList<IReadOnlyList<int>> edges)
    {
        _edges = edges;
        _order = new int[edges.Count];
        _lowest = new int[edges.Count];
        _isOpen = new bool[edges.Count];
    }

    /// <summary>Adds the components that can be reached from a node and were not found before.</summary>
    public void Visit(int node, List<List<int>> found)
    {
        if (_order[node] != 0)
        {
            return;
        }

        _order[node] = _lowest[node] = ++_count;
        _open.Push(node);
        _isOpen[node] = true;
        foreach (int next in _edges[node])
        {
            Visit(next, found);
            if (_isOpen[next])
            {
                _lowest[node] = Math.Min(_lowest[node], _lowest[next]);
            }
        }

        if (_lowest[node] == _order[node])
        {
            found.Add(Close(node));
        }
    }

    private List<int> Close(int node)
    {
        var component = new List<int>();
        int member;
        do
        {
            member = _open.Pop();
            _isOpen[member] = false;
            component.Add(member);
        }
        while (member != node);
        return component;
    }
}
