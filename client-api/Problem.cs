using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi;

/// <summary>What is wrong with one field: its path in the body, a stable code, and what its sentence needs to know.</summary>
/// <param name="Allowed">The codes that could stand there.</param>
public sealed record Fault(string Field, string Code, object? Max = null, object? Min = null, string? Value = null, IEnumerable<string>? Allowed = null)
{
    /// <summary>Every code there is. Each has a sentence in every language.</summary>
    public static readonly IReadOnlyList<string> Codes =
    [
        "required", "unknown-field", "wrong-type", "blank", "too-long", "too-many", "too-few", "unknown-code", "out-of-range", "duplicate",
        "bad-date", "bad-characters", "bad-language", "bad-link", "bad-case", "one-of-two", "bad-identity-code", "bad-cursor",
    ];
}

/// <summary>Anything the API says no with: a stable name and a status. Its texts are in <see cref="Texts"/>.</summary>
public sealed record Problem(string Name, int Status)
{
    public const string TypePrefix = "urn:coordination:problem:";

    public IReadOnlyList<Fault> Faults { get; init; } = [];
    public bool IsRefusal { get; init; }
    public int? Version { get; init; }

    public static readonly Problem Unauthenticated = new("unauthenticated", 401);
    public static readonly Problem NoRole = new("no-role", 403);
    public static readonly Problem NotOperator = new("not-operator", 403);
    public static readonly Problem PersonNotInNetwork = new("person-not-in-network", 403);
    public static readonly Problem Malformed = new("malformed", 400);
    public static readonly Problem NoSuchPage = new("no-such-page", 404);
    public static readonly Problem MethodNotAllowed = new("method-not-allowed", 405);
    public static readonly Problem WrongMediaType = new("wrong-media-type", 415);
    public static readonly Problem VersionMismatch = new("version-mismatch", 412);
    public static readonly Problem BadPrecondition = new("bad-precondition", 400);
    public static readonly Problem KeyReused = new("key-reused", 422);
    public static readonly Problem BadKey = new("bad-key", 400);
    public static readonly Problem TooLarge = new("too-large", 413);
    public static readonly Problem TooFast = new("too-fast", 429);
    public static readonly Problem Unavailable = new("unavailable", 503);
    public static readonly Problem NotReady = new("not-ready", 503);
    public static readonly Problem NoSuchModel = new("no-such-model", 404);
    public static readonly Problem BadTicket = new("bad-ticket", 401);
    public static readonly Problem ForeignForm = new("foreign-form", 403);
    public static readonly Problem Internal = new("internal", 500);

    public static Problem Invalid(params IReadOnlyList<Fault> faults) => new("invalid", 422) { Faults = faults };
    public static Problem InvalidQuery(params IReadOnlyList<Fault> faults) => new("invalid", 400) { Faults = faults };

    public static readonly IReadOnlyList<Problem> OfTheEdge =
    [
        Unauthenticated, NoRole, NotOperator, ForeignForm, PersonNotInNetwork, Malformed, Invalid(), NoSuchPage, MethodNotAllowed, WrongMediaType, VersionMismatch, BadPrecondition,
        KeyReused, BadKey, TooLarge, TooFast, Unavailable, NotReady, NoSuchModel, BadTicket, Internal,
    ];

    /// <summary>Everything the API can say no with.</summary>
    public static IEnumerable<Problem> All => [.. OfTheEdge, InvalidQuery(), .. Enum.GetValues<Refusal>().Select(Of)];

    public static Problem Of(Refusal refusal) => new(Workflow.Kebab(refusal), StatusOf(refusal)) { IsRefusal = true };

    /// <summary>404: not there for you. 403: not yours to do. 422: it names what does not exist or contradicts itself. 409: not as the case now stands.</summary>
    static int StatusOf(Refusal refusal) => refusal switch
    {
        Refusal.NoSuchCase => 404,
        Refusal.NotCoordinator or Refusal.NotOfferReceiver or Refusal.NotManager or Refusal.NotAskedReceiver or Refusal.NotInvited or Refusal.NotResponsible
            or Refusal.NotCompetent or Refusal.NotDutysProfessional or Refusal.MayNotOpenPhenomena or Refusal.EngineOnly => 403,
        Refusal.PersonUnknown or Refusal.PersonMayNotCoordinate or Refusal.ParticipantUnknown or Refusal.MeetingUnknown or Refusal.DutyUnknown
            or Refusal.MaterialUnknown or Refusal.GoalUnknown or Refusal.TaskUnknown or Refusal.NeedUnknown or Refusal.ResultUnknown or Refusal.ReasonUnknown
            or Refusal.NeedCodeUnknown or Refusal.ServiceUnknown or Refusal.LifeAreaUnknown or Refusal.PurposeUnknown or Refusal.FlagUnknown or Refusal.MemberUnknown
            or Refusal.OrganisationUnknown or Refusal.ConsentUnknown or Refusal.LegalBasisUnknown or Refusal.ModelUnknown or Refusal.ModelVersionUnknown or Refusal.UnitUnknown or Refusal.AreaUnknown
            or Refusal.ContactUnknown or Refusal.ContactNotJoined or Refusal.DuplicateUnknown or Refusal.SubstitutionDatesWrong or Refusal.DateInPast or Refusal.DateNotLater or Refusal.DeadlineExtendedTooFar or Refusal.DeadlineNotFromOutside
            or Refusal.OccurredInFuture or Refusal.NeedsContradictory or Refusal.NobodyHeard or Refusal.NeedsUnknown or Refusal.PlanEmpty
            or Refusal.NeedsNotPlanned or Refusal.PeriodWrong or Refusal.ParentUnknown => 422,
        _ => 409,
    };
}

