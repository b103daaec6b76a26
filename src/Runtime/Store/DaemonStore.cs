using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using Tvix.Aot.Runtime.Host;

namespace Tvix.Aot.Runtime.Store;

/// <summary>The store of a running nix-daemon, over its socket (worker-protocol.cc). The daemon itself writes, whole paths or none.</summary>
internal sealed class DaemonStore : StoreBackend, IDisposable
{
    private const string DefaultSocket = "/nix/var/nix/daemon-socket/socket";

    private const ulong IsValidPathOperation = 1, AddToStoreOperation = 7, BuildPathsOperation = 9;

    private readonly Socket _socket;
    private readonly DaemonConnection _connection;
    private readonly HashSet<string> _valid = new(StringComparer.Ordinal);

    private DaemonStore(Socket socket)
    {
        _socket = socket;
        _connection = new DaemonConnection(new BufferedStream(new NetworkStream(socket), 1 << 16));
    }

    /// <param name="path">The socket; empty for NIX_DAEMON_SOCKET_PATH or the usual place.</param>
    /// <exception cref="EvalException">Nobody answers there, or not as a daemon does.</exception>
    public static DaemonStore Connect(string path)
    {
        path = path.Length > 0 ? path : Environment.GetEnvironmentVariable("NIX_DAEMON_SOCKET_PATH") ?? DefaultSocket;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            var store = new DaemonStore(socket);
            store._connection.Greet();
            return store;
        }
        catch (Exception e) when (e is SocketException or IOException or ArgumentException)
        {
            socket.Dispose();
            // .NET's error of a connection does not tell that there is nothing at the path, or that it may not be looked at.
            int error = UnixFile.Look(path.ToBytes(), follow: true, out _);
            string text = error != 0 ? UnixFile.Text(error) : SystemError.Text(e);
            throw EvalErrors.Evaluation($"cannot connect to the nix-daemon at '{path.ToBytes()}': {text.ToBytes()}");
        }
    }

    internal override bool IsValid(string storePath)
    {
        if (_valid.Contains(storePath))
        {
            return true;
        }

        bool valid = Talk(() =>
        {
            _connection.WriteNumber(IsValidPathOperation);
            _connection.WriteString(storePath);
            _connection.Finish();
            return _connection.ReadNumber() != 0;
        });
        return valid && _valid.Add(storePath);
    }

    internal override void AddText(string storePath, string bytes, IReadOnlyList<string> references) =>
        Add(storePath, "text:sha256", references, sink => sink(ByteText.ToByteArray(bytes)));

    internal override void AddTree(string storePath, string source, TreeFilter? filter, IngestionMethod method, int pos)
    {
        if (method == IngestionMethod.Flat)
        {
            Add(storePath, "fixed:sha256", [], sink => CopyFile(source, sink, pos));
        }
        else
        {
            Add(storePath, "fixed:r:sha256", [], sink => NarWriter.Write(source, filter, sink, pos));
        }
    }

    internal override bool TryBuild(string drvPath, string output)
    {
        Talk(() =>
        {
            _connection.WriteNumber(BuildPathsOperation);
            _connection.WriteStrings([$"{drvPath}!{output}"]);
            _connection.WriteNumber(0); // a normal build
            _connection.Finish();
            return _connection.ReadNumber();
        });
        return true;
    }

    private static void CopyFile(string source, ByteSink sink, int pos)
    {
        using Stream file = EvalHost.Current.OpenRead(source, pos);
        var buffer = new byte[1 << 16];
        for (int read = file.Read(buffer); read > 0; read = file.Read(buffer))
        {
            sink(buffer.AsSpan(0, read));
        }
    }

    private void Add(string storePath, string method, IReadOnlyList<string> references, Action<ByteSink> content)
    {
        if (IsValid(storePath))
        {
            return;
        }

        string added = Talk(() =>
        {
            _connection.WriteNumber(AddToStoreOperation);
            _connection.WriteString(StorePaths.Split(storePath).Name);
            _connection.WriteString(method);
            _connection.WriteStrings(references);
            _connection.WriteNumber(0); // no repair
            _connection.WriteFramed(content);
            _connection.Finish();
            return _connection.ReadPathInfo();
        });
        if (added != storePath)
        {
            throw EvalErrors.Evaluation($"the nix-daemon made '{added}' of what should be '{storePath}'");
        }

        _valid.Add(storePath);
    }

    private static T Talk<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw EvalErrors.Evaluation($"the connection to the nix-daemon broke: {SystemError.Text(e).ToBytes()}");
        }
    }

    internal override void Finish() => Dispose();

    public void Dispose() => _socket.Dispose();
}
