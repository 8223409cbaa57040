using System.Collections.Immutable;
using Coordination.Core;
using static Coordination.Tests.Histories;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>The promises, over a thousand random histories each. Deciding anything at any time throws nowhere: it would throw here.</summary>
public sealed partial class PropertyTests
{
    /// <summary>Commands that ask for something to be so; given again right after, it is so already.</summary>
    static readonly CommandName[] AskForWhatIsSo =
    [
        CommandName.JudgeUrgency, CommandName.StartAssessment, CommandName.AskReceiver, CommandName.AcceptNeed, CommandName.OfferHandover,
        CommandName.AcceptHandover, CommandName.ExpireHandover, CommandName.AssignCoordinator, CommandName.Close, CommandName.NoteDeadlineMissed,
        CommandName.MarkPending, CommandName.JudgeSpecialSupport, CommandName.RequestServiceAssessment, CommandName.InviteParticipant, CommandName.AcceptInvitation,
        CommandName.NamePair, CommandName.NameOwnWorker, CommandName.NameSubstitute, CommandName.EndSubstitute, CommandName.WithdrawConsent, CommandName.EndLegalBasis,
        CommandName.CancelMeeting, CommandName.SignDuty, CommandName.LeaveDutyOpen, CommandName.CompleteTask, CommandName.DropTask, CommandName.OfferTask, CommandName.TakeTask,
        CommandName.RaiseFlag, CommandName.Suspend, CommandName.ExtendDeadline, CommandName.SetDueDate, CommandName.NoteDeadlineNear, CommandName.RecordOutcome, CommandName.MigrateModel,
        CommandName.Merge, CommandName.CloseAsMerged,
    ];

    /// <summary>Commands that may rightly be given twice: two notes, two contacts, two meetings, and an assessment that again finds no need.</summary>
    static readonly CommandName[] MayBeGivenTwice =
    [
        CommandName.Note, CommandName.ReceiveContact, CommandName.PlanMeeting, CommandName.CompleteAssessment, CommandName.RecordCallBack, CommandName.ChangeMember,
        CommandName.RecordLifeArea, CommandName.RecordHearing, CommandName.RecordChildProtectionNotification, CommandName.RecordChildProtectionDecision,
        CommandName.RecordConsent, CommandName.RecordLegalBasis, CommandName.MoveMeeting, CommandName.SendMaterials, CommandName.RateGoals, CommandName.ChangeTask,
        CommandName.PlanFollowUp, CommandName.RecordFollowUp, CommandName.AskFeedback, CommandName.RecordFeedback, CommandName.ReferDocument,
    ];

    /// <summary>How often the histories must come upon each phase, event and refusal, to be worth something.</summary>
    const int MetAtLeast = 5;

    static readonly Refusal[] ByEntitlementOrPhase =
    [
        Refusal.NoSuchCase, Refusal.NotCoordinator, Refusal.NotManager, Refusal.NotOfferReceiver, Refusal.EngineOnly, Refusal.NotCompetent,
        Refusal.WrongPhase, Refusal.CaseClosed, Refusal.CaseNotClosed, Refusal.CaseSuspended, Refusal.CaseNotSuspended, Refusal.NoOpenOffer, Refusal.OfferOpen,
        Refusal.NoPair, Refusal.NoOwnWorker,
    ];

    [Fact]
    public void Random_histories_go_everywhere()
    {
        var met = new Dictionary<object, int>();
        AlwaysTheSame(history =>
        {
            foreach (var moment in history)
            {
                Count(met, moment.After is NoCase ? "no case" : WorkflowTests.PhaseOf(moment.After)!);
                foreach (var happening in moment.Happenings) Count(met, CaseJson.NameOf(happening.Event));
                if (moment.Decision is Decision<CaseEvent>.Refuse no) Count(met, no.Refusal);
            }
        });
        object[] all = ["no case", .. Enum.GetValues<Phase>(), .. CaseJson.EventTypes, .. Enum.GetValues<Refusal>().Except([Refusal.PhenomenonOpen, Refusal.MemberHasOpenCase, Refusal.CaseloadFull, Refusal.ModelDoesNotFit])];
        var rare = string.Join('\n', all.Where(one => met.GetValueOrDefault(one) < MetAtLeast).Select(one => $"{one}: {met.GetValueOrDefault(one)} times"));
        Assert.True(rare.Length == 0, rare);
    }