/// <summary>The words people see, in Finnish, Swedish and English, from the files in <c>Texts/</c>.</summary>
public sealed class Texts
{
    public sealed record Words(string Title, string Lift);
    sealed record Language(Dictionary<string, Words> Problems, Dictionary<string, string> Faults, Dictionary<string, string> Warnings, Dictionary<string, string> Words);

    public static readonly string[] Languages = ["fi", "sv", "en"];

    static readonly FrozenDictionary<string, Language> All = Languages.ToFrozenDictionary(l => l, Read, StringComparer.Ordinal);

    static Language Read(string language)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Coordination.ClientApi.Texts.{language}.json")!;
        return JsonSerializer.Deserialize<Language>(file, JsonSerializerOptions.Web)!;
    }

    public static Words? Problem(string language, string name) => All[language].Problems.GetValueOrDefault(name);
    public static string? Warning(string language, string code) => All[language].Warnings.GetValueOrDefault(code);
    public static IEnumerable<string> WarningCodes(string language) => All[language].Warnings.Keys;
    /// <summary>A word that goes out into the world, such as the place of a meeting in a calendar.</summary>
    public static string Word(string language, string name) => All[language].Words[name];
    public static IEnumerable<string> WordNames(string language) => All[language].Words.Keys;
    public static IEnumerable<string> ProblemNames(string language) => All[language].Problems.Keys;
    public static IEnumerable<string> FaultCodes(string language) => All[language].Faults.Keys;

    public static string Fault(string language, Fault fault) => (All[language].Faults.GetValueOrDefault(fault.Code) ?? fault.Code)
        .Replace("{max}", Convert.ToString(fault.Max, CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{min}", Convert.ToString(fault.Min, CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{allowed}", fault.Allowed is { } allowed ? ": " + string.Join(", ", allowed) : "", StringComparison.Ordinal);

    /// <summary>The first language of Accept-Language that we speak; English when there is none.</summary>
    public static string Choose(HttpRequest request)
    {
        foreach (var wanted in request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1))
            if (wanted.Quality != 0 && wanted.Value.Value is { Length: >= 2 } tag && Languages.Contains(tag[..2].ToLowerInvariant()) && (tag.Length == 2 || tag[2] == '-'))
                return tag[..2].ToLowerInvariant();
        return "en";
    }
}

/// <summary>RFC 9457, as it goes over the wire.</summary>
public sealed record ProblemBody(string Type, string Title, int Status, string? Detail, string? Refusal, int? Version, IReadOnlyList<FaultBody>? Errors);
public sealed record FaultBody(string Field, string Code, string Message);

public sealed class ProblemResult(Problem problem) : IResult
{
    public Problem Problem => problem;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var language = Texts.Choose(httpContext.Request);
        httpContext.Response.StatusCode = problem.Status;
        httpContext.Response.Headers.ContentLanguage = language;
        if (problem.Status is 429 or 503) httpContext.Response.Headers.RetryAfter = "1";
        if (problem.Status is 401) httpContext.Response.Headers.WWWAuthenticate = "Bearer";
        if (problem.Version is { } version) httpContext.Response.Headers.ETag = $"\"{version}\"";
        await httpContext.Response.WriteAsJsonAsync(BodyOf(problem, language), Json.Api.ProblemBody, "application/problem+json");
    }

    public static ProblemBody BodyOf(Problem problem, string language)
    {
        var words = Texts.Problem(language, problem.Name) ?? new(problem.Name, "");
        return new(Problem.TypePrefix + problem.Name, words.Title, problem.Status, words.Lift, problem.IsRefusal ? problem.Name : null, problem.Version,
            problem.Faults.Count == 0 ? null : [.. problem.Faults.Select(f => new FaultBody(f.Field, f.Code, Texts.Fault(language, f)))]);
    }
}
