using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Coordination.Bench.Server;
using Coordination.Bench.Setup;

namespace Coordination.Bench.Boards;

/// <summary>What the people of the county look at, found by looking: whose cases there are, and where the hundredth page begins.</summary>
internal sealed class Boards : IDisposable
{
    const int Page = 50;
    const int PagesMax = 100;
    const int Callers = 64;

    readonly HttpClient http;
    readonly IReadOnlyList<Credential> coordinators, teachers, cities;
    readonly Credential county;
    readonly List<(Credential By, string Case, string Number)> seen = [];

    Boards(Uri server, IReadOnlyList<Credential> coordinators, IReadOnlyList<Credential> teachers, IReadOnlyList<Credential> managers)
    {
        http = new HttpClient { BaseAddress = server };
        (this.coordinators, this.teachers, county, cities) = (coordinators, teachers, managers[0], [.. managers.Skip(1)]);
    }

    public static async Task<Boards> OpenAsync(ServerProcess server, int cases, CancellationToken stop)
    {
        var perArea = Multiplier.CoordinatorsPerAreaOf(cases);
        var random = new Random(cases);
        var coordinators = await server.TokensAsync([.. Pick(perArea, County.Coordinator)], stop);
        var teachers = await server.TokensAsync([.. Pick(County.TeachersPerArea, County.Teacher)], stop, "professional");
        var managers = await server.TokensAsync([County.Manager(1), .. Enumerable.Range(16, 5).Select(County.Manager)], stop, "manager");
        var boards = new Boards(await server.ListeningAsync(stop), coordinators, teachers, managers);
        foreach (var one in coordinators)
        {
            foreach (var row in await boards.RowsAsync(one, "/v1/cases?limit=50", stop))
            {
                boards.seen.Add((one, row.GetProperty("case").GetString()!, row.GetProperty("number").GetString()!));
            }
        }

        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(boards.seen));
        return boards;

