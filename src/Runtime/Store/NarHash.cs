using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Store;

/// <summary>The SHA-256 of a file tree's Nix archive, without making the archive (archive.cc).</summary>
internal sealed class NarHash
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Func<string, FileKind, bool>? _filter;
    private readonly int _pos;

    private NarHash(Func<string, FileKind, bool>? filter, int pos)
    {
        _filter = filter;
        _pos = pos;
    }

    public static byte[] Of(string path, Func<string, FileKind, bool>? filter, int pos)
    {
        var nar = new NarHash(filter, pos);
        nar.Text("nix-archive-1");
        nar.Node(path);
        return nar._hash.GetHashAndReset();
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
                Bytes(host.ReadBytes(path, _pos));
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

    private void Text(string text) => Bytes(Encoding.Latin1.GetBytes(text));

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)bytes.Length);
        _hash.AppendData(length);
        _hash.AppendData(bytes);
        int padding = (8 - (bytes.Length % 8)) % 8;
        if (padding > 0)
        {
            length.Clear();
            _hash.AppendData(length[..padding]);
        }
    }
}