    [Fact]
    public void An_open_case_has_one_coordinator_at_every_version_and_only_a_handover_an_assignment_or_a_reopening_changes_who()
    {
        AtEveryMoment(moment =>
        {
            var state = moment.Before;
            foreach (var happening in moment.Happenings)
            {
                var next = Decider.Evolve(state, happening.Event);
                var coordinator = Core.Picture.Of(next).Coordinator;
                Assert.True(Village.Network.Find(coordinator) is { MayCoordinate: true }, $"'{coordinator}' coordinates");
                if (state is not NoCase)
                {
                    var changed = happening.Event switch
                    {
                        HandoverAccepted e => e.To,
                        CoordinatorAssigned e => e.To,
                        CaseReopened e => e.Coordinator,
                        _ => Core.Picture.Of(state).Coordinator,
                    };
                    Assert.Equal(changed, coordinator);
                }
                state = next;
            }
            Assert.True(state is NoCase == (moment.Before is NoCase && moment.Happenings.IsEmpty), "a case that was opened is there for ever");
        });
    }

    [Fact]
    public void What_is_refused_or_already_so_changes_nothing_and_what_is_accepted_happens() =>
        AtEveryMoment(moment =>
        {
            if (moment.Decision is Decision<CaseEvent>.Accept) Assert.NotEmpty(moment.Happenings);
            else Assert.Same(moment.Before, moment.After);
        });

    [Fact]
    public void Deciding_twice_gives_the_same_answer() =>
        AtEveryMoment(moment => Assert.Equal(Told(moment.Decision), Told(Decider.Decide(moment.Before, moment.Command, moment.By))));

    [Fact]
    public void Said_again_right_after_it_is_already_so_or_refused() =>
        AtEveryMoment(moment =>
        {
            if (moment.Decision is not Decision<CaseEvent>.Accept) return;
            var again = Decider.Decide(moment.After, moment.Command, moment.By);
            var name = moment.Command.Name;
            var substituted = name is CommandName.Close or CommandName.CloseAsMerged or CommandName.EndSubstitute && moment.Happenings.Any(h => h.Event.ActingFor is not null); // and with it they are no substitute any more
            if (name is CommandName.RaiseFlag or CommandName.JudgeSpecialSupport && CaseDecider.Sight(moment.By.Actor, moment.After, moment.By.Models, moment.By.Now) == CaseSight.Own) return; // that it is so already would tell
            if (AskForWhatIsSo.Contains(name) && !substituted)
                Assert.True(again is Decision<CaseEvent>.AlreadySo || (!CaseDecider.See(moment.By.Actor, moment.After) && again == new Decision<CaseEvent>.Refuse(Refusal.NoSuchCase)), $"again: {again}");
            else if (!MayBeGivenTwice.Contains(name))
                Assert.IsType<Decision<CaseEvent>.Refuse>(again);
        });

    [Fact]
    public void What_is_written_and_read_again_gives_the_same_state_without_its_content() =>
        Always(history =>
        {
            var replayed = Decider.Initial;
            foreach (var moment in history)
            {
                // Of what is written only type and facts are read: content is removed.
                foreach (var written in moment.Happenings.Select(Decider.Write))
                    replayed = Decider.Evolve(replayed, Decider.Read(written.Type, written.Facts));
                Assert.Equal(Json(moment.After), Json(replayed));
            }
        });

    [Fact]
    public void No_fact_holds_content() =>
        AtEveryMoment(moment => Assert.All(moment.Happenings, h => Assert.DoesNotContain(Secret, Decider.Write(h).Facts, StringComparison.Ordinal)));

    [Fact]
    public void A_phase_is_entered_only_as_the_workflow_table_leads() =>
        AtEveryMoment(moment =>
        {
            var state = moment.Before;
            foreach (var happening in moment.Happenings)
            {
                var next = Decider.Evolve(state, happening.Event);
                var (from, to) = (WorkflowTests.PhaseOf(state), WorkflowTests.PhaseOf(next)!.Value);
                if (from != to)
                    Assert.Contains(Workflow.Table, t => t.From == from && t.By == moment.Command.Name && t.To == to);
                if (happening.Event is PhaseEntered entered)
                    Assert.Equal((from, to), (entered.From, entered.To));
                state = next;
            }
        });

