using System.Collections.Immutable;
using Coordination.Core;
using static Coordination.Tests.Histories;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

// What is withheld from who sees only what their own organisation recorded.
public sealed partial class PropertyTests
{
    /// <summary>As if every model shared by consent alone.</summary>
    [Fact]
    public void Who_sees_only_what_is_their_organisations_is_never_told_of_anothers_recording()
    {
        var (tried, withheld) = (0, 0);
        AlwaysTheSame(history =>
        {
            if (history.IsEmpty || history[^1].After is NoCase) return;
            var (state, by) = (history[^1].After, history[^1].By);
            var models = new OperatingModels(by.Models.All.Select(m => m with { Sharing = Sharing.Consent }));
            var happened = history.SelectMany(m => m.Happenings.Select(h => (Written: Decider.Write(h), By: m.By.Actor.Person, h.Event.Controller))).ToArray();
            foreach (var actor in Everybody.Select(v => v.Actor))
            {
                Assert.Equal(CaseDecider.See(actor, state), CaseDecider.Sight(actor, state, models, by.Now) is not null);
                if (CaseDecider.Sight(actor, state, models, by.Now) != CaseSight.Own) continue;
                var told = happened.Select(e => (Told: CaseFrame.Narrow(e.Written, e.By, actor.Organisation, Village.Network), e.Written, e.Controller)).ToArray();
                Assert.All(told, e =>
                {
                    if (e.Controller == actor.Organisation) Assert.Equal(e.Written, e.Told);
                    else if (e.Told is { } frame) Assert.True(frame.Content is null && CaseFrame.Facts.ContainsKey(frame.Type), $"{frame}");
                    else Assert.True(CaseFrame.Recordings.Contains(e.Written.Type), $"{e.Written} is withheld");
                });
                var own = told.Where(e => e.Controller == actor.Organisation).Select(e => Decider.Read(e.Written.Type, e.Written.Facts)).ToArray();
                OnlyOfTheirs(Decider.Narrowed(actor, state, told.Where(e => e.Told is not null).Select(e => Decider.Read(e.Told!.Value.Type, e.Told!.Value.Facts))), state, own, actor);
                tried++;
                withheld += told.Count(e => e.Told is null);
            }
        });
        Assert.True(tried > Histories.Count && withheld > Histories.Count, $"{tried} times, {withheld} events withheld: the property was hardly tried");
    }

    /// <summary>Told from the organisation's own events alone.</summary>
    static void OnlyOfTheirs(CaseState narrowed, CaseState state, CaseEvent[] own, Actor actor)
    {
        var (c, whole) = (narrowed as OpenCase ?? ((ClosedCase)narrowed).Last, state as OpenCase ?? ((ClosedCase)state).Last);
        Assert.Equal((whole.Phase, whole.EnteredAt, whole.Coordinator, whole.Organisation, whole.ModelVersion, whole.SuspendedAt, whole.Offer), (c.Phase, c.EnteredAt, c.Coordinator, c.Organisation, c.ModelVersion, c.SuspendedAt, c.Offer));
        Assert.Equal(whole.Meetings.Select(Serialized), c.Meetings.Select(Serialized));
        Assert.Equal(whole.Participants, c.Participants);
        var merged = own.OfType<DuplicateMerged>().ToArray();
        Within(c.Flags, own.OfType<FlagRaised>().Select(e => e.Flag).Concat(merged.SelectMany(e => e.Flags)));
        Within(c.LifeAreas, own.OfType<LifeAreaRecorded>().Select(e => e.Area));
        Within(c.Reasons, own.OfType<ContactReceived>().SelectMany(e => e.Reasons).Concat(merged.SelectMany(e => e.Reasons)));
        Within(c.Members.Select(m => m.Id), own.SelectMany(e => e switch { ContactReceived x => x.Members, ContactHeld x => x.Members, ContactTaken x => x.Members, MemberChanged x => [x.Member], DuplicateMerged x => x.Members, _ => [] }).Select(m => m.Id));
        Within(c.Goals.Select(g => g.Id), own.OfType<PlanAgreed>().SelectMany(e => e.Goals).Select(g => g.Id));
        Within(c.Tasks.Where(t => t.Responsible != actor.Person && t.Taker != actor.Person).Select(t => t.Id), own.OfType<PlanAgreed>().SelectMany(e => e.Tasks).Concat(merged.SelectMany(e => e.Tasks)).Select(t => t.Id));
        Within(c.Needs.Where(n => whole.Receivers.All(r => r.Need != n.Id || r.Person != actor.Person)), own.OfType<AssessmentCompleted>().SelectMany(e => e.Needs));
        Within(c.Consents.Where(one => one.Recipient != actor.Organisation).Select(one => one.Id), own.OfType<ConsentRecorded>().Select(e => e.Consent));
        Within(c.LegalBases.Where(one => one.Recipient != actor.Organisation).Select(one => one.Id), own.OfType<LegalBasisRecorded>().Select(e => e.LegalBasis));
        Within(c.Deadlines.Select(d => d.Key), own.Select(e => e switch { DeadlineSet x => x.Key, DeadlineMoved x => x.Key, _ => (DeadlineKey?)null }).OfType<DeadlineKey>());
        Assert.True(c.Urgency is null || merged.Any(e => e.Urgency is not null) || own.OfType<UrgencyJudged>().Any());
        Assert.True(c.SpecialSupport is null || merged.Any(e => e.SpecialSupport is not null) || own.OfType<SpecialSupportJudged>().Any());
        Assert.True(c.ServiceAssessmentRequestedAt is null || merged.Any(e => e.ServiceAssessmentRequestedAt is not null) || own.OfType<ServiceAssessmentRequested>().Any());
        Assert.True(c.ChildProtectionNotifiedAt is null || merged.Any(e => e.ChildProtectionNotifiedAt is not null) || own.OfType<ChildProtectionNotified>().Any());
        Assert.True(c.PendingAt is null || merged.Any(e => e.PendingAt is not null) || own.Any(e => e is MarkedPending or ReassessmentCalled));
        Assert.True(c.OwnWorker is null || c.OwnWorker == actor.Person || own.OfType<OwnWorkerNamed>().Any());
        Assert.True(narrowed is not ClosedCase { Result: not null and not OperatingModelFile.MergedResult } || own.OfType<CaseClosed>().Any());
        Assert.True(narrowed is not ClosedCase { Outcome: not null } || own.OfType<OutcomeRecorded>().Any());

        static void Within<T>(IEnumerable<T> shown, IEnumerable<T> theirs) => Assert.Empty(shown.Except(theirs));
    }
}
