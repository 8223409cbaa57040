using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Coordination.Core;
using Coordination.Engine;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Coordination.ClientApi;

/// <summary>The API's description, OpenAPI 3.1: what the endpoints tell of themselves, and what they have in common.</summary>
static class Description
{
    const string Conventions =
        """
        One contact is enough: cases of multi-agency family services, each with exactly one coordinator.

        **Signing in.** Every address under `/v1` takes a bearer token (JWT). `sub` is a person of the network, `roles` one or more of `professional`, `coordinator`, `manager`, `operator`.

        **Saying it twice is silent.** `Idempotency-Key` names a command, for its sender and for ever. The same key with the same body gives the first accepted answer and has no second effect, also after the case has moved on or closed and also with an old `If-Match`. With another body it is `key-reused`. A refused command leaves nothing and may be sent again. A command that asks for what is so already answers 200 with nothing in `happened`.

        **Versions.** `ETag` is the case's version in quotation marks. A command with `If-Match` is for that version only; otherwise 412 `version-mismatch`, which tells the version now.

        **Lists** are read page by page: give the `next` of a page as `after` of the following one; there is none after the last. `limit` is at most 200. What is not understood in a query string is named, never ignored.

        **Times** are RFC 3339 with an offset. `occurredAt` says when something happened, if before it was recorded; never in the future.

        **Errors** are RFC 9457 problem details. `type` is stable, `title` and `detail` (what would help) are in Finnish, Swedish or English by `Accept-Language`; `refusal` names the rule that refused; `errors` names fields. All types stand in `x-problems` below. After 429 and 503 ask again when `Retry-After` says, with the same `Idempotency-Key`.

        **A case that is not yours** is answered as one that does not exist. Where the operating model shares by consent (`sharing`), somebody of another organisation than the coordinator's sees a case whole only by a consent or a legal basis; otherwise `sight` is `own`: they see the frame of the case (phases, people, meetings, handovers) and what their own organisation recorded, lists leave out what tells of the family, and changes say `changed` of others' recordings.
        """;

    static readonly string[] Listed = ["list-outbox", "list-accessibility-feedback", "list-cases", "get-worklist", "get-journal", "list-organisations", "list-units", "list-people"];

    static readonly string[] Tags = ["contacts", "consultations", "phenomena", "cases", "reports", "commands", "network", "operating-models", "outbox", "accessibility-feedback", "calendar", "changes", "health", ClockTag];

    /// <summary>Only where the server was started with a clock that may be set.</summary>
    const string ClockTag = "clock";

    /// <summary>Refusals that only a contact can meet.</summary>
    static readonly Refusal[] OfConsultations = [Refusal.ModelUnknown, Refusal.WrongSubject, Refusal.UnitUnknown, Refusal.ReasonUnknown, Refusal.ServiceUnknown, Refusal.AreaUnknown, Refusal.OccurredInFuture];
    static readonly Refusal[] OfContactsAlone = [Refusal.ModelUnknown, Refusal.AreaUnknown, Refusal.ReasonUnknown, Refusal.NobodyCatches];

    /// <summary>Refusals of a contact. Of the others' every command may meet every one.</summary>
    static readonly Refusal[] OfContacts =
        [Refusal.MemberHasOpenCase, Refusal.CaseClosed, Refusal.OccurredInFuture, Refusal.OccurredBeforePhase, Refusal.UnitUnknown, Refusal.WrongSubject, .. OfContactsAlone];

    /// <summary>Refusals that only the opening of a phenomenon can meet.</summary>
    static readonly Refusal[] OfPhenomenaAlone = [Refusal.MayNotOpenPhenomena, Refusal.PeriodWrong, Refusal.ParentUnknown];

    static readonly Refusal[] OfPhenomena =
        [.. OfPhenomenaAlone, Refusal.PhenomenonOpen, Refusal.WrongSubject, Refusal.OccurredInFuture, Refusal.ModelUnknown, Refusal.AreaUnknown, Refusal.ReasonUnknown, Refusal.NobodyCatches];