    /// <summary>Every coordinator of the village who is a social worker is so for good; else this would be so only when it was decided.</summary>
    [Fact]
    public void While_special_support_is_needed_a_social_worker_is_coordinator_or_pair()
    {
        var needed = 0;
        AlwaysTheSame(history =>
        {
            foreach (var moment in history)
                if (moment.After is OpenCase { NeedsSpecialSupport: true } c)
                {
                    Assert.Contains("social-worker", new[] { (PersonId?)c.Coordinator, c.Pair }.OfType<PersonId>().Select(p => Village.Network.Find(p)!.Profession));
                    if (moment.Happenings.Any(h => h.Event is HandoverAccepted or CoordinatorAssigned or CaseReopened or PairEnded or PairNamed)) needed++;
                }
        });
        Assert.True(needed >= MetAtLeast, $"only {needed} changes of people under special support: the property was hardly tried");
    }

    [Fact]
    public void A_statutory_deadline_never_moves() =>
        AtEveryMoment(moment =>
        {
            if (moment.Before is not OpenCase before) return;
            foreach (var moved in moment.Happenings.Select(h => h.Event).OfType<DeadlineMoved>())
                Assert.True(before.Deadlines.Single(d => d.Key == moved.Key).Local, $"{moved.Key} moved");
        });

    [Fact]
    public void Of_two_clocks_that_run_for_one_family_the_earlier_stays() =>
        AtEveryMoment(moment =>
        {
            if (moment is not { Before: OpenCase before, After: OpenCase after, Command: Merge { Other: { } other } } || moment.Happenings.IsEmpty) return;
            foreach (var deadline in before.Deadlines.Where(d => d.Key != DeadlineKey.UrgencyJudged || after.Urgency is null))
                Assert.True(after.Deadlines.Single(d => d.Key == deadline.Key).OverdueFrom <= deadline.OverdueFrom, $"{deadline.Key} was put off by a merge");
            Assert.Equal([], other.Members.Select(m => m.Key).OfType<string>().Except(after.Members.Select(m => m.Key)));
            Assert.Equal(before.Contacts + other.Contacts, after.Contacts);
            Assert.Equal(before.Tasks.Length + other.Tasks.Count(t => t.Status == PlanTaskStatus.Open), after.Tasks.Length);
        });

    [Fact]
    public void A_contact_that_leaves_takes_only_what_nobody_else_told() =>
        AtEveryMoment(moment =>
        {
            if (moment is not { Before: OpenCase before, After: OpenCase after, Command: UndoJoin undo } || moment.Happenings.IsEmpty) return;
            var stay = before.Told.Where(t => t.Contact != undo.Contact).ToList();
            Assert.NotEmpty(after.Told);
            Assert.DoesNotContain(after.Told, t => t.Contact == undo.Contact);
            Assert.Equal(before.Told.Length - after.Told.Length, before.Contacts - after.Contacts);
            Assert.Equal([], stay.SelectMany(t => t.Members).Select(m => m.Id).Except(after.Members.Select(m => m.Id)));
            Assert.Equal(stay.SelectMany(t => t.Reasons).Concat(before.Merged.SelectMany(m => m.Reasons)).ToHashSet(), [.. after.Reasons]);
        });

    [Fact]
    public void Every_event_says_whose_record_it_is() =>
        AtEveryMoment(moment => Assert.All(moment.Happenings, h => Assert.False(string.IsNullOrEmpty(h.Event.Controller?.Value))));

    [Fact]
    public void Who_acts_for_a_coordinator_is_their_substitute_and_is_not_the_coordinator() =>
        AtEveryMoment(moment => Assert.All(moment.Happenings.Where(h => h.Event.ActingFor is not null), h =>
        {
            var c = moment.Before as OpenCase ?? ((ClosedCase)moment.Before).Last;
            Assert.Equal((c.Coordinator, c.Substitute!.Person), (h.Event.ActingFor!.Value, moment.By.Actor.Person));
            Assert.InRange(moment.By.Now, c.Substitute.Begins, c.Substitute.Ends.AddTicks(-1));
        }));

    [Fact]
    public void Every_phase_a_case_enters_is_a_stay_of_its_own() =>
        AtEveryMoment(moment =>
        {
            if (moment.Before is NoCase || moment.Happenings.IsEmpty) return;
            var moved = WorkflowTests.PhaseOf(moment.Before) != WorkflowTests.PhaseOf(moment.After) ? 1 : 0;
            Assert.Equal(Core.Picture.Of(moment.Before).Stay + moved, Core.Picture.Of(moment.After).Stay);
        });

