using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Tvix.Aot.Runtime.Host;

/// <summary>
/// Arguments and variables of the process by their bytes, where they are not UTF-8: .NET has U+FFFD in place of what it cannot read. A byte that belongs to no
/// character travels in .NET text as a lone surrogate, U+DC80 to U+DCFF, and <see cref="ByteText.ToBytes"/> makes the byte of it again (as in Python's PEP 383).
/// </summary>
public static unsafe class RawText
{
    private const char Lost = '\uFFFD';
    private const string CommandLine = "/proc/self/cmdline";

    /// <summary>The arguments of the program; as they are where nothing of them was lost.</summary>
    public static string[] Arguments(string[] args)
    {
        if (!Array.Exists(args, a => a.Contains(Lost, StringComparison.Ordinal)) || !File.Exists(CommandLine))
        {
            return args;
        }

        // The program itself, and what starts it, come first.
        string[] all = OfBytes(File.ReadAllBytes(CommandLine)).TrimEnd('\0').Split('\0');
        return all.Length >= args.Length ? all[^args.Length..] : args;
    }

    /// <summary>A variable of the environment as a byte string, or null.</summary>
    /// <param name="name">A byte string.</param>
    internal static string? Variable(string name)
    {
        string? text = Environment.GetEnvironmentVariable(ByteText.ToText(name));
        if (text?.Contains(Lost, StringComparison.Ordinal) != true && Ascii.IsValid(name))
        {
            return text?.ToBytes();
        }

        fixed (byte* bytes = Encoding.Latin1.GetBytes(name + "\0"))
        {
            byte* value = GetEnv(bytes);
            return value == null ? null : ByteText.FromByteArray(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(value));
        }
    }

    private static string OfBytes(ReadOnlySpan<byte> bytes)
    {
        const char Surrogates = '\uDC00';
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune);
            }
            else
            {
                length = 1;
                text.Append((char)(Surrogates + bytes[0]));
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_GetEnv", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern byte* GetEnv(byte* name);
}
