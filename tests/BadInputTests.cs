using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Coordination.ClientApi;
using Coordination.Core;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Caller = Coordination.Tests.Server.Caller;
using Said = Coordination.Tests.Server.Said;

namespace Coordination.Tests;

/// <summary>A server with a case in every state that the rows of <see cref="BadInputRows"/> speak of, and with every kind of caller.</summary>
public sealed class BadInputServer : IAsyncLifetime
{
    readonly Dictionary<string, string> words = new(StringComparer.Ordinal);
    readonly Dictionary<string, Caller> callers = new(StringComparer.Ordinal);

    public Server Server { get; private set; } = null!;

    /// <summary>Everything in the store before the first bad request.</summary>
    public string Before { get; private set; } = "";

    public string Fill(string path) => words.Aggregate(path, (text, word) => text.Replace($"{{{word.Key}}}", word.Value, StringComparison.Ordinal));
    public Caller Who(string name) => callers[name];

    public async ValueTask InitializeAsync()
    {
        Server = await Server.Start();
        await Cases(Server.As(Families.Anna));
        await Work(Server.As(Families.Anna));
        await OtherModels();
        await Phenomena(Server.As(Families.Anna));
        await Tickets();
        await Callers();
        callers["anna"] = Server.As(Families.Anna);
        Before = await Server.Store.DumpAll();
    }

    async Task Cases(Caller anna)
    {
        words["contact"] = await anna.Open("in-contact");
        words["judged"] = await anna.Judged("judged");
        words["assessment"] = await anna.Assessing("in-assessment");
        words["meeting"] = await anna.Assessed("in-meeting");
        words["planned"] = await anna.Planned("planned");
        words["met"] = await anna.Met("met");
        words["without-family"] = await anna.Met("without-family", Families.Held.Replace("true", "false", StringComparison.Ordinal));
        words["one-service"] = await anna.Met("one-service", $$"""{"meeting":"meeting-1","familyAttended":true,"attended":["{{Families.Petra}}"]}""");
        words["met-and-planned"] = await anna.Met("met-and-planned");
        await anna.Do(words["met-and-planned"], "plan-meeting", Families.Meeting);
        words["follow-up"] = await anna.Following("in-follow-up");
        words["closed"] = await anna.Closed("closed");
        words["offered"] = await anna.Open("offered");
        await anna.Do(words["offered"], "offer-handover", $$"""{"to":"{{Families.Bea}}"}""");
        words["succeeded"] = await anna.Closed("succeeded");
        await anna.Open("succeeded");
        words["waiting"] = await anna.Judged("waiting-1");
        await anna.Open("waiting-2");
        var held = Families.Contact("waiting-1").Replace("}]", "},{\"role\":\"child\",\"identifier\":\"waiting-2\"}]", StringComparison.Ordinal);
        Assert.Equal("awaits-decision", (await anna.Post("/v1/contacts", held)).Is(201)["outcome"].GetString());
        words["others"] = await Server.As(Families.Bea).Open("of-others");
        (await anna.Post($"/v1/cases/{words["contact"]}/note", """{"text":"the same words"}""", key: "used")).Is(200);
    }

    /// <summary>Cases in which something was said besides the way through the phases.</summary>
    async Task Work(Caller anna)
    {
        words["suspended"] = await anna.Judged("suspended");
        await anna.Do(words["suspended"], "suspend", """{"reason":"They are away."}""");
        words["settled"] = await anna.Settled("settled");
        words["cancelled"] = await anna.Planned("cancelled");
        await anna.Do(words["cancelled"], "cancel-meeting", """{"meeting":"meeting-1","reason":"Ill."}""");
        words["siblings"] = (await anna.Post("/v1/contacts", Families.Contact("sister").Replace("}]", "},{\"role\":\"child\",\"identifier\":\"brother\"}]", StringComparison.Ordinal))).Is(201)["case"].GetString()!;
        await anna.Do(words["siblings"], "record-consent", """{"giver":"m1","recipient":"tampere","purpose":"coordination","form":"oral"}""");
        await anna.Do(words["siblings"], "record-legal-basis", """{"recipient":"tampere","basis":"legal-duty","grounds":"35 §"}""");
        await anna.Do(words["siblings"], "raise-flag", """{"flag":"secret-address"}""");
        words["merged"] = await anna.Open("merged");
        await anna.Do(words["siblings"], "merge", $$"""{"duplicate":"{{words["merged"]}}","reason":"The same family."}""");
        words["with-nina"] = await anna.Open("with-nina");
        await anna.Do(words["with-nina"], "invite-participant", $$"""{"person":"{{Families.Nina}}"}""");
        // Judged by a social worker, who so became the coordinator's pair.
        words["special"] = await anna.Judged("special");
        await anna.Do(words["special"], "invite-participant", $$"""{"person":"{{Families.Sofia}}"}""");
        var sofia = Server.As(Families.Sofia);
        await sofia.Do(words["special"], "accept-invitation");
        await sofia.Do(words["special"], "judge-special-support", """{"needed":true,"grounds":"Her judgement."}""");
    }

