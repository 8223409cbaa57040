namespace Coordination.Peers;

/// <summary>Anything a peer says no with, under the product's names.</summary>
public sealed record Problem(string Name, int Status, bool IsRefusal = true)
{
    public int? Version { get; init; }
    public IReadOnlyList<Fault>? Faults { get; init; }

    public static readonly Problem Unauthenticated = new("unauthenticated", 401, false);
    public static readonly Problem PersonNotInNetwork = new("person-not-in-network", 403, false);
    public static readonly Problem Malformed = new("malformed", 400, false);
    public static readonly Problem BadPrecondition = new("bad-precondition", 400, false);
    public static readonly Problem BadKey = new("bad-key", 400, false);
    public static readonly Problem KeyReused = new("key-reused", 422, false);
    public static readonly Problem VersionMismatch = new("version-mismatch", 412, false);
    public static readonly Problem Unavailable = new("unavailable", 503, false);
    public static readonly Problem Internal = new("internal", 500, false);
    public static readonly Problem Invalid = new("invalid", 422, false);

    public static readonly Problem NoSuchCase = new("no-such-case", 404);
    public static readonly Problem CaseClosed = new("case-closed", 409);
    public static readonly Problem WrongPhase = new("wrong-phase", 409);
    public static readonly Problem NotCoordinator = new("not-coordinator", 403);
    public static readonly Problem NotOfferReceiver = new("not-offer-receiver", 403);
    public static readonly Problem NotResponsible = new("not-responsible", 403);
    public static readonly Problem NoOpenOffer = new("no-open-offer", 409);
    public static readonly Problem OfferExpired = new("offer-expired", 409);
    public static readonly Problem OfferOpen = new("offer-open", 409);
    public static readonly Problem AlreadyCoordinator = new("already-coordinator", 409);
    public static readonly Problem UrgencyNotJudged = new("urgency-not-judged", 409);
    public static readonly Problem NobodyHeard = new("nobody-heard", 422);
    public static readonly Problem NeedsUnknown = new("needs-unknown", 422);
    public static readonly Problem NeedsContradictory = new("needs-contradictory", 422);
    public static readonly Problem MeetingUnknown = new("meeting-unknown", 422);
    public static readonly Problem MeetingAlreadyHeld = new("meeting-already-held", 409);
    public static readonly Problem MeetingNotHeld = new("meeting-not-held", 409);
    public static readonly Problem FamilyNotAttended = new("family-not-attended", 409);
    public static readonly Problem FewerThanTwoServices = new("fewer-than-two-services", 409);
    public static readonly Problem PlanEmpty = new("plan-empty", 422);
    public static readonly Problem TaskUnknown = new("task-unknown", 422);
    public static readonly Problem TasksOpen = new("tasks-open", 409);
    public static readonly Problem ResultUnknown = new("result-unknown", 422);
    public static readonly Problem ResultNotInThisPhase = new("result-not-in-this-phase", 409);
    public static readonly Problem NeedFound = new("need-found", 409);
    public static readonly Problem PersonUnknown = new("person-unknown", 422);
    public static readonly Problem PersonMayNotCoordinate = new("person-may-not-coordinate", 422);
    public static readonly Problem AreaUnknown = new("area-unknown", 422);

    public ProblemBody Body() => new($"urn:coordination:problem:{Name}", Name, Status, IsRefusal ? Name : null, Version, Faults);
}
