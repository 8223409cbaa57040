using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Coordination.Bench.Year;

namespace Coordination.Bench.Soak;

/// <summary>What the server process takes, read of <c>/proc</c>, and of the server itself what only it knows.</summary>
internal sealed class ServerGauge : IDisposable
{
    const int BytesOfKilobyte = 1024;

    readonly HttpClient http;
    readonly string folder;

    public ServerGauge(YearServer server)
    {
        folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{server.Process.Id}");
        if (!Directory.Exists(folder))
        {
            throw new CannotRunException($"there is no {folder} to read: a soak needs Linux");
        }

        http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Somebody.Token);
    }

    public async Task<ServerSize> LookAsync(CancellationToken stop)
    {
        var status = await File.ReadAllLinesAsync($"{folder}/status", stop);
        return new ServerSize(
            Number(status, "VmRSS:") * BytesOfKilobyte, await ManagedAsync(collect: false, stop), Directory.EnumerateFileSystemEntries($"{folder}/fd").Count(), (int)Number(status, "Threads:"));
    }

    /// <param name="collect">After a full garbage collection, which stops the server for a moment.</param>
    public async Task<long> ManagedAsync(bool collect, CancellationToken stop)
    {
        using var answer = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri($"/v1/memory?collect={(collect ? "true" : "false")}", UriKind.Relative), stop));
        return answer.RootElement.GetProperty("managedBytes").GetInt64();
    }

    public void Dispose() => http.Dispose();

    static long Number(IReadOnlyList<string> status, string name) =>
        long.Parse(status.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