    [Fact]
    public void A_picture_tells_the_state_and_nothing_else() =>
        AtEveryMoment(moment =>
        {
            if (moment.After is NoCase) return;
            var picture = Serialized(Core.Picture.Of(moment.After));
            Assert.Equal(picture, Serialized(Core.Picture.Of(moment.After)));
            Assert.Equal(picture, Serialized(Decider.Picture(moment.After)));
        });

    [Fact]
    public void Who_is_involved_by_the_picture_sees_the_case_and_besides_only_managers_of_the_coordinators_organisation() =>
        AtEveryMoment(moment =>
        {
            if (moment.After is NoCase) return;
            var picture = Core.Picture.Of(moment.After);
            foreach (var actor in Everybody.Select(v => v.Actor).Append(Actor.Engine))
                Assert.True(
                    CaseDecider.See(actor, moment.After) ==
                        (picture.Involved.Contains(actor.Person) || (actor.Holds(Roles.Manager) && actor.Organisation == picture.Organisation)),
                    $"{actor.Person} sees {CaseDecider.See(actor, moment.After)}, involved are {string.Join(' ', picture.Involved)}");
        });

    [Fact]
    public void What_a_caller_may_ask_agrees_with_what_is_decided() =>
        AtEveryMoment(moment =>
        {
            var coordinator = Everybody.FirstOrDefault(v => (moment.After as OpenCase)?.Coordinator == v.Id)?.Actor;
            foreach (var by in new[] { moment.By, moment.By with { Actor = coordinator ?? Mia } })
                foreach (var (name, blocked) in CaseDecider.Commands(moment.After, by))
                    Agrees(blocked, WellFormed.Command(name, moment.After, by.Actor), moment.After, by);
        });

    [Fact]
    public void Referred_elsewhere_only_with_receivers_who_accepted_after_the_last_change_of_coordinator()
    {
        var referred = 0;
        AlwaysTheSame(history =>
        {
            // Told from the events alone, without what the state remembers.
            var needs = ImmutableArray<Need>.Empty;
            var accepted = new HashSet<(string Need, PersonId Person)>();
            foreach (var moment in history)
                foreach (var happened in moment.Happenings.Select(h => h.Event))
                    switch (happened)
                    {
                        case AssessmentCompleted e: needs = e.Needs; accepted.Clear(); break;
                        case DuplicateMerged { Needs: { } brought }: needs = [.. needs, .. brought]; break;
                        case HandoverAccepted or CoordinatorAssigned or CaseReopened: accepted.Clear(); break;
                        case NeedAccepted e: accepted.Add((e.Need, e.Person)); break;
                        case CaseClosed { Result: OperatingModelFile.ReferredResult }:
                            Assert.NotEmpty(needs);
                            Assert.All(needs, need => Assert.Contains(accepted, a => a.Need == need.Id && a.Person != moment.By.Actor.Person));
                            referred++;
                            break;
                    }
        });
        Assert.True(referred >= MetAtLeast, $"only {referred} histories came to be referred elsewhere: the property was hardly tried");
    }

    [Fact]
    public void The_keys_of_the_picture_are_those_of_the_members_each_once_or_a_phenomenons_and_none_when_closed() =>
        AtEveryMoment(moment =>
        {
            if (moment.After is NoCase) return;
            var keys = Core.Picture.Of(moment.After).Keys;
            Assert.Equal(keys.Distinct(), keys);
            Assert.Equal(moment.After is not OpenCase c ? [] : c.Phenomenon is { } phenomenon ? [phenomenon.Key] : c.Members.Where(m => m.Key is not null).Select(m => m.Key!), keys);
        });