    async Task OtherModels()
    {
        // Two duties of a meeting that was held, of which the nurse's is signed; and those of one still to come.
        var nina = Server.As(Families.Nina);
        words["duties"] = await nina.TwoYears("duties");
        await nina.Do(words["duties"], "hold-meeting", Families.Held);
        await nina.Do(words["duties"], "plan-meeting", Families.TwoYearsMeeting);
        await Server.As(Families.Nils).Do(words["duties"], "sign-duty", """{"meeting":"meeting-1","duty":"two-year-health-check"}""");
        // Nothing is left to do, but an assessment of services was requested.
        var wilma = Server.As(Families.Wilma);
        var id = words["requested"] = (await wilma.Post("/v1/contacts", Families.Contact("requested", more: ",\"model\":\"threshold-free-support\""))).Is(201)["case"].GetString()!;
        await wilma.Do(id, "skip-assessment", """{"reason":"They know what they need."}""");
        await wilma.Do(id, "plan-meeting", Families.Meeting);
        await wilma.Do(id, "hold-meeting", Families.Held);
        await wilma.Do(id, "agree-plan", """{"goals":[{"text":"Whole nights","rating":3}],"tasks":[]}""");
        await wilma.Do(id, "request-service-assessment", """{"to":"family-social-work","grounds":"They ask for home service."}""");
    }

    /// <summary>Two phenomena in their workshops: of the first three were held, of the second all four.</summary>
    async Task Phenomena(Caller anna)
    {
        words["phenomenon"] = await anna.Workshops("Between the workshops", held: 3);
        words["workshops"] = await anna.Workshops("After the workshops", held: 4);
    }

    async Task Tickets()
    {
        Server.Clock.Now -= TimeSpan.FromHours(1);
        var old = (await Server.As(Families.Anna).Post("/v1/changes/tickets")).Is(200)["value"].GetString()!;
        Server.Clock.Now += TimeSpan.FromHours(1);
        var young = (await Server.As(Families.Anna).Post("/v1/changes/tickets")).Is(200)["value"].GetString()!;
        (words["old-ticket"], words["forged-ticket"]) = (old, (young[0] == 'A' ? 'B' : 'A') + young[1..]);
    }

