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
    // The lists of guards, phases and deadlines are no longer than their enumerations, so a scan is constant time,
    // and unlike an index it stays true after a `with`.
    public bool Requires(Guard guard) => Guards.Contains(guard);

    public DeadlineRule? Deadline(DeadlineKey key) => Deadlines.FirstOrDefault(rule => rule.Key == key);

    public Result? ResultOf(string key) => Results.FirstOrDefault(result => result.Key == key);

    public bool HasReason(string key) => Has(Reasons, key);

    public bool HasNeed(string key) => Has(Needs, key);

    public bool HasService(string key) => Has(Services, key);

    private static bool Has(ImmutableArray<Code> codes, string key) => codes.Any(code => code.Key == key);
}

/// <summary>What a case is about: one family, or a pattern seen over many, which holds no personal data.</summary>
[JsonConverter(typeof(Kebab<Subject>))]
public enum Subject { Family, Phenomenon }

[JsonConverter(typeof(Kebab<Phase>))]
public enum Phase { Contact, NeedsAssessment, JointMeeting, FollowUp, Closed }

/// <summary>What must be true to leave a phase. A model may switch those of the workflow off; the last two belong to a way of closing.</summary>
[JsonConverter(typeof(Kebab<Guard>))]
public enum Guard { UrgencyJudged, SomebodyHeard, NeedsKnown, MeetingHeld, FamilyAttended, TwoServices, PlanAgreed, NeedsReceived, NoNeedFound }

/// <summary>What a person reads, in every language of the service.</summary>
public sealed record Texts(string Fi, string Sv, string En);

/// <summary>A word of a model's vocabulary: a reason, a need or a service.</summary>
public sealed record Code(string Key, Texts Names);

/// <summary>A way to close a case.</summary>
/// <param name="Phases">The open phases from which it may be chosen.</param>
/// <param name="Requires">What must be true of the case besides, such as a receiver for each need.</param>
public sealed record Result(string Key, Texts Names, ImmutableArray<Phase> Phases, ImmutableArray<Guard> Requires);

[JsonConverter(typeof(Kebab<DeadlineKey>))]
public enum DeadlineKey { UrgencyJudged, HandoverAnswered, NextFollowUp }

[JsonConverter(typeof(Kebab<LengthUnit>))]
public enum LengthUnit { WorkingDays, Months }

/// <param name="Statutory">A statutory deadline never moves; a local one is moved by suspension and extension.</param>
public sealed record DeadlineRule(DeadlineKey Key, int Length, LengthUnit Unit, bool Statutory, string Source, DateOnly ValidFrom)
{
    /// <summary>
    /// The day the deadline names, and the instant from which it is missed. When the act may still be done after that day
    /// (<see cref="WorkingCalendar.MayStillActOn"/>), it is not overdue before then.
    /// </summary>
    public (DateOnly DueOn, DateTimeOffset OverdueFrom) From(DateTimeOffset at, WorkingCalendar calendar)
    {
        var start = calendar.LocalDate(at);
        var due = Unit == LengthUnit.Months ? WorkingCalendar.AddMonths(start, Length) : calendar.AddWorkingDays(start, Length);
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

    /// <summary>The rules a case opened with.</summary>
    public OperatingModel Of(OpenCase c) => Find(c.Model, c.ModelVersion)
        ?? throw new OperatingModelException($"the operating model '{c.Model}' version {c.ModelVersion}, which a case was opened with, is not installed");
}

/// <summary>The data of an operating model cannot be used; the message is written for the one who wrote the data.</summary>
public sealed class OperatingModelException(string message) : Exception(message);
