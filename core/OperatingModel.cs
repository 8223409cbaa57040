using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Coordination.Core;

/// <summary>The rules of one way of working, as data. A case keeps the version it opened with until it is migrated on purpose.</summary>
/// <param name="Group">Models of one group share the keys of their members: a family has one open case in a group.</param>
/// <param name="CatchingService">The service that names the coordinator at the first contact.</param>
/// <param name="Guards">What must be true to leave a phase; what is not listed is not asked.</param>
/// <param name="MaySkip">The phases that a coordinator may pass over, with a reason.</param>
public sealed record OperatingModel(
    string Key,
    int Version,
    string Group,
    Subject Subject,
    DateOnly ValidFrom,
    string Source,
    Texts Names,
    WorkingCalendar Calendar,
    string CatchingService,
    ImmutableArray<Guard> Guards,
    ImmutableArray<Phase> MaySkip,
    ImmutableArray<DeadlineRule> Deadlines,
    ImmutableArray<Code> Reasons,
    ImmutableArray<Code> Needs,
    ImmutableArray<Code> Services,
    ImmutableArray<Result> Results)
{
    public const int NearWorkingDaysUsual = 2;
    public const int QuietDaysUsual = 30;
    public const int HideBelowUsual = 3;

    /// <summary>The areas of life that an assessment looks at.</summary>
    public ImmutableArray<Code> LifeAreas { get; init; } = [];

    /// <summary>What services may have to do in a joint meeting, and who may sign it.</summary>
    public ImmutableArray<DutyRule> Duties { get; init; } = [];

    /// <summary>What is sent to the family before a meeting.</summary>
    public ImmutableArray<Code> Materials { get; init; } = [];

    /// <summary>For what a consent may be given.</summary>
    public ImmutableArray<Code> Purposes { get; init; } = [];

    public ImmutableArray<Code> Flags { get; init; } = [];

    public ImmutableArray<Competence> Competences { get; init; } = [];

    public Sharing Sharing { get; init; }

    /// <summary>So many working days before it is due, a deadline is near.</summary>
    public int NearWorkingDays { get; init; } = NearWorkingDaysUsual;

    /// <summary>A case without contact with the family for so many days is shown to its coordinator.</summary>
    public int QuietDays { get; init; } = QuietDaysUsual;

    /// <summary>How many open cases one coordinator has at most; no limit when there is none.</summary>
    public int? CaseloadMax { get; init; }

    /// <summary>Of fewer contacts than these a phenomenon tells nothing: who made them might be guessed.</summary>
    public int HideBelow { get; init; } = HideBelowUsual;

    /// <summary>How many workshops are held before a plan is agreed.</summary>
    public int WorkshopsMin { get; init; } = 1;

    // The lists of guards, phases and deadlines are no longer than their enumerations, so a scan is constant time,
    // and unlike an index it stays true after a `with`.
    public bool Requires(Guard guard) => Guards.Contains(guard);

    public DeadlineRule? Deadline(DeadlineKey key) => Deadlines.FirstOrDefault(rule => rule.Key == key);

    public Result? ResultOf(string key) => Results.FirstOrDefault(result => result.Key == key);

    public bool HasReason(string key) => Has(Reasons, key);

    public bool HasNeed(string key) => Has(Needs, key);

    public bool HasService(string key) => Has(Services, key);

    public bool HasLifeArea(string key) => Has(LifeAreas, key);

    public bool HasMaterial(string key) => Has(Materials, key);

    public bool HasPurpose(string key) => Has(Purposes, key);

    public bool HasFlag(string key) => Has(Flags, key);

    public DutyRule? Duty(string key) => Duties.FirstOrDefault(duty => duty.Key == key);

    /// <summary>Whether a profession has a competence. Where the model tells none, nobody has it.</summary>
    public bool Competent(CompetenceKey key, string? profession) =>
        profession is not null && Competences.Any(competence => competence.Key == key && competence.Professions.Contains(profession));

    private static bool Has(ImmutableArray<Code> codes, string key) => codes.Any(code => code.Key == key);
}

/// <summary>What a case is about: one family, or a pattern seen over many, which holds no personal data.</summary>
[JsonConverter(typeof(Kebab<Subject>))]
public enum Subject { Family, Phenomenon }

/// <summary>With whom of those who may see a case it is shared whole: with everyone involved, or across organisations only by consent or in law.</summary>
[JsonConverter(typeof(Kebab<Sharing>))]
public enum Sharing { Involved, Consent }

[JsonConverter(typeof(Kebab<Phase>))]
public enum Phase { Contact, NeedsAssessment, JointMeeting, FollowUp, Closed }

/// <summary>What must be true to leave a phase. A model may switch those of the workflow off; the last three belong to a way of closing.</summary>
[JsonConverter(typeof(Kebab<Guard>))]
public enum Guard
{
    UrgencyJudged, SomebodyHeard, NeedsKnown, MeetingHeld, FamilyAttended, TwoServices, DutiesSettled, WorkshopsHeld, PlanAgreed, NeedsPlanned, TasksSettled,
    NeedsReceived, NoNeedFound, NoServiceAssessment,
}

/// <summary>What a person reads, in every language of the service.</summary>
public sealed record Texts(string Fi, string Sv, string En);

/// <summary>A word of a model's vocabulary: a reason, a need, a service, an area of life, and the like.</summary>
public sealed record Code(string Key, Texts Names);

