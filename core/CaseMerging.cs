using System.Collections.Immutable;

namespace Coordination.Core;

/// <summary>Two cases of one family become one: what the duplicate has begun goes on in the other, and nothing that runs for the family is lost.</summary>
public sealed partial class CaseDecider
{
    /// <summary>What is only said together with a command on another case, never by itself.</summary>
    public static readonly ImmutableArray<CommandName> Halves = [CommandName.ReleaseContact, CommandName.CloseAsMerged];

    /// <summary>What is not asked of one case that is there: besides those halves, what opens a case.</summary>
    public static readonly ImmutableArray<CommandName> NotOfOneCase = [CommandName.ReceiveContact, CommandName.OpenPhenomenon, .. Halves];

    /// <summary>Who merges is entitled in both: here this is decided, in the duplicate by <see cref="MergeAway"/>.</summary>
    static Decision<CaseEvent> MergeIn(OpenCase c, Merge x, Circumstances by)
    {
        if (x.Duplicate == c.Case || x.Other is not { } other || !See(by.Actor, other)) return Refuse(Refusal.DuplicateUnknown);
        var model = by.Models.Of(c);
        if (other.Group != c.Group || by.Models.Of(other).Sharing != model.Sharing) return Refuse(Refusal.CasesNotMergeable);
        if (Entitled(other, CommandName.CloseAsMerged, by) is { } notYours) return Refuse(notYours); // before anything is told of what it holds
        if (other.Needs.Any(n => !model.HasNeed(n.Code))) return Refuse(Refusal.CasesNotMergeable);
        if (WithSocialWorker(c, c.Coordinator, c.Pair, by, needed: other.NeedsSpecialSupport) is { } no) return Refuse(no);
        var protects = other.ChildProtectionNotifiedAt is { } notified && (c.ChildProtectionNotifiedAt is not { } own || (Undecided(other) && (!Undecided(c) || notified < own)));
        var members = Recognise(c.Members, c.MembersNamed, other.Members.Select(m => m with { Id = "" }));
        var needs = other.Needs.Select((n, i) => n with { Id = $"n{c.Needs.Length + i + 1}" }).ToImmutableArray();
        var merged = new DuplicateMerged(
            other.Case, members, other.Contacts, other.Reasons, [.. other.Tasks.Where(t => t.Status == PlanTaskStatus.Open).Select((t, i) => Brought(t, $"t{c.Tasks.Length + i + 1}"))],
            [.. other.Flags.Where(model.HasFlag)], At(x, by), other.TouchedAt, Earlier(c.BeganAt, other.BeganAt), Earlier(c.PendingAt, other.PendingAt),
            other.Urgency is { } urgency && (c.Urgency is null || urgency < c.Urgency) ? urgency : null, c.NeedsSpecialSupport ? null : other.SpecialSupport,
            c.ServiceAssessmentRequestedAt is null ? other.ServiceAssessmentRequestedAt : null, c.ServiceAssessmentRequestedAt is null ? other.ServiceAssessmentFrom : null,
            protects ? other.ChildProtectionNotifiedAt : null, protects ? other.ChildProtection : null, needs.IsEmpty ? null : needs);
        var after = Happened(c, merged);
        Happening<CaseEvent>[] clocks = [.. ClocksBrought(after, other)];
        return Accept([
            new(merged, Renamed(x, other, members)), .. clocks,
            .. AssessmentClocks(model, after.BeganAt, after.PendingAt, after.NeedsSpecialSupport, clocks.Aggregate(after, (state, clock) => Happened(state, clock.Event))),
            .. c.OwnWorker is null && other.OwnWorker is { } worker ? [new(new OwnWorkerNamed(worker, At(x, by)))] : Array.Empty<Happening<CaseEvent>>()]);

        PlanTask Brought(PlanTask t, string id) => new(id, t.Responsible, t.Due)
        {
            Organisation = t.Organisation, Need = t.Need is { } need && other.Needs.FirstOrDefault(n => n.Id == need) is { } found ? needs[other.Needs.IndexOf(found)].Id : null,
        };
    }

    static bool Undecided(OpenCase c) => c is { ChildProtectionNotifiedAt: not null, ChildProtection: null or ChildProtectionStage.Begun };

    /// <summary>Of two that run for the same thing the earlier stays.</summary>
    static IEnumerable<Happening<CaseEvent>> ClocksBrought(OpenCase c, OpenCase other) =>
        from d in other.Deadlines
        where d.Key switch
        {
            DeadlineKey.UrgencyJudged => c.Urgency is null,
            DeadlineKey.CallBack or DeadlineKey.MatterDecided => true,
            DeadlineKey.AssessmentStarted => c.Phase == Phase.Contact,
            DeadlineKey.AssessmentDone => c is { Assessed: false, Phase: Phase.Contact or Phase.NeedsAssessment },
            DeadlineKey.ChildProtectionDecided or DeadlineKey.ChildProtectionReady => c.ChildProtectionNotifiedAt == other.ChildProtectionNotifiedAt,
            _ => false,
        }
        where c.Deadlines.FirstOrDefault(own => own.Key == d.Key) is not { } own || d.OverdueFrom < own.OverdueFrom
        select new Happening<CaseEvent>(new DeadlineSet(d.Key, d.DueOn, d.OverdueFrom, d.NearFrom, d.Local ? true : null));

    static DateTimeOffset? Earlier(DateTimeOffset? own, DateTimeOffset? other) => other < own || own is null ? other : null;

    /// <summary>What was told of its members, under the names they have here.</summary>
    static MergedWords? Renamed(Merge x, OpenCase other, ImmutableArray<Member> here) => x.Words is not { } words ? null : new(
        [.. from pair in other.Members.Zip(here) let told = words.Members.FirstOrDefault(w => w.Member == pair.First.Id) where told is not null select told with { Member = pair.Second.Id }],
        words.Tasks, x.Reason);

    /// <summary>What was agreed to come in it does not: who was asked hears of it.</summary>
    static Decision<CaseEvent> MergeAway(OpenCase c, CloseAsMerged x, Circumstances by) => Accept([
        .. c.Offer is null ? [] : new Happening<CaseEvent>[] { new(new HandoverWithdrawn()) },
        .. from meeting in c.Meetings where meeting.IsPlanned select new Happening<CaseEvent>(new MeetingCancelled(meeting.Id, meeting.Sequence + 1)),
        new(new CaseMerged(x.Into, At(x, by)))]);
}