    /// <summary>Told from the events, not from what the state remembers.</summary>
    [Fact]
    public void A_phenomenon_is_one_for_ever_and_never_knows_a_family()
    {
        var phenomena = 0;
        AlwaysTheSame(history =>
        {
            Subject? subject = null;
            foreach (var happened in history.SelectMany(m => m.Happenings).Select(h => h.Event))
            {
                if (happened is CaseOpened opened) subject = opened.Subject ?? Subject.Family;
                if (happened is PhenomenonOpened) phenomena++;
                if (subject == Subject.Family) Assert.IsNotType<PhenomenonOpened>(happened);
                else
                    Assert.False(
                        happened is ContactReceived or ContactHeld or ContactTaken or MemberChanged or CalledBack or LifeAreaRecorded or HearingRecorded { Member: not null } or SpecialSupportJudged
                            or ServiceAssessmentRequested or ChildProtectionNotified or ConsentRecorded or LegalBasisRecorded or OwnWorkerNamed or MaterialsSent or MeetingHeld { FamilyAttended: true } or OutcomeRecorded,
                        $"{happened} happened to a phenomenon");
            }
            if (history.LastOrDefault()?.After is { } last && (last as OpenCase ?? (last as ClosedCase)?.Last) is { } c)
                Assert.Equal((subject, subject == Subject.Phenomenon), (c.Subject, c is { Phenomenon: not null, Members.IsEmpty: true, Waiting.IsEmpty: true, Contacts: 0, TouchedAt: null }));
        });
        Assert.True(phenomena >= MetAtLeast, $"only {phenomena} phenomena: the property was hardly tried");
    }

    [Fact]
    public void Where_the_model_asks_for_it_a_plan_is_agreed_only_with_a_line_for_each_need_after_as_many_workshops()
    {
        var agreed = 0;
        AlwaysTheSame(history =>
        {
            foreach (var moment in history.Where(m => m.Command is AgreePlan && m.After is OpenCase { Subject: Subject.Phenomenon } && !m.Happenings.IsEmpty))
            {
                var (c, model) = ((OpenCase)moment.After, moment.By.Models.Of((OpenCase)moment.After));
                if (!model.Requires(Guard.NeedsPlanned)) continue;
                Assert.All(c.Needs, need => Assert.Contains(c.Tasks, t => t.Need == need.Id && t.Status != PlanTaskStatus.Dropped));
                Assert.True(history.TakeWhile(m => m != moment).SelectMany(m => m.Happenings).Count(h => h.Event is MeetingHeld) >= model.WorkshopsMin);
                agreed++;
            }
        });
        Assert.True(agreed >= MetAtLeast, $"only {agreed} plans of phenomena: the property was hardly tried");
    }

    [Fact]
    public void A_key_once_held_is_held_until_the_case_closes_and_a_contact_that_joined_brings_all_of_its_own() =>
        AtEveryMoment(moment =>
        {
            if (moment.After is not OpenCase after || moment.Command is ChangeMember or UndoJoin) return; // an identifier may have been written down wrong
            var held = after.Members.Select(m => m.Key);
            if (moment.Before is OpenCase before) Assert.Equal([], before.Members.Select(m => m.Key).OfType<string>().Except(held));
            if (moment.Command is ReceiveContact contact && moment.Happenings.Any(h => h.Event is ContactReceived))
                Assert.Equal([], contact.Members.Select(m => m.Key).OfType<string>().Except(held));
        });

    [Fact]
    public void No_two_members_share_an_id() =>
        AtEveryMoment(moment => Assert.Distinct((moment.After as OpenCase)?.Members.Select(m => m.Id) ?? []));

    static void Agrees(Refusal? blocked, CaseCommand command, CaseState state, Circumstances by)
    {
        var decision = Decider.Decide(state, command, by);
        if (decision is Decision<CaseEvent>.AlreadySo) return;
        if (blocked is { } refusal)
            Assert.True(decision == new Decision<CaseEvent>.Refuse(refusal), $"{command.Name} is blocked by {refusal}, but decided: {decision}");
        else if (command is not Merge) // of the other case they may not be the coordinator
            Assert.False(decision is Decision<CaseEvent>.Refuse no && ByEntitlementOrPhase.Contains(no.Refusal), $"{command.Name} is open to {by.Actor.Person}, but decided: {decision}");
    }

    static string Told(Decision<CaseEvent> decision) => decision switch
    {
        Decision<CaseEvent>.Accept accept => string.Join('\n', accept.Happenings.Select(h => Decider.Write(h)).Select(w => $"{w.Type} {w.Facts} {w.Content}")),
        _ => decision.ToString(),
    };

    static void Count(Dictionary<object, int> met, object one) => met[one] = met.GetValueOrDefault(one) + 1;

    static string Serialized<T>(T one) => System.Text.Json.JsonSerializer.Serialize(one);
}
