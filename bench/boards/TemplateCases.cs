using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Coordination.Bench.Http;
using Coordination.Bench.Server;
using Coordination.Bench.Setup;

namespace Coordination.Bench.Boards;

/// <summary>Lives the stories through the product's front door, in the first area, with times in the past.</summary>
internal sealed partial class TemplateCases(Uri server, IReadOnlyList<Credential> people) : IDisposable
{
    const int Area = 1;

    static readonly string[] UsualReasons = ["sleep", "tantrums"];

    readonly HttpClient http = new() { BaseAddress = server };
    readonly Dictionary<string, Credential> byPerson = people.ToDictionary(person => person.Person);

    public static IReadOnlyList<string> People => [.. "ABNOTU".Select(PersonOf)];

    public void Dispose() => http.Dispose();

    public async Task LiveAsync(CancellationToken stop)
    {
        var (now, number) = (TimeProvider.System.GetUtcNow(), 0);
        foreach (var story in TemplateStory.All)
        {
            foreach (var ago in story.DaysAgo)
            {
                // Within a working day, and never in the future: every step is at least some minutes ago.
                await LiveAsync(story, now.AddDays(-ago).AddMinutes(-10 - (7 * (number % 60))), number++, stop);
            }
        }
    }

    async Task LiveAsync(TemplateStory story, DateTimeOffset began, int number, CancellationToken stop)
    {
        var receipt = await AskAsync("/v1/contacts", story.Taker, Contact(story, began, number), stop);
        var id = receipt.GetProperty("case").GetString();
        foreach (var step in story.Steps.Where(step => began.AddDays(step.Day) < TimeProvider.System.GetUtcNow()))
        {
            var body = Filled(step.Body, began);
            _ = await AskAsync($"/v1/cases/{id}/{step.Command}", step.By, $"{body[..^1]}{(body.Length > 2 ? "," : "")}\"occurredAt\":\"{began.AddDays(step.Day):O}\"}}", stop);
        }
    }

    static string Contact(TemplateStory story, DateTimeOffset began, int number)
    {
        var (child, born) = PersonIdentifier.Of(number * 2);
        var (adult, _) = PersonIdentifier.Of((number * 2) + 1);
        return JsonSerializer.Serialize(new
        {
            model = story.Model,
            area = County.Area(Area),
            channel = "phone",
            source = "self",
            reasons = story.Model == TemplateStory.Usual ? UsualReasons : [],
            language = "fi",
            interpreter = false,
            basis = "consent",
            ownWords = "Nukkumaanmeno venyy ja aamut ovat vaikeita; kiukku tulee jo pukiessa. Emme tiedä, kenelle tästä soittaisi.",
            occurredAt = began,
            members = new object[]
            {
                new { role = "child", givenName = "Bench", familyName = $"Child {number}", identifier = child, born },
                new { role = "adult", givenName = "Bench", familyName = $"Adult {number}", identifier = adult, phone = "040 123 4567" },
            },
        });
    }

    static string Filled(string body, DateTimeOffset began) => Place().Replace(body, place => place.Groups["person"] is { Success: true } person
        ? PersonOf(person.Value[0])
        : began.AddDays(int.Parse(place.Groups["days"].ValueSpan, CultureInfo.InvariantCulture)).ToString(place.Groups["what"].Value == "day" ? "yyyy-MM-dd" : "O", CultureInfo.InvariantCulture));

    static string PersonOf(char name) => name switch
    {
        'A' or 'B' => County.Coordinator(Area, 1 + name - 'A'),
        'N' or 'O' => County.Nurse(Area, 1 + name - 'N'),
        _ => County.Teacher(Area, 1 + name - 'T'),
    };

    async Task<JsonElement> AskAsync(string path, char by, string body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", byPerson[PersonOf(by)].Token);
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, stop);
        var bytes = await response.Content.ReadAsByteArrayAsync(stop);
        if (!response.IsSuccessStatusCode)
        {
            throw new CannotRunException($"{path} with {body} answered {ProblemName.Of(new Answer((int)response.StatusCode, bytes))}");
        }

        using var answer = JsonDocument.Parse(bytes);
        return answer.RootElement.Clone();
    }

    [GeneratedRegex(@"\{(?<person>[ABNOTU])\}|\{(?<what>day|time)\+(?<days>[0-9]+)\}")]
    private static partial Regex Place();
}
