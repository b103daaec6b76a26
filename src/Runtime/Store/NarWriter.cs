using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Store;

/// <summary>Which files of a tree are taken; the path and what lies there.</summary>
internal delegate bool TreeFilter(string path, FileKind kind);

/// <summary>Takes bytes as they come.</summary>
internal delegate void ByteSink(ReadOnlySpan<byte> bytes);

/// <summary>A file tree as a Nix archive (archive.cc), streamed: neither the archive nor a whole file is in memory.</summary>
internal sealed class NarWriter
{
    private readonly ByteSink _sink;
    private readonly TreeFilter? _filter;
    private readonly int _pos;

    private NarWriter(ByteSink sink, TreeFilter? filter, int pos)
    {
        _sink = sink;
        _filter = filter;
        _pos = pos;
    }

    /// <summary>Writes the archive of what lies at a path.</summary>
    /// <exception cref="EvalException">Nothing lies there, or something that cannot be read or archived.</exception>
    public static void Write(string path, TreeFilter? filter, ByteSink sink, int pos)
    {
        var nar = new NarWriter(sink, filter, pos);
        nar.Text("nix-archive-1");
        nar.Node(path);
    }

    /// <summary>Writes the archive of one regular file with these bytes.</summary>
    public static void WriteFile(ReadOnlySpan<byte> contents, ByteSink sink)
    {
        var nar = new NarWriter(sink, null, 0);
        foreach (string text in (string[])["nix-archive-1", "(", "type", "regular", "contents"])
        {
            nar.Text(text);
        }

        nar.Length(contents.Length);
        sink(contents);
        nar.Pad(contents.Length);
        nar.Text(")");
    }

    /// <summary>The SHA-256 of the archive.</summary>
    public static byte[] Hash(string path, TreeFilter? filter, int pos)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Write(path, filter, hash.AppendData, pos);
        return hash.GetHashAndReset();
    }

    private void Node(string path)
    {
        EvalHost host = EvalHost.Current;
        Text("(");
        Text("type");
        switch (host.KindOf(path))
        {
            case FileKind.Regular:
                Text("regular");
                if (host.IsExecutable(path))
                {
                    Text("executable");
                    Text("");
                }

                Text("contents");
                Contents(path, host);
                break;
            case FileKind.Directory:
                Text("directory");
                Entries(path, host);
                break;
            case FileKind.Symlink:
                Text("symlink");
                Text("target");
                Text(host.ReadLink(path));
                break;
            case FileKind.Missing:
                throw EvalErrors.Evaluation($"path '{path}' does not exist", _pos);
            default:
                throw EvalErrors.Evaluation($"file '{path}' has an unsupported type", _pos);
        }

        Text(")");
    }

    private void Contents(string path, EvalHost host)
    {
        using Stream file = host.OpenRead(path, _pos);
        long length = file.Length, left = length;
        Length(length);
        var buffer = new byte[Math.Min(length, 1 << 16)];
        while (left > 0)
        {
            int read = file.Read(buffer);
            if (read == 0)
            {
                throw EvalErrors.Evaluation("unexpected end-of-file", _pos);
            }

            int taken = (int)Math.Min(read, left);
            _sink(buffer.AsSpan(0, taken));
            left -= taken;
        }

        Pad(length);
    }

    private void Entries(string path, EvalHost host)
    {
        var names = new List<string>(host.ListDirectory(path, _pos).Keys);
        names.Sort(StringComparer.Ordinal);
        foreach (string name in names)
        {
            string child = path == "/" ? "/" + name : path + "/" + name;
            if (_filter != null && !_filter(child, host.KindOf(child)))
            {
                continue;
            }

            Text("entry");
            Text("(");
            Text("name");
            Text(name);
            Text("node");
            Node(child);
            Text(")");
        }
    }

    private void Text(string text)
    {
        Length(text.Length);
        _sink(Encoding.Latin1.GetBytes(text));
        Pad(text.Length);
    }

    private void Length(long length)
    {
        Span<byte> bytes = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        _sink(bytes);
    }

    private void Pad(long length)
    {
        int padding = (int)((8 - (length % 8)) % 8);
        if (padding > 0)
        {
            Span<byte> zeros = stackalloc byte[8];
            zeros.Clear();
            _sink(zeros[..padding]);
        }
    }
}