    /// <summary>What comes in, besides commands: bodies, and what stands in their lists.</summary>
    static readonly Type[] ComesIn = [typeof(ContactBody), typeof(ConsultationBody), typeof(MemberBody), typeof(PhenomenonBody), typeof(ChangeMemberBody), typeof(BulkAssignBody), typeof(BulkMigrateBody), typeof(NeedFoundIn), typeof(DutyPlanned), typeof(GoalSet), typeof(TaskGiven), typeof(GoalRated)];

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddSchemaTransformer((schema, context, _) => { Mend(schema, context.JsonTypeInfo); return Task.CompletedTask; });
        options.AddDocumentTransformer((document, _, _) => { Complete(document); return Task.CompletedTask; });
    }

    // ---- Schemas: what the serializer knows and the generator does not --------------------------------------------------

    static void Mend(OpenApiSchema schema, JsonTypeInfo json)
    {
        var type = json.Type;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        // What is nothing is left out of an answer, so it is not required.
        foreach (var maybe in json.Properties.Where(p => p.IsGetNullable)) schema.Required?.Remove(maybe.Name);
        // Nor does the generator tell what a list of ids is a list of.
        foreach (var list in json.Properties.Where(p => IsListOfIds(p.PropertyType)))
            if (schema.Properties?.TryGetValue(list.Name, out var listed) is true && listed is OpenApiSchema one)
                one.Items = Text();
        // And it passes over what stands in a list that may be left out.
        if (plain != type && plain.IsGenericType && schema.Items is OpenApiSchema within) MendAll(within, json.Options.GetTypeInfo(plain.GetGenericArguments()[0]));
        if (IsId(plain)) (schema.Type, schema.MaxLength) = (JsonSchemaType.String, Shapes.CodeCharactersMax);
        if (plain.IsEnum) (schema.Type, schema.Enum) = (JsonSchemaType.String, Names(Enum.GetNames(plain).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)));
        if (schema.Type is { } told && told.HasFlag(JsonSchemaType.Integer)) (schema.Type, schema.Pattern) = (told & ~JsonSchemaType.String, null);
        if (type.IsAssignableTo(typeof(CaseCommand)))
            foreach (var lookedUp in type.GetProperties().Where(p => p.IsDefined(typeof(LookedUpAttribute), inherit: false)))
                schema.Properties?.Remove(JsonNamingPolicy.CamelCase.ConvertName(lookedUp.Name));
        if (type.IsAssignableTo(typeof(CaseCommand)) || ComesIn.Contains(type)) Limit(schema, json);
        if (type == typeof(ProblemBody)) ((OpenApiSchema)schema.Properties!["type"]).Enum = Names(Problem.All.Select(p => Problem.TypePrefix + p.Name).Distinct());
        if (type == typeof(FaultBody)) ((OpenApiSchema)schema.Properties!["code"]).Enum = Names(Fault.Codes);
    }

    static void MendAll(OpenApiSchema schema, JsonTypeInfo json)
    {
        foreach (var property in json.Properties)
            if (schema.Properties?.TryGetValue(property.Name, out var inner) is true && inner is OpenApiSchema one)
                MendAll(one, json.Options.GetTypeInfo(property.PropertyType));
        Mend(schema, json);
    }

    static bool IsId(Type type) => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>));
    static bool IsListOfIds(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is { IsGenericType: true } list && IsId(list.GetGenericArguments()[0]);

    /// <summary>The limits of <see cref="Shapes"/>, which a body meets first; a test holds that they are the same.</summary>
    static void Limit(OpenApiSchema schema, JsonTypeInfo json)
    {
        schema.AdditionalPropertiesAllowed = false;
        foreach (var (name, property) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (property is not OpenApiSchema one) continue;
            if (name == "language") one.Pattern = Shapes.LanguagePattern;
            else if (IsFreeText(one)) one.MaxLength = name == "reason" && json.Type == typeof(PhenomenonBody) ? Shapes.CodeCharactersMax : CharactersMax(name); // a code, where others give a reason in words
            if (name == "link") one.Format = "uri";
            if (RangeOf(json.Type, name) is var (min, max)) (one.Minimum, one.Maximum) = (Number(min), Number(max));
            if (one.Type?.HasFlag(JsonSchemaType.Array) != true) continue;
            one.MaxItems = name == "members" ? Shapes.MembersMax : Shapes.ItemsMax;
            if (name is "members" or "materials" || json.Type == typeof(RateGoals)) one.MinItems = 1;
            if (one.Items is OpenApiSchema item && IsFreeText(item)) item.MaxLength = Shapes.CodeCharactersMax;
        }
    }

    static bool IsFreeText(OpenApiSchema schema) => schema.Type?.HasFlag(JsonSchemaType.String) == true && schema.Format is null && schema.Enum is null or [];

    static int CharactersMax(string field) => field switch
    {
        "ownWords" or "reason" or "summary" or "text" or "minutes" or "rootCause" or "view" or "strengths" or "worries" or "grounds" or "agenda" => Shapes.TextCharactersMax,
        "name" or "givenName" or "familyName" or "phone" or "title" or "register" or "documentId" => Shapes.NameCharactersMax,
        "link" => Shapes.LinkCharactersMax,
        _ => Shapes.CodeCharactersMax,
    };

    static (int Min, int Max)? RangeOf(Type type, string field) => field switch
    {
        "rating" => type == typeof(RecordFeedback) ? (1, Shapes.FeedbackRatingMax) : (0, Shapes.RatingMax),
        "developerClients" => (0, Shapes.DeveloperClientsMax),
        "lengthMinutes" => (Shapes.MeetingMinutesMin, Shapes.MeetingMinutesMax),
        "version" => (1, OperatingModelFile.VersionMax),
        "limit" => (1, Register.PageRowsMax),
        _ => null,
    };

    // ---- The document --------------------------------------------------------------------------------------------------

    static void Complete(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "Coordination", Version = typeof(Description).Assembly.GetName().Version!.ToString(3), Description = Conventions,
            License = new() { Name = "MIT", Identifier = "MIT" },
        };
        document.Tags = new HashSet<OpenApiTag>(Tags.Where(name => name != ClockTag || document.Paths.ContainsKey("/v1/clock")).Select(name => new OpenApiTag { Name = name }));
        document.AddComponent<IOpenApiSecurityScheme>("bearer", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "A token of the OpenID Connect authority, or a local one (`token --person ID`)." });
        foreach (var (name, parameter) in Common()) document.AddComponent<IOpenApiParameter>(name, parameter);
        document.AddComponent<IOpenApiHeader>("ETag", new OpenApiHeader { Description = "The case's version, in quotation marks.", Schema = Text(pattern: "^\"[0-9]+\"$") });
        document.AddComponent<IOpenApiHeader>("Retry-After", new OpenApiHeader { Description = "Seconds.", Schema = Whole(0, 3_600) });
        foreach (var problem in Problem.All) document.AddComponent<IOpenApiExample>(Key(problem), Example(problem));
        document.Extensions = new Dictionary<string, IOpenApiExtension> { ["x-problems"] = new JsonNodeExtension(Problems()) };
        Health(document, "/health/live", "live", "The process runs");
        Health(document, "/health/ready", "ready", "The store can be read", 503);
        foreach (var (path, item) in document.Paths)
            foreach (var operation in item.Operations!.Values)
                if (operation.OperationId is { } name) Complete(document, operation, name, path);
    }

    static void Complete(OpenApiDocument document, OpenApiOperation operation, string name, string path)
    {
        operation.Tags = new HashSet<OpenApiTagReference> { new(TagOf(path), document) };
        if (!path.StartsWith("/v1", StringComparison.Ordinal)) return;
        operation.Security = [new() { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
        operation.Parameters = [.. Parameters(name, path, operation.RequestBody is not null, document)];
        if (operation.RequestBody is OpenApiRequestBody { Content: { } body } request)
        {
            request.Required = Examples.Request(name) is JsonObject { Count: > 0 };
            body["application/json"].Example = Examples.Request(name);
        }
        foreach (var (code, response) in operation.Responses!.ToList())
            if (int.Parse(code, CultureInfo.InvariantCulture) is >= 400 and var status) Complain(document, operation, name, status, (OpenApiResponse)response);
            else Answer(document, name, (OpenApiResponse)response);
        operation.Responses!["default"] = new OpenApiResponse
        {
            Description = "A mistaken address or method, or something broken",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = Shown(document, [Problem.NoSuchPage, Problem.MethodNotAllowed, Problem.Internal]) },
        };
    }

    static void Answer(OpenApiDocument document, string name, OpenApiResponse response)
    {
        response.Content!["application/json"].Example = Examples.Answer(name);
        if (name == "stream-changes")
            response.Content = new Dictionary<string, OpenApiMediaType>
            {
                ["text/event-stream"] = new() { Schema = Text(), Example = $"retry: 1000\nid: 41\n\nid: 42\nevent: change\ndata: {Examples.Answer(name)!.ToJsonString(Json.Api.Options)}\n\n" },
            };
        if (IsCommand(name) || name == "get-case") response.Headers = new Dictionary<string, IOpenApiHeader> { ["ETag"] = new OpenApiHeaderReference("ETag", document) };
    }

    /// <summary>The problems an answer of this status can be; a status that none has is not said.</summary>
    static void Complain(OpenApiDocument document, OpenApiOperation operation, string name, int status, OpenApiResponse response)
    {
        Problem[] problems = [.. Problem.All.Where(p => p.Status == status && Meets(p, name, operation.RequestBody is not null))];
        if (problems.Length == 0) { operation.Responses!.Remove(status.ToString(CultureInfo.InvariantCulture)); return; }
        response.Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = Shown(document, problems) };
        if (status is 429 or 503) response.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = new OpenApiHeaderReference("Retry-After", document) };
        if (status is 412) response.Headers = new Dictionary<string, IOpenApiHeader> { ["ETag"] = new OpenApiHeaderReference("ETag", document) };
    }

    const string Check = "check-contact";

    /// <summary>Asks and writes nothing, though with a body.</summary>
    static bool OnlyAsks(string name) => name is Check or "find-family-name";

    static bool Meets(Problem problem, string name, bool hasBody) => problem.Name switch
    {
        "unauthenticated" or "no-role" or "person-not-in-network" or "too-fast" or "unavailable" => true,
        "invalid" => problem.Status == 400 ? Listed.Contains(name) || name is "stream-changes" or "count-consultations" or "count-active-cases" or "count-board" : hasBody,
        "malformed" or "too-large" or "wrong-media-type" => hasBody,
        "key-reused" or "bad-key" or "bad-precondition" => hasBody && !OnlyAsks(name),
        "model-unknown" when name == Check => true,
        "version-mismatch" => IsCommand(name),
        "not-operator" => name is "list-outbox" or "list-accessibility-feedback" or "set-clock",
        "date-in-past" when name == "set-clock" => true,
        "no-such-model" => name == "get-operating-model",
        "model-version-unknown" => IsCommand(name) || name == "bulk-migrate-model",
        "bad-ticket" => name == "stream-changes",
        "not-manager" when name == "count-consultations" => true,
        "no-such-case" => IsCommand(name) || name is "get-case" or "get-journal",
        _ => problem.IsRefusal && (name == "receive-contact" ? OfContacts : name == "record-consultation" ? OfConsultations : IsCommand(name) ? Enum.GetValues<Refusal>().Except([.. OfContactsAlone, .. OfPhenomenaAlone, Refusal.EngineOnly]) : name == "open-phenomenon" ? OfPhenomena : []).Any(r => Workflow.Kebab(r) == problem.Name),
    };

    static bool IsCommand(string name) => Codes.TryRead<CommandName>(name, out var command) && command is not (CommandName.ReceiveContact or CommandName.OpenPhenomenon);

    static string TagOf(string path) => path switch
    {
        "/v1/cases/{id}" or "/v1/cases/{id}/journal" or "/v1/cases/family-name" => "cases",
        _ when path.StartsWith("/v1/cases/{id}/", StringComparison.Ordinal) => "commands",
        "/v1/worklist" => "cases",
        _ when path.StartsWith("/v1/bulk/", StringComparison.Ordinal) => "commands",
        _ => path.Split('/')[path.StartsWith("/v1/", StringComparison.Ordinal) ? 2 : 1],
    };

    // ---- Parameters ----------------------------------------------------------------------------------------------------

    static IEnumerable<(string, OpenApiParameter)> Common() =>
    [
        ("case", new() { Name = "id", In = ParameterLocation.Path, Required = true, Description = "The case's id.", Schema = CaseId() }),
        ("model", new() { Name = "key", In = ParameterLocation.Path, Required = true, Description = "The operating model's key.", Schema = Text(), Example = "one-contact-is-enough" }),
        ("Idempotency-Key", Header("Idempotency-Key", $"Names the command, so that it can be sent again without a second effect. 1–{Shapes.KeyCharactersMax} visible ASCII characters; a UUIDv7 is best, since keys that grow with time are the quickest to keep.", Text(Shapes.KeyCharactersMax, "^[!-~]+$"))),
        ("If-Match", Header("If-Match", "The version the caller saw, as its ETag.", Text(pattern: "^(\"[0-9]+\"|\\*)$"))),
        ("Accept-Language", Header("Accept-Language", "The language of titles and messages: fi, sv or en.", Text())),
        ("Last-Event-ID", Header("Last-Event-ID", "The position after which to go on; wins over `after`.", Whole(0, long.MaxValue))),
        ("limit", Query("limit", "How many rows at most.", new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = Number(Register.PageRowsMax), Default = 50 })),
        ("after-case", Query("after", "`next` of the page before.", CaseId())),
        ("after-id", Query("after", "`next` of the page before.", Text())),
    ];

    static IEnumerable<IOpenApiParameter> Parameters(string name, string path, bool hasBody, OpenApiDocument document)
    {
        if (path.Contains("{id}", StringComparison.Ordinal)) yield return Shared("case");
        if (path.Contains("{key}", StringComparison.Ordinal)) yield return Shared("model");
        foreach (var own in OwnParameters(name)) yield return own;
        if (name is "list-cases" or "get-worklist") yield return Shared("after-case");
        if (name is "list-organisations" or "list-units" or "list-people") yield return Shared("after-id");
        if (Listed.Contains(name)) yield return Shared("limit");
        if (hasBody && !OnlyAsks(name)) yield return Shared("Idempotency-Key");
        if (IsCommand(name)) yield return Shared("If-Match");
        if (name == "stream-changes") yield return Shared("Last-Event-ID");
        yield return Shared("Accept-Language");

        OpenApiParameterReference Shared(string component) => new(component, document);
    }

    static OpenApiParameter[] OwnParameters(string name) => name switch
    {
        "list-cases" =>
        [
            Query("phase", "In this phase.", OneOf<Phase>()), Query("coordinator", "Of this person.", Text()), Query("organisation", "Of this organisation's coordinators.", Text()),
            Query("area", "Of families of this area.", Text()), Query("model", "Of this operating model.", Text()), Query("subject", "Of families or of phenomena.", OneOf<Subject>()),
            Query("overdue", "Whether a deadline has passed.", new() { Type = JsonSchemaType.Boolean }), Query("q", "The beginning of a case number, with or without its dash.", Text()),
            Query("unit", "Of coordinators who work in this unit now.", Text()), Query("open", "Only open cases, where it is true.", new() { Type = JsonSchemaType.Boolean }),
            Query("openedFrom", "Opened on this day or later; days of the default operating model's time zone.", Day()), Query("openedTo", "Opened on this day or earlier.", Day()),
            Query("named", "Open cases of a family name, of which the caller may see the whole: the key that `POST /v1/cases/family-name` gives.", Text()),
        ],
        "count-board" =>
        [
            Query("phase", "In this phase.", OneOf<Phase>()), Query("coordinator", "Of this person.", Text()), Query("organisation", "Of this organisation's coordinators.", Text()),
            Query("unit", "Of coordinators who work in this unit now.", Text()), Query("area", "Of families of this area.", Text()),
            Query("model", "Of this operating model; its limit of cases and its calendar are told, else those of the default one.", Text()),
        ],
        "count-active-cases" =>
        [
            Query("coordinator", "Of this person.", Text()), Query("organisation", "Of this organisation's coordinators.", Text()),
            Query("area", "Of families of this area.", Text()), Query("model", "Of this operating model.", Text()),
        ],
        "count-consultations" => [Query("from", "The first day; the first of this year when left out.", Day()), Query("to", "The last day; today when left out.", Day())],
        "list-accessibility-feedback" => [Query("after", "The id after which to go on: `next` of the page before.", Whole(0, long.MaxValue))],
        "list-outbox" => [Query("after", "The position after which to go on: `next` of the page before.", Whole(0, long.MaxValue))],
        "get-journal" => [Query("after", "The version after which to go on: `next` of the page before.", Whole(0, int.MaxValue))],
        "list-organisations" => [Query("q", "Part of the name or the id.", Text(Shapes.NameCharactersMax))],
        "list-units" => [Query("q", "Part of the name or the id.", Text(Shapes.NameCharactersMax)), Query("organisation", "Of this organisation.", Text()), Query("service", "Of this service.", Text())],
        "list-people" =>
        [
            Query("q", "Part of the name or the id.", Text(Shapes.NameCharactersMax)), Query("organisation", "Of this organisation.", Text()), Query("unit", "Of this unit.", Text()),
            Query("role", "With this role.", OneOf<Roles>()),
        ],
        "stream-changes" => [Query("after", "The position after which to begin; what happens from now on when left out.", Whole(0, long.MaxValue)), Query("ticket", "Instead of a bearer token.", Text(2_000))],
        _ => [],
    };

    static OpenApiParameter Query(string name, string description, OpenApiSchema schema) => new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };
    static OpenApiParameter Header(string name, string description, OpenApiSchema schema) => new() { Name = name, In = ParameterLocation.Header, Description = description, Schema = schema };
    static OpenApiSchema Text(int charactersMax = Shapes.CodeCharactersMax, string? pattern = null) => new() { Type = JsonSchemaType.String, MaxLength = charactersMax, Pattern = pattern };
    static OpenApiSchema Day() => new() { Type = JsonSchemaType.String, Format = "date" };
    static OpenApiSchema CaseId() => new() { Type = JsonSchemaType.String, Pattern = "^[0-9a-f]{32}$" };
    static OpenApiSchema Whole(long min, long max) => new() { Type = JsonSchemaType.Integer, Minimum = Number(min), Maximum = Number(max) };
    static OpenApiSchema OneOf<TEnum>() where TEnum : struct, Enum => new() { Type = JsonSchemaType.String, Enum = Names(Codes.All<TEnum>()) };
    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
    static List<JsonNode> Names(IEnumerable<string> names) => [.. names.Select(name => (JsonNode)name)];

    // ---- Problems ------------------------------------------------------------------------------------------------------

    /// <summary>One name has two statuses: of a body, and of a query string.</summary>
    static string Key(Problem problem) => problem is { Name: "invalid", Status: 400 } ? "invalid-query" : problem.Name;

    static OpenApiMediaType Shown(OpenApiDocument document, IEnumerable<Problem> problems) => new()
    {
        Schema = new OpenApiSchemaReference(nameof(ProblemBody), document),
        Examples = problems.ToDictionary(Key, p => (IOpenApiExample)new OpenApiExampleReference(Key(p), document)),
    };

    static OpenApiExample Example(Problem problem)
    {
        var shown = problem.Name switch
        {
            "version-mismatch" => problem with { Version = 7 },
            "invalid" => problem with { Faults = [problem.Status == 400 ? new("limit", "out-of-range", Register.PageRowsMax, 1) : new("members[0].role", "required")] },
            _ => problem,
        };
        return new() { Summary = Texts.Problem("en", problem.Name)!.Title, Value = JsonSerializer.SerializeToNode(ProblemResult.BodyOf(shown, "en"), Json.Api.ProblemBody) };
    }

    static JsonArray Problems() => new([.. Problem.All.Select(p => new JsonObject
    {
        ["type"] = Problem.TypePrefix + p.Name, ["status"] = p.Status, ["refusal"] = p.IsRefusal,
        ["title"] = new JsonObject(Texts.Languages.Select(l => KeyValuePair.Create(l, (JsonNode?)Texts.Problem(l, p.Name)!.Title))),
    })]);

    // ---- Health, which is not under /v1 --------------------------------------------------------------------------------

    static void Health(OpenApiDocument document, string path, string name, string summary, int? trouble = null)
    {
        var said = new OpenApiOperation { OperationId = name, Summary = summary, Responses = [] };
        said.Responses["200"] = new OpenApiResponse
        {
            Description = "OK",
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Example = JsonSerializer.SerializeToNode(new Health(name, null), Json.Api.Health) } },
        };
        if (trouble is not null)
            said.Responses["503"] = new OpenApiResponse
            {
                Description = "Service Unavailable",
                Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = Shown(document, [Problem.NotReady]) },
            };
        document.Paths[path] = new OpenApiPathItem { Operations = new() { [HttpMethod.Get] = said } };
    }
}
