using System.Text.Json;
using System.Text.RegularExpressions;
using Coordination.ClientApi;
using Coordination.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Said = Coordination.Tests.Server.Said;

namespace Coordination.Tests;

public sealed class OpenApiServer : IAsyncLifetime
{
    public Server Server { get; private set; } = null!;
    public JsonElement Document { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Server = await Server.Start();
        Document = (await Server.Stranger.Get("/openapi/v1.json")).Is(200).Json;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>The description says what the API does, all of it, and nothing else.</summary>
public sealed partial class OpenApiTests(OpenApiServer fixture) : IClassFixture<OpenApiServer>
{
    readonly JsonElement document = fixture.Document;

    [Fact]
    public void It_is_OpenAPI_3_1_with_a_title_a_version_and_the_conventions()
    {
        Assert.StartsWith("3.1.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var info = document.GetProperty("info");
        Assert.Equal("Coordination", info.GetProperty("title").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+$", info.GetProperty("version").GetString());
        Assert.All(["Idempotency-Key", "If-Match", "ETag", "limit", "RFC 9457", "Retry-After"], word => Assert.Contains(word, info.GetProperty("description").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var references = Reference().Matches(document.GetRawText()).Select(m => m.Groups[1].Value).Distinct().ToArray();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotEqual(JsonValueKind.Undefined, Follow(reference).ValueKind));
    }

    /// <summary>Read from the routes themselves: what is mapped is described, and what is described is mapped.</summary>
    [Fact]
    public void Every_route_is_described_and_no_other()
    {
        var mapped = Repository.Text("client-api/Endpoints.cs");
        var routes = Route().Matches(mapped).Where(m => m.Groups[2].Value is not ("/no-op" or "/memory" or "/calendar/{file}")).Select(m => $"{m.Groups[1].Value.ToUpperInvariant()} {(m.Groups[2].Value.StartsWith("/health", StringComparison.Ordinal) ? "" : "/v1")}{m.Groups[2].Value}");
        var commands = CommandRoute().Matches(mapped).Select(m => $"POST /v1/cases/{{id}}/{m.Groups[1].Value}");
        Assert.Equal(routes.Concat(commands).Order(StringComparer.Ordinal), Operations().Select(o => $"{o.Method} {o.Path}").Order(StringComparer.Ordinal));
    }

    static readonly CommandName[] OfTheEngine = [CommandName.ExpireHandover, CommandName.NoteDeadlineNear, CommandName.NoteDeadlineMissed, .. CaseDecider.Halves];

    [Fact]
    public void Every_command_that_people_may_give_has_an_operation() =>
        Assert.Equal(
            Enum.GetValues<CommandName>().Except(OfTheEngine).Select(Workflow.Kebab).Order(StringComparer.Ordinal),
            Operations().Where(o => o.Method == "POST" && o.Id is not ("check-contact" or "find-family-name" or "record-consultation" or "make-ticket" or "make-calendar-address" or "bulk-assign-coordinator" or "bulk-migrate-model")).Select(o => o.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_operation_has_a_summary_a_tag_an_example_of_its_answer_and_takes_a_token() =>
        Assert.All(Operations().Where(o => o.Path.StartsWith("/v1", StringComparison.Ordinal)), operation =>
        {
            Assert.NotEqual("", operation.Said.GetProperty("summary").GetString());
            var tag = Assert.Single(operation.Said.GetProperty("tags").EnumerateArray()).GetString();
            Assert.Contains(tag, document.GetProperty("tags").EnumerateArray().Select(t => t.GetProperty("name").GetString()));
            Assert.True(operation.Said.GetProperty("security")[0].TryGetProperty("bearer", out _));
            var answer = operation.Said.GetProperty("responses").EnumerateObject().First(r => r.Name[0] == '2').Value;
            Assert.NotEqual(JsonValueKind.Undefined, Assert.Single(answer.GetProperty("content").EnumerateObject()).Value.GetProperty("example").ValueKind);
        });

    [Fact]
    public void The_token_is_a_bearer_JWT()
    {
        var scheme = document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer");
        Assert.Equal(("http", "bearer", "JWT"), (scheme.GetProperty("type").GetString(), scheme.GetProperty("scheme").GetString(), scheme.GetProperty("bearerFormat").GetString()));
    }

    [Fact]
    public void Every_problem_is_listed_with_its_status_and_titles()
    {
        Assert.Equal(
            Problem.All.Select(p => $"{Problem.TypePrefix}{p.Name} {p.Status} {ClientApi.Texts.Problem("fi", p.Name)!.Title}").Order(StringComparer.Ordinal),
            document.GetProperty("x-problems").EnumerateArray()
                .Select(p => $"{p.GetProperty("type").GetString()} {p.GetProperty("status")} {p.GetProperty("title").GetProperty("fi").GetString()}").Order(StringComparer.Ordinal));
        Assert.Equal(
            Problem.All.Select(p => Problem.TypePrefix + p.Name).Distinct().Order(StringComparer.Ordinal),
            Follow("#/components/schemas/ProblemBody").GetProperty("properties").GetProperty("type").GetProperty("enum").EnumerateArray().Select(e => e.GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_problem_is_an_example_of_some_answer_but_what_only_the_engine_or_a_page_is_told()
    {
        var shown = ShownExample().Matches(document.GetProperty("paths").GetRawText()).Select(m => m.Groups[1].Value).Distinct();
        Assert.Equal(["foreign-form", "engine-only"], document.GetProperty("components").GetProperty("examples").EnumerateObject().Select(e => e.Name).Except(shown));
    }

    [Fact]
    public void An_example_of_a_problem_stands_under_its_own_status() =>
        Assert.All(
            from operation in Operations()
            from response in operation.Said.GetProperty("responses").EnumerateObject()
            where response.Name != "default" && response.Value.TryGetProperty("content", out var content) && content.TryGetProperty("application/problem+json", out _)
            from example in response.Value.GetProperty("content").GetProperty("application/problem+json").GetProperty("examples").EnumerateObject()
            select (operation.Id, response.Name, Example: Follow(example.Value.GetProperty("$ref").GetString()!)),
            one => Assert.Equal(one.Name, one.Example.GetProperty("value").GetProperty("status").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture)));

    public static TheoryData<string> WithABody => [.. Enum.GetValues<CommandName>().Except(OfTheEngine).Select(Workflow.Kebab)];

    /// <summary>A case nobody has is the first thing wrong with a good body, and the last with a bad one; so an example is sent as it is.</summary>
    [Theory, MemberData(nameof(WithABody))]
    public async Task An_example_of_a_request_is_accepted_as_it_stands(string operation)
    {
        var (_, path, _, said) = Operations().Single(o => o.Id == operation);
        var example = ExampleOf(said).GetRawText();
        var anna = fixture.Server.As(Families.Anna);
        var id = operation == "receive-contact" ? "" : await anna.Open($"example-{operation}");
        var answer = await anna.Post(path.Replace("{id}", id, StringComparison.Ordinal), example);
        Assert.NotEqual(("invalid", 422), (answer.Problem, answer.Status));
        Assert.NotEqual(400, answer.Status);
        Assert.Equal(said.GetProperty("requestBody").TryGetProperty("required", out var required) && required.GetBoolean(), example != "{}");
    }

    static readonly JsonElement Empty = JsonSerializer.Deserialize<JsonElement>("{}");

    /// <summary>The writer of the description leaves an empty example out.</summary>
    static JsonElement ExampleOf(JsonElement operation) =>
        operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").TryGetProperty("example", out var given) ? given : Empty;

    /// <summary>Answers are compared field by field with what the API gives, so that an example cannot grow old.</summary>
    [Fact]
    public async Task An_example_of_an_answer_has_the_fields_of_the_answer()
    {
        var anna = fixture.Server.As(Families.Anna);
        var id = await anna.Following("example-answers");
        await Same("get-case", await anna.Get($"/v1/cases/{id}"));
        await Same("count-active-cases", await anna.Get("/v1/reports/active-cases"));
        await Same("count-board", await anna.Get("/v1/reports/board"));
        await Same("list-cases", await anna.Get("/v1/cases?limit=1"));
        await Same("get-worklist", await anna.Get("/v1/worklist?limit=1"));
        await Same("get-journal", await anna.Get($"/v1/cases/{id}/journal?limit=1"));
        await Same("list-organisations", await anna.Get("/v1/network/organisations"));
        await Same("list-units", await anna.Get("/v1/network/units?limit=1"));
        await Same("list-people", await anna.Get("/v1/network/people?limit=1"));
        await Same("list-operating-models", await anna.Get("/v1/operating-models"));
        await Same("get-operating-model", await anna.Get("/v1/operating-models/one-contact-is-enough"));
        await Same("make-ticket", await anna.Post("/v1/changes/tickets"));
        await Same("note", await anna.Post($"/v1/cases/{id}/note", """{"text":"t"}"""));
        await Same("receive-contact", await anna.Post("/v1/contacts", Families.Contact("example-answers")));

        Task Same(string operation, Said answer)
        {
            var responses = Operations().Single(o => o.Id == operation).Said.GetProperty("responses");
            var media = responses.GetProperty(answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)).GetProperty("content").GetProperty("application/json");
            AssertFits(media.GetProperty("schema"), answer.Json, operation);
            AssertFits(media.GetProperty("schema"), media.GetProperty("example"), $"the example of {operation}");
            return Task.CompletedTask;
        }
    }

    /// <summary>As much of JSON Schema as the description uses.</summary>
    void AssertFits(JsonElement schema, JsonElement value, string where)
    {
        if (schema.TryGetProperty("$ref", out var reference)) { AssertFits(Follow(reference.GetString()!), value, where); return; }
        if (schema.TryGetProperty("oneOf", out var choices))
        {
            AssertFits(choices.EnumerateArray().Last(), value, where);
            return;
        }
        if (schema.TryGetProperty("type", out var type))
            Assert.True(type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(t => Is(t.GetString()!, value)) : Is(type.GetString()!, value), $"{where}: {value.GetRawText()} is no {type}");
        if (schema.TryGetProperty("enum", out var codes)) Assert.True(codes.EnumerateArray().Any(c => c.GetRawText() == value.GetRawText()), $"{where}: {value} is not among the codes");
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
            foreach (var item in value.EnumerateArray()) AssertFits(items, item, where + "[]");
        if (value.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties)) return;
        foreach (var field in value.EnumerateObject())
            AssertFits(properties.TryGetProperty(field.Name, out var of) ? of : throw new Xunit.Sdk.XunitException($"{where}.{field.Name} is not described"), field.Value, $"{where}.{field.Name}");
        if (!schema.TryGetProperty("required", out var required)) return;
        foreach (var name in required.EnumerateArray()) Assert.True(value.TryGetProperty(name.GetString()!, out _), $"{where}.{name} is missing");
    }

    static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.ValueKind == JsonValueKind.Null,
    };

    /// <summary>Whatever the table of bad input provokes, the operation it is sent to has declared, with that problem as an example.</summary>
    [Fact]
    public void Every_no_to_bad_input_is_declared_by_its_operation()
    {
        var undeclared = new List<string>();
        foreach (var row in BadInputRows.All.Where(r => r.Problem is not ("no-such-page" or "method-not-allowed")))
        {
            var operation = Operations().Single(o => o.Method == row.Method && PathPattern(o.Path).IsMatch(row.Path.Split('?')[0]));
            var status = row.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var key = row is { Problem: "invalid", Status: 400 } ? "invalid-query" : row.Problem;
            if (!operation.Said.GetProperty("responses").TryGetProperty(status, out var response)
                || !response.GetProperty("content").GetProperty("application/problem+json").GetProperty("examples").TryGetProperty(key, out _))
                undeclared.Add($"{operation.Id}: {status} {row.Problem} ({row.Name})");
        }
        Assert.Empty(undeclared);
    }

    public static TheoryData<string> Lists => ["list-cases", "count-active-cases", "count-board", "get-journal", "get-worklist", "list-organisations", "list-units", "list-people", "stream-changes"];

    /// <summary>Each query parameter that is described is understood, with each of its codes; and one that is not described is not.</summary>
    [Theory, MemberData(nameof(Lists))]
    public async Task The_query_parameters_described_are_those_understood(string operation)
    {
        var (_, path, _, said) = Operations().Single(o => o.Id == operation);
        var anna = fixture.Server.As(Families.Anna);
        var address = path.Replace("{id}", await anna.Open($"parameters-{operation}"), StringComparison.Ordinal);
        var parameters = said.GetProperty("parameters").EnumerateArray().Select(Resolve).Where(p => p.GetProperty("in").GetString() == "query").ToArray();
        Assert.NotEmpty(parameters);
        foreach (var parameter in parameters.Where(p => p.GetProperty("name").GetString() != "ticket"))
            foreach (var value in Samples(parameter.GetProperty("schema")))
            {
                using var answer = await anna.Listen($"{address}?{parameter.GetProperty("name").GetString()}={value}");
                Assert.True(answer.IsSuccessStatusCode, $"{parameter.GetProperty("name")}={value}: {answer.StatusCode}");
            }
        (await anna.Get($"{address}?undescribed=1")).Refuses(400, "invalid");
    }

    static IEnumerable<string> Samples(JsonElement schema) =>
        schema.TryGetProperty("enum", out var codes) ? codes.EnumerateArray().Select(c => c.GetString()!)
        : schema.TryGetProperty("format", out var format) && format.GetString() == "date" ? ["2026-03-10"]
        : schema.TryGetProperty("pattern", out _) ? ["0195ca3f1b7c7d2f8a3e5b6c7d8e9f01"]
        : schema.GetProperty("type").GetString() switch
        {
            "integer" => [schema.GetProperty("minimum").ToString(), schema.GetProperty("maximum").ToString()],
            "boolean" => ["true", "false"],
            _ => ["a", new string('a', schema.GetProperty("maxLength").GetInt32())],
        };

    JsonElement Resolve(JsonElement element) => element.TryGetProperty("$ref", out var reference) ? Follow(reference.GetString()!) : element;

    JsonElement Follow(string reference) => reference[2..].Split('/').Aggregate(document, (at, step) => at.TryGetProperty(step, out var next) ? next : default);

    IEnumerable<(string Method, string Path, string Id, JsonElement Said)> Operations() =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (operation.Name.ToUpperInvariant(), path.Name, operation.Value.GetProperty("operationId").GetString()!, operation.Value);

    static Regex PathPattern(string path) => new($"^{Regex.Replace(path, @"\{[a-z]+\}", "[^/]+")}$");

    [GeneratedRegex("\"\\$ref\": ?\"([^\"]+)\"")] private static partial Regex Reference();
    [GeneratedRegex("#/components/examples/([a-z-]+)\"")] private static partial Regex ShownExample();
    [GeneratedRegex("Map(Get|Post)\\(\"([^\"$]+)\"")] private static partial Regex Route();
    [GeneratedRegex("Command<\\w+>\\(\"([^\"]+)\"")] private static partial Regex CommandRoute();
}
