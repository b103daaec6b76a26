using System;
using System.Runtime.InteropServices;

namespace Tvix.Aot.Runtime.Host;

/// <summary>
/// The user's home folder as Nix finds it: HOME, unless the folder belongs to somebody else (as under sudo); then, and without HOME, what the
/// password file says (getHome in src/libutil/unix/users.cc).
/// </summary>
public static unsafe class HomeFolder
{
    private const int RoomForPassword = 16384;
    private const int NoEntry = 2;

    private static readonly Lazy<string> s_path = new(Find);

    // Passwd of the runtime's pal_uid.h.
    [StructLayout(LayoutKind.Sequential)]
    private struct Passwd
    {
        public byte* Name;
        public byte* Password;
        public uint UserId;
        public uint GroupId;
        public byte* UserInfo;
        public byte* HomeDirectory;
        public byte* Shell;
    }

    /// <summary>A byte string; <c>/</c> for a user that has none. Warns, once, where HOME is not taken.</summary>
    public static string Path => s_path.Value;

    /// <summary>Whether it is a folder that this user may write to.</summary>
    public static bool IsWritable => UnixFile.Look(Path, follow: true, out FileStatus status) == 0 && status.Kind == FileKind.Directory && UnixFile.MayWrite(Path);

    /// <summary>Where the tool keeps what it can make again: TVIX_AOT_CACHE, or <c>tvix-aot</c> in XDG_CACHE_HOME or ~/.cache.</summary>
    public static string Cache => Variable("TVIX_AOT_CACHE") is { } configured
        ? System.IO.Path.GetFullPath(configured)
        : System.IO.Path.GetFullPath(System.IO.Path.Combine(Xdg("XDG_CACHE_HOME", ".cache"), "tvix-aot"));

    /// <summary>One of the folders of the XDG base directory specification.</summary>
    /// <param name="below">Where it is in the home folder unless the variable names another place.</param>
    public static string Xdg(string variable, string below) => Variable(variable) ?? System.IO.Path.Combine(ByteText.ToText(Path), below);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string Find()
    {
        string? home = RawText.Variable("HOME");
        if (home == null)
        {
            return OfPassword() ?? "/";
        }

        int error = UnixFile.Look(home, follow: true, out FileStatus status);
        if (error == 0 ? status.Owner == EffectiveUser() : error == NoEntry)
        {
            return home;
        }

        string? other = OfPassword();
        if (other == null)
        {
            return home;
        }

        if (error != 0)
        {
            Warn($"couldn't stat $HOME ('{home}') for reason other than not existing ('{error}'), falling back to the one defined in the 'passwd' file");
        }
        else if (other != home)
        {
            Warn($"$HOME ('{home}') is not owned by you, falling back to the one defined in the 'passwd' file ('{other}')");
        }

        return other;
    }

    private static void Warn(string message) => ByteText.WriteMessage(StandardStreams.Error, $"warning: {message}\n");

    private static string? OfPassword()
    {
        byte[] room = new byte[RoomForPassword];
        fixed (byte* buffer = room)
        {
            return GetPassword(EffectiveUser(), out Passwd entry, buffer, RoomForPassword) != 0 || entry.HomeDirectory == null || *entry.HomeDirectory == 0
                ? null : ByteText.FromByteArray(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry.HomeDirectory));
        }
    }

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_GetEUid", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint EffectiveUser();

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_GetPwUidR", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetPassword(uint user, out Passwd entry, byte* buffer, int length);
}
