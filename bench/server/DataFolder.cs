namespace Coordination.Bench.Server;

/// <summary>A fresh folder for one server's data, removed with all that is in it.</summary>
internal sealed class DataFolder : IDisposable
{
    DataFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>What the data lies on: on tmpfs a "durable" command costs nothing, and the figures mean nothing.</summary>
    public string FileSystem => new DriveInfo(Path).DriveFormat;

    public static DataFolder In(string root)
    {
        try
        {
            return new DataFolder(Directory.CreateDirectory(System.IO.Path.Combine(root, $"coordination-bench-{System.IO.Path.GetRandomFileName()}")).FullName);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"cannot put data in '{root}': {unwritable.Message}");
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