    async Task Callers()
    {
        foreach (var (name, person) in new[]
        {
            ("petra", Families.Petra), ("nils", Families.Nils), ("nina", Families.Nina), ("sofia", Families.Sofia), ("wilma", Families.Wilma), ("mari", Families.Mari), ("max", Families.Max),
        }) callers[name] = Server.As(person);
        callers["mari as a professional"] = Server.As(Families.Mari, "professional");
        callers["without a role"] = Made(claims => claims.Remove("roles"));
        callers["king"] = Server.As(Families.Anna, "king", "none");
        callers["stranger"] = Server.As("santa", "coordinator");
        callers["engine"] = Server.As("engine", "coordinator", "manager");
        callers["nobody"] = Server.Stranger;
        callers["garbage"] = Server.With("not.a.token");
        callers["basic"] = Server.With("Basic " + Convert.ToBase64String("anna:secret"u8));
        var key = await Server.SigningKey();
        callers["forged"] = Made(key: RandomNumberGenerator.GetBytes(32));
        callers["alg none"] = Server.With($"{Encoded("""{"alg":"none","typ":"JWT"}""")}.{callers["petra"].Token!.Split('.')[1]}.");
        callers["another algorithm"] = Made(key: [.. key, .. key], algorithm: SecurityAlgorithms.HmacSha512);
        callers["expired"] = Made(from: Server.Tuesday.AddHours(-9), hours: 8);
        callers["not yet valid"] = Made(from: Server.Tuesday.AddHours(1));
        callers["another audience"] = Made(audience: "payroll");
        callers["another issuer"] = Made(issuer: "somebody-else");
        callers["without a subject"] = Made(claims => claims.Remove("sub"));

        Caller Made(Action<Dictionary<string, object>>? change = null, byte[]? key = null, string algorithm = SecurityAlgorithms.HmacSha256,
            DateTimeOffset? from = null, int hours = 8, string audience = "coordination", string issuer = SignIn.LocalIssuer)
        {
            var claims = new Dictionary<string, object> { ["sub"] = Families.Anna, ["roles"] = new[] { "coordinator" } };
            change?.Invoke(claims);
            var at = (from ?? Server.Tuesday).UtcDateTime;
            return Server.With(new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
            {
                Issuer = issuer, Audience = audience, IssuedAt = at, NotBefore = at, Expires = at.AddHours(hours), Claims = claims,
                SigningCredentials = new(new SymmetricSecurityKey(key ?? Server.SigningKey().Result), algorithm),
            }));
        }

        static string Encoded(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>Whatever is sent, the answer is a problem with a name, in the caller's language, and nothing is written.</summary>
public sealed class BadInputTests(BadInputServer fixture) : IClassFixture<BadInputServer>
{
    static readonly string[] TracesOfAStack = ["   at ", "Exception", ".cs:line", "System.", "Microsoft.", "Npgsql", "Sqlite"];

    readonly Server server = fixture.Server;

    public static TheoryData<string> Rows => [.. BadInputRows.All.Select(r => r.Name)];

    [Theory, MemberData(nameof(Rows))]
    public async Task Bad_input_is_refused_by_name_and_leaves_no_trace(string name)
    {
        var (row, number) = BadInputRows.All.Select((r, i) => (r, i)).Single(r => r.r.Name == name);
        var language = ClientApi.Texts.Languages[number % 3];
        var said = await Send(row, fixture.Who(row.Who).Speaking(language));
        Assert.Equal((row.Status, row.Problem), (said.Status, said.Problem ?? said.Text));
        Assert.Equal(row.Status, said["status"].GetInt32());
        Assert.Equal(ClientApi.Texts.Problem(language, row.Problem)!.Title, said["title"].GetString());
        Assert.Equal(language, said.Header("Content-Language"));
        Assert.Equal("nosniff", said.Header("X-Content-Type-Options"));
        Assert.DoesNotContain(TracesOfAStack, trace => said.Text.Contains(trace, StringComparison.Ordinal));
        if (row.Field is not null) AssertNamed(said, row, language);
        Assert.Empty(server.Errors);
        Assert.Equal(fixture.Before, await server.Store.DumpAll());
    }

    static void AssertNamed(Said said, BadRow row, string language)
    {
        var error = Assert.Single(said["errors"].EnumerateArray(), e => e.GetProperty("field").GetString() == row.Field);
        var code = error.GetProperty("code").GetString()!;
        Assert.Contains(code, ClientApi.Texts.FaultCodes(language));
        Assert.NotEqual(code, error.GetProperty("message").GetString());
        Assert.Equal(row.Fault ?? code, code);
    }

    async Task<Said> Send(BadRow row, Caller caller)
    {
        HttpContent? content = row switch
        {
            { Body: null, Bytes: null } => null,
            { Chunked: true } => new StreamContent(new Unsized(Encoding.UTF8.GetBytes(row.Body!))),
            _ => new ByteArrayContent(row.Bytes ?? Encoding.UTF8.GetBytes(fixture.Fill(row.Body!))),
        };
        if (content is not null && row.MediaType is { } type) content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await caller.Send(new HttpMethod(row.Method), fixture.Fill(row.Path), content, [.. row.Headers]);
    }

    [Fact]
    public void The_table_names_every_row_once_and_has_at_least_eighty()
    {
        Assert.Equal(BadInputRows.All.Count, BadInputRows.All.Select(r => r.Name).Distinct().Count());
        Assert.True(BadInputRows.All.Count >= 80, $"only {BadInputRows.All.Count} rows");
    }

    /// <summary>Each is refused somewhere in the table, whether for its shape or for the case it meets.</summary>
    [Fact]
    public void Every_command_that_people_may_give_has_a_row() =>
        Assert.Empty(
            from rule in CaseDecider.Rules
            where rule.By != By.Engine && !CaseDecider.NotOfOneCase.Contains(rule.Name)
            let command = $"/{Workflow.Kebab(rule.Name)}"
            where !BadInputRows.All.Any(r => r.Method == "POST" && r.Path.StartsWith("/v1/cases/{", StringComparison.Ordinal) && r.Path.EndsWith(command, StringComparison.Ordinal))
            select command);

    [Fact]
    public void Every_fault_that_has_a_name_is_reached_by_a_row() =>
        Assert.Equal(Fault.Codes.Order(StringComparer.Ordinal), BadInputRows.All.Select(r => r.Fault).OfType<string>().Distinct().Order(StringComparer.Ordinal));

    /// <summary>The rest are reached elsewhere: they need a clock that moves, a store that breaks, a rush, or an area nobody serves.</summary>
    [Fact]
    public void Every_problem_is_reached_by_a_row_or_is_one_that_a_row_cannot_reach() =>
        Assert.Equal(
            ["caseload-full", "engine-only", "foreign-form", "internal", "model-does-not-fit", "nobody-catches", "not-ready", "offer-expired", "too-fast", "unavailable"],
            Problem.All.Select(p => p.Name).Except(BadInputRows.All.Select(r => r.Problem)).Order(StringComparer.Ordinal));

    /// <summary>What is no request at all the server itself turns away, before the application could put its no into words.</summary>
    [Theory]
    [InlineData("one line of a megabyte", "GET /v1/cases?q={million} HTTP/1.1\r\nHost: x\r\n\r\n", 414)]
    [InlineData("one header of a megabyte", "GET /v1/cases HTTP/1.1\r\nHost: x\r\nX-Long: {million}\r\n\r\n", 431)]
    [InlineData("a thousand headers", "GET /v1/cases HTTP/1.1\r\nHost: x\r\n{headers}\r\n", 431)]
    [InlineData("no host", "GET /v1/cases HTTP/1.1\r\n\r\n", 400)]
    [InlineData("two hosts", "GET /v1/cases HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400)]
    [InlineData("another protocol", "GET /v1/cases RTSP/1.0\r\nHost: x\r\n\r\n", 505)]
    [InlineData("no protocol", "GET /v1/cases\r\n\r\n", 505)]
    [InlineData("a method of bytes", "\u0001\u0002 /v1/cases HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("a NUL in the path", "GET /v1/cases/%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("a header without a colon", "GET /v1/cases HTTP/1.1\r\nHost: x\r\nNonsense\r\n\r\n", 400)]
    [InlineData("two lengths", "POST /v1/contacts HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400)]
    [InlineData("a length below nothing", "POST /v1/contacts HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("a length in words", "POST /v1/contacts HTTP/1.1\r\nHost: x\r\nContent-Length: two\r\n\r\n{}", 400)]
    public async Task What_is_no_request_is_turned_away_without_a_trace(string what, string request, int status)
    {
        var answer = await Raw(request
            .Replace("{million}", new string('x', 1_000_000), StringComparison.Ordinal)
            .Replace("{headers}", string.Concat(Enumerable.Range(0, 1_000).Select(i => $"X-{i}: 1\r\n")), StringComparison.Ordinal));
        Assert.True(answer.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal), $"{what}: {answer}");
        Assert.DoesNotContain(TracesOfAStack, trace => answer.Contains(trace, StringComparison.Ordinal));
        Assert.Empty(server.Errors);
        Assert.Equal(fixture.Before, await server.Store.DumpAll());
    }

    /// <summary>Paths as no well-behaved client writes them still reach the application, which has no such page.</summary>
    [Theory]
    [InlineData("GET /v1/%zz HTTP/1.1")]
    [InlineData("GET /v1/%c0%ae%c0%ae/secrets HTTP/1.1")]
    [InlineData("GET /v1/cases/../../../../etc/passwd HTTP/1.1")]
    [InlineData("GET /v1/..%2f..%2fetc%2fpasswd HTTP/1.1")]
    [InlineData("GET //v1//cases HTTP/1.1")]
    [InlineData("GET /V9/cases HTTP/1.1")]
    public async Task A_nonsensical_path_is_no_page(string line)
    {
        var answer = await Raw($"{line}\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404 ", answer, StringComparison.Ordinal);
        Assert.Contains("urn:coordination:problem:no-such-page", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_breaks_off_leaves_no_trace()
    {
        var line = $"POST /v1/contacts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {fixture.Who("anna").Token}\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n";
        using (var half = new TcpClient())
        {
            await half.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
            var stream = half.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(line + Families.Contact("broken-off")[..60]), TestContext.Current.CancellationToken);
            half.Client.Shutdown(SocketShutdown.Send);
            // The server answers, or hangs up; either way it has made up its mind.
            try { await new StreamReader(stream).ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken); }
            catch (IOException) { /* it hung up */ }
        }
        Assert.Empty(server.Errors);
        Assert.Equal(fixture.Before, await server.Store.DumpAll());
    }

    async Task<string> Raw(string request)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(server.Address.Host, server.Address.Port);
        var stream = connection.GetStream();
        // The server may answer and hang up before it has read a megabyte of nonsense.
        try { await stream.WriteAsync(Encoding.Latin1.GetBytes(request)); }
        catch (IOException) { /* its answer is waiting all the same */ }
        var first = new byte[4_096];
        var length = 0;
        try
        {
            for (int read; length < first.Length && (read = await stream.ReadAsync(first.AsMemory(length)).AsTask().WaitAsync(TimeSpan.FromSeconds(30))) > 0;) length += read;
        }
        catch (IOException) when (length > 0) { /* it hung up after answering */ }
        return Encoding.Latin1.GetString(first, 0, length);
    }

    /// <summary>A body that does not tell its length, so that it goes in chunks.</summary>
    sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
