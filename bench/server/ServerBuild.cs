using System.Diagnostics;

namespace Coordination.Bench.Server;

/// <summary>Finds the client-api to measure, and builds it if it never was.</summary>
internal static class ServerBuild
{
    const string Project = "client-api";
    const string Built = "bin/Release/net10.0/Coordination.ClientApi.dll";

    public static async Task<string> FindAsync(string? given, CancellationToken stop)
    {
        if (given is not null)
        {
            return File.Exists(given) ? Path.GetFullPath(given) : throw new CannotRunException($"there is no client-api at '{given}'");
        }

        var project = ProjectFolder();
        var built = Path.Combine(project, Built);
        if (!File.Exists(built))
        {
            Console.WriteLine("client-api is not built yet; building it");
            await BuildAsync(project, stop);
        }

        return File.Exists(built) ? built : throw new CannotRunException($"the build of client-api left no {built}");
    }

    static string ProjectFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var project = Path.Combine(folder.FullName, Project);
            if (Directory.Exists(project) && File.Exists(Path.Combine(folder.FullName, "Directory.Build.props")))
            {
                return project;
            }
        }

        throw new CannotRunException("found no client-api beside the bench; name its dll with --client-api, or a running server with --server");
    }

    static async Task BuildAsync(string project, CancellationToken stop)
    {
        using var build = Process.Start(new ProcessStartInfo("dotnet", ["build", "-c", "Release", "--nologo", "-v", "quiet", project]))!;
        try
        {
            await build.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            build.Kill(entireProcessTree: true);
            throw;
        }

        if (build.ExitCode != 0)
        {
            throw new CannotRunException($"client-api does not build; see: dotnet build -c Release {project}");
        }
    }
}
