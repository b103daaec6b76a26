using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tvix.Aot.Runtime;

/// <summary>
/// Names and their numbers, which follow the order in which they came. Computed attribute names are looked up here one by one, and
/// a dictionary took a quarter of such a program's time: this one finds a name with one look at a table of hashes and one at the text.
/// </summary>
internal sealed class SymbolTable
{
    private const int SmallestRoom = 2048;

    // The upper half of a name's hash, and its number and one; 0 for an empty place. A power of two of them, at most half of them full.
    private ulong[] _places = new ulong[SmallestRoom];
    private string[] _names = new string[SmallestRoom / 2];

    public int Count { get; private set; }

    /// <summary>The names by number; only so many as there are mean anything.</summary>
    public string[] Names => _names;

    /// <summary>The number of a name, or -1.</summary>
    public int Find(ReadOnlySpan<char> name)
    {
        ulong hash = Hash(name), mask = (ulong)_places.Length - 1;
        for (ulong at = hash & mask; ; at = (at + 1) & mask)
        {
            ulong place = _places[at];
            if (place == 0)
            {
                return -1;
            }

            if (place >> 32 == hash >> 32)
            {
                int id = (int)(uint)place - 1;
                if (name.SequenceEqual(_names[id]))
                {
                    return id;
                }
            }
        }
    }

    /// <summary>Gives the next number to a name that <see cref="Find"/> did not find.</summary>
    public int Add(string name)
    {
        if (Count == _names.Length)
        {
            Array.Resize(ref _names, Count * 2);
            _places = new ulong[_places.Length * 2];
            PlaceAll();
        }

        _names[Count] = name;
        Place(Count);
        return Count++;
    }

    /// <summary>Forgets all names but the first ones.</summary>
    public void Truncate(int count)
    {
        Array.Clear(_names, count, Count - count);
        Array.Clear(_places);
        Count = count;
        PlaceAll();
    }

    private void PlaceAll()
    {
        for (int id = 0; id < Count; id++)
        {
            Place(id);
        }
    }

    private void Place(int id)
    {
        ulong hash = Hash(_names[id]), mask = (ulong)_places.Length - 1;
        ulong at = hash & mask;
        while (_places[at] != 0)
        {
            at = (at + 1) & mask;
        }

        _places[at] = ((hash >> 32) << 32) | (uint)(id + 1);
    }

    /// <summary>Four characters at a time; the last four may overlap the ones before.</summary>
    private static ulong Hash(ReadOnlySpan<char> name)
    {
        const ulong Factor = 0x9E3779B97F4A7C15;
        const int Step = 4;
        ulong hash = (ulong)name.Length;
        ref char first = ref MemoryMarshal.GetReference(name);
        if (name.Length < Step)
        {
            foreach (char c in name)
            {
                hash = (hash << 16) | c;
            }

            return Mix(hash * Factor);
        }

        for (int i = 0; i < name.Length - Step; i += Step)
        {
            hash = Mix((hash ^ Chunk(ref first, i)) * Factor);
        }

        return Mix((hash ^ Chunk(ref first, name.Length - Step)) * Factor);
    }

    private static ulong Chunk(ref char first, int index) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<char, byte>(ref Unsafe.Add(ref first, index)));

    private static ulong Mix(ulong hash) => hash ^ BitOperations.RotateRight(hash, 29);
}
