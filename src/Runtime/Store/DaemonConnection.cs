using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;

namespace Tvix.Aot.Runtime.Store;

/// <summary>
/// The worker protocol's words: numbers of eight bytes, padded strings, framed streams, and the messages that a daemon sends while it
/// works (worker-protocol-connection.cc). Speaks version 1.35, which every daemon since Nix 2.15 understands.
/// </summary>
internal sealed partial class DaemonConnection
{
    private const ulong ClientMagic = 0x6e697863, ServerMagic = 0x6478696f, OurVersion = (1 << 8) | 35, OldestVersion = (1 << 8) | 26;

    private const ulong Next = 0x6f6c6d67, Last = 0x616c7473, Error = 0x63787470, StartActivity = 0x53545254, StopActivity = 0x53544f50, Result = 0x52534c54;

    private readonly Stream _stream;

    public DaemonConnection(Stream stream) => _stream = stream;

    private ulong Version { get; set; }

    /// <exception cref="IOException">The other side is no daemon, or too old.</exception>
    public void Greet()
    {
        WriteNumber(ClientMagic);
        WriteNumber(OurVersion);
        _stream.Flush();
        if (ReadNumber() != ServerMagic)
        {
            throw new IOException("this is not the socket of a nix-daemon");
        }

        Version = Math.Min(ReadNumber(), OurVersion);
        if (Version < OldestVersion)
        {
            throw new IOException("its protocol is too old: Nix 2.4 or newer is needed");
        }

        WriteNumber(0); // no CPU affinity
        WriteNumber(0); // no reserved space
        _stream.Flush();
        if (Version >= ((1 << 8) | 33))
        {
            ReadString(); // the daemon's version
        }

        if (Version >= ((1 << 8) | 35))
        {
            ReadNumber(); // whether it trusts us
        }

        Finish();
    }

    public void WriteNumber(ulong number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        _stream.Write(bytes);
    }

    public void WriteString(string bytes)
    {
        WriteNumber((ulong)bytes.Length);
        _stream.Write(ByteText.ToByteArray(bytes));
        Span<byte> zeros = stackalloc byte[8];
        zeros.Clear();
        _stream.Write(zeros[..Padding(bytes.Length)]);
    }

    private static int Padding(long length) => (int)((8 - (length % 8)) % 8);

    public void WriteStrings(IReadOnlyList<string> items)
    {
        WriteNumber((ulong)items.Count);
        foreach (string item in items)
        {
            WriteString(item);
        }
    }

    /// <summary>A stream of unknown length: chunks with their length before them, then none.</summary>
    public void WriteFramed(Action<ByteSink> content)
    {
        var chunk = new byte[1 << 15];
        int filled = 0;
        content(bytes =>
        {
            while (bytes.Length > 0)
            {
                int taken = Math.Min(bytes.Length, chunk.Length - filled);
                bytes[..taken].CopyTo(chunk.AsSpan(filled));
                filled += taken;
                bytes = bytes[taken..];
                if (filled == chunk.Length)
                {
                    WriteChunk(chunk);
                    filled = 0;
                }
            }
        });
        WriteChunk(chunk.AsSpan(0, filled));
        if (filled > 0)
        {
            WriteNumber(0);
        }
    }

    private void WriteChunk(ReadOnlySpan<byte> bytes)
    {
        WriteNumber((ulong)bytes.Length);
        _stream.Write(bytes);
    }

    public ulong ReadNumber()
    {
        Span<byte> bytes = stackalloc byte[8];
        _stream.ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    public string ReadString()
    {
        const ulong Longest = 1 << 28;
        ulong length = ReadNumber();
        if (length > Longest)
        {
            throw new IOException("it sent a string of impossible length");
        }

        var bytes = new byte[length];
        _stream.ReadExactly(bytes);
        Span<byte> zeros = stackalloc byte[8];
        _stream.ReadExactly(zeros[..Padding((long)length)]);
        return ByteText.FromByteArray(bytes);
    }

    private void SkipStrings()
    {
        for (ulong count = ReadNumber(); count > 0; count--)
        {
            ReadString();
        }
    }

    /// <summary>What the daemon knows of a path it added; its path.</summary>
    public string ReadPathInfo()
    {
        string path = ReadString();
        ReadString(); // deriver
        ReadString(); // hash
        SkipStrings(); // references
        ReadNumber(); // time
        ReadNumber(); // size
        ReadNumber(); // ultimate
        SkipStrings(); // signatures
        ReadString(); // content address
        return path;
    }

    /// <summary>Sends what was written and reads messages until the daemon is done.</summary>
    /// <exception cref="EvalException">The daemon answers with an error.</exception>
    public void Finish()
    {
        _stream.Flush();
        while (true)
        {
            switch (ReadNumber())
            {
                case Last: return;
                case Error: throw ReadError();
                case Next: Host.EvalHost.Current.WriteError(ReadString().TrimEnd('\n') + "\n"); break;
                case StartActivity: SkipActivity(); break;
                case StopActivity: ReadNumber(); break;
                case Result: ReadNumber(); ReadNumber(); SkipFields(); break;
                case var other: throw new IOException($"it sent an unknown message {other:x}");
            }
        }
    }

    private EvalException ReadError()
    {
        ReadString(); // type
        ReadNumber(); // level
        ReadString(); // name
        string message = ReadString();
        ReadNumber(); // position, always none
        for (ulong count = ReadNumber(); count > 0; count--)
        {
            ReadNumber();
            ReadString();
        }

        // Coloured for a terminal, whoever listens.
        return EvalErrors.Evaluation(Colours().Replace(message, ""));
    }

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colours();

    private void SkipActivity()
    {
        ReadNumber(); // activity
        ReadNumber(); // level
        ReadNumber(); // type
        ReadString();
        SkipFields();
        ReadNumber(); // parent
    }

    private void SkipFields()
    {
        for (ulong count = ReadNumber(); count > 0; count--)
        {
            if (ReadNumber() == 0)
            {
                ReadNumber();
            }
            else
            {
                ReadString();
            }
        }
    }
}