        // As many people of each area, whoever they are.
        IEnumerable<string> Pick(int people, Func<int, int, string> person)
        {
            var first = random.Next(people);
            return Enumerable.Range(0, Math.Min(Callers, people * County.Areas)).Select(i => person(1 + (i % County.Areas), 1 + ((first + (i / County.Areas)) % people)));
        }
    }

    public void Dispose() => http.Dispose();

    public async Task<IReadOnlyList<Query>> QueriesAsync(CancellationToken stop) =>
    [
        Each("worklist, coordinator", coordinators, "/v1/worklist"),
        Each("list, coordinator", coordinators, "/v1/cases"),
        Each("list, participant", teachers, "/v1/cases"),
        Each("list, city manager", cities, "/v1/cases"),
        Each("list, county manager", [county], "/v1/cases"),
        Each("list by phase", [county], Phases.Select(phase => $"/v1/cases?phase={phase}")),
        Each("list by area", [county], Areas.Select(area => $"/v1/cases?area={area}")),
        Each("list by phase and area", [county], Phases.SelectMany(phase => Areas.Select(area => $"/v1/cases?phase={phase}&area={area}"))),
        Each("list by coordinator", [county], coordinators.Select(one => $"/v1/cases?coordinator={one.Person}")),
        Each("list of overdue, county", [county], "/v1/cases?overdue=true"),
        Each("list of overdue, city", cities, "/v1/cases?overdue=true"),
        Each("list of overdue by area", [county], Areas.Select(area => $"/v1/cases?overdue=true&area={area}")),
        await HundredthAsync("hundredth page, county", county, "/v1/cases", stop),
        await HundredthAsync("hundredth page, city", cities[0], "/v1/cases", stop),
        await HundredthAsync("hundredth page by phase", county, "/v1/cases?phase=follow-up", stop),
        await HundredthAsync("hundredth page by area", county, "/v1/cases?area=area-02", stop),
        await HundredthAsync("hundredth page of overdue", county, "/v1/cases?overdue=true", stop),
        new("search by number, coordinator", [.. seen.Take(300).Select(one => (one.By, $"/v1/cases?q={one.Number}"))]),
        new("search by number, county", [.. seen.Take(300).Select(one => (county, $"/v1/cases?q={one.Number}"))]),
        new("search by 3 characters, county", [.. seen.Take(300).Select(one => (county, $"/v1/cases?q={one.Number[..3]}"))]),
        Each("counts, county", [county], "/v1/reports/active-cases"),
        Each("counts, city", cities, "/v1/reports/active-cases"),
        Each("counts, coordinator", coordinators, "/v1/reports/active-cases"),
        new("one case", [.. seen.Select(one => (one.By, $"/v1/cases/{one.Case}"))]),
        new("its journal", [.. seen.Select(one => (one.By, $"/v1/cases/{one.Case}/journal"))]),
    ];

    /// <summary>Open cases of our coordinators in which nothing is offered: each has its own to itself.</summary>
    public async Task<IReadOnlyList<PreparedCase>> CommandedAsync(int count, CancellationToken stop)
    {
        var prepared = new List<PreparedCase>();
        foreach (var one in coordinators)
        {
            foreach (var phase in Phases.Where(phase => phase != "closed"))
            {
                prepared.AddRange((await RowsAsync(one, $"/v1/cases?coordinator={one.Person}&phase={phase}&limit=200", stop))
                    .Where(row => !row.TryGetProperty("offerTo", out _) && !row.TryGetProperty("suspendedAt", out _) && row.GetProperty("model").GetString() == TemplateStory.Usual)
                    .Select(row => new PreparedCase(row.GetProperty("case").GetString()!, one, County.Relief(int.Parse(one.Person.AsSpan(2, 2), CultureInfo.InvariantCulture)))));
            }
        }

        foreach (var one in prepared.Take(count))
        {
            // So that judging it normal, which comes first, changes something.
            _ = await AskAsync(one.Coordinator, $"/v1/cases/{one.Id}/judge-urgency", stop, """{"urgency":"soon"}""");
        }

        return prepared.Count >= count ? [.. prepared.Take(count)] : throw new CannotRunException($"only {prepared.Count} of {count} open cases were found to command");
    }

    static readonly ImmutableArray<string> Phases = ["contact", "needs-assessment", "joint-meeting", "follow-up", "closed"];

    static IEnumerable<string> Areas => Enumerable.Range(1, 15).Select(County.Area);

    static Query Each(string name, IReadOnlyList<Credential> callers, string path) => new(name, [.. callers.Select(one => (one, path))]);

    static Query Each(string name, IReadOnlyList<Credential> callers, IEnumerable<string> paths) => new(name, [.. from path in paths from one in callers select (one, path)]);

    /// <summary>Walks there as a person would, from page to page; the last page where there are fewer.</summary>
    async Task<Query> HundredthAsync(string name, Credential by, string path, CancellationToken stop)
    {
        var (last, join) = (path, path.Contains('?', StringComparison.Ordinal) ? '&' : '?');
        for (var page = 1; page < PagesMax; page++)
        {
            var answer = await AskAsync(by, last, stop);
            if (!answer.TryGetProperty("next", out var next))
            {
                break;
            }

            last = $"{path}{join}after={next.GetString()}&limit={Page}";
        }

        return new(name, [(by, last)]);
    }

    async Task<IReadOnlyList<JsonElement>> RowsAsync(Credential by, string path, CancellationToken stop) => [.. (await AskAsync(by, path, stop)).GetProperty("items").EnumerateArray()];

    async Task<JsonElement> AskAsync(Credential by, string path, CancellationToken stop, string? body = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", by.Token);
        using var response = await http.SendAsync(request, stop);
        if (!response.IsSuccessStatusCode)
        {
            throw new CannotRunException($"{path} as {by.Person} answered {(int)response.StatusCode}");
        }

        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(stop));
        return answer.RootElement.Clone();
    }
}