/// <summary>A way to close a case.</summary>
/// <param name="Phases">The open phases from which it may be chosen.</param>
/// <param name="Requires">What must be true of the case besides, such as a receiver for each need.</param>
public sealed record Result(string Key, Texts Names, ImmutableArray<Phase> Phases, ImmutableArray<Guard> Requires);

/// <summary>What a service must do in a joint meeting.</summary>
/// <param name="Professions">Who may sign it.</param>
public sealed record DutyRule(string Key, Texts Names, string Service, ImmutableArray<string> Professions);

/// <summary>What only some professions may do: judge special support and answer for it.</summary>
[JsonConverter(typeof(Kebab<CompetenceKey>))]
public enum CompetenceKey { SpecialSupport, OwnWorker }

/// <summary>Who is competent, by law or locally, since when.</summary>
public sealed record Competence(CompetenceKey Key, ImmutableArray<string> Professions, string Source, DateOnly ValidFrom);

[JsonConverter(typeof(Kebab<DeadlineKey>))]
public enum DeadlineKey
{
    UrgencyJudged, CallBack, AssessmentStarted, AssessmentDone, ChildProtectionDecided, ChildProtectionReady,
    HandoverAnswered, NextFollowUp, PlanReviewed, OutcomeChecked, MatterDecided,
}

/// <summary>From what a deadline counts: what sets it, the contact that opened the case or its reopening, or the matter becoming pending. Of an assessment, what sets it is the contact. One from outside is not counted: somebody sets its date.</summary>
[JsonConverter(typeof(Kebab<CountsFrom>))]
public enum CountsFrom { Event, Contact, Pending, Outside }

/// <summary>Of which cases a deadline is.</summary>
[JsonConverter(typeof(Kebab<AppliesWhen>))]
public enum AppliesWhen { Always, SpecialSupport }

[JsonConverter(typeof(Kebab<LengthUnit>))]
public enum LengthUnit { WorkingDays, Months }

/// <param name="Length">Nothing of a deadline whose date is set from outside.</param>
/// <param name="Statutory">A statutory deadline never moves; a local one is moved by suspension and extension.</param>
/// <param name="ExtendableDays">By how many days at most a local one may be extended, counted from where it first stood.</param>
public sealed record DeadlineRule(
    DeadlineKey Key, int? Length, LengthUnit? Unit, bool Statutory, string Source, DateOnly ValidFrom,
    CountsFrom CountsFrom = CountsFrom.Event, AppliesWhen When = AppliesWhen.Always, int ExtendableDays = 0)
{
    /// <summary>
    /// The day the deadline names, and the instant from which it is missed. When the act may still be done after that day
    /// (<see cref="WorkingCalendar.MayStillActOn"/>), it is not overdue before then.
    /// </summary>
    public (DateOnly DueOn, DateTimeOffset OverdueFrom) From(DateTimeOffset at, WorkingCalendar calendar)
    {
        var start = calendar.LocalDate(at);
        var due = Unit == LengthUnit.Months ? WorkingCalendar.AddMonths(start, Length!.Value) : calendar.AddWorkingDays(start, Length!.Value);
        return (due, calendar.EndOf(calendar.MayStillActOn(due)));
    }
}

/// <summary>Every version of every model this installation knows.</summary>
public sealed class OperatingModels
{
    private readonly FrozenDictionary<(string Key, int Version), OperatingModel> versions;
    private readonly FrozenDictionary<string, OperatingModel> newest;

    public OperatingModels(IEnumerable<OperatingModel> models)
    {
        All = [.. models.OrderBy(model => model.Key, StringComparer.Ordinal).ThenBy(model => model.Version)];
        var byVersion = new Dictionary<(string, int), OperatingModel>();
        foreach (var model in All)
        {
            if (!byVersion.TryAdd((model.Key, model.Version), model))
                throw new OperatingModelException($"the operating model '{model.Key}' has two versions {model.Version}");
        }

        versions = byVersion.ToFrozenDictionary();
        newest = All.GroupBy(model => model.Key).ToFrozenDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
    }

    /// <summary>By key, then version.</summary>
    public ImmutableArray<OperatingModel> All { get; }

    public OperatingModel? Find(string key, int version) => versions.GetValueOrDefault((key, version));

    /// <summary>The highest version, whether it is valid yet or not.</summary>
    public OperatingModel? Newest(string key) => newest.GetValueOrDefault(key);

    /// <summary>The highest version that is valid on a day: what a case that opens on that day gets.</summary>
    public OperatingModel? Newest(string key, DateOnly on) => All.LastOrDefault(model => model.Key == key && model.ValidFrom <= on);

    /// <summary>What a case that opens at an instant gets: the day is the model's own.</summary>
    public OperatingModel? ValidAt(string key, DateTimeOffset at) =>
        Newest(key) is { } any ? Newest(key, any.Calendar.LocalDate(at)) : null;

    /// <summary>The rules a case opened with, or was migrated to.</summary>
    public OperatingModel Of(OpenCase c) => Find(c.Model, c.ModelVersion)
        ?? throw new OperatingModelException($"the operating model '{c.Model}' version {c.ModelVersion}, which a case was opened with, is not installed");
}

/// <summary>The data of an operating model cannot be used; the message is written for the one who wrote the data.</summary>
public sealed class OperatingModelException(string message) : Exception(message);
