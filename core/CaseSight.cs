using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Coordination.Core;

/// <summary>How much of a case is seen by who may see it: what their own organisation recorded, within the frame of the case, or the whole.</summary>
[JsonConverter(typeof(Kebab<CaseSight>))]
public enum CaseSight { Own, Whole }

/// <summary>How far consents and legal bases let people see, and what is left of a case where they do not.</summary>
public sealed partial class CaseDecider
{
    /// <summary>How much of a case somebody sees now; nothing of one that they may not see. A consent ends with its last day, where the case lives.</summary>
    public static CaseSight? Sight(Actor actor, CaseState state, OperatingModels models, DateTimeOffset now) => state switch
    {
        OpenCase c when See(actor, c) => SeesWhole(actor, c, models, now) ? CaseSight.Whole : CaseSight.Own,
        ClosedCase c => Sight(actor, c.Last, models, now),
        _ => null,
    };

    static bool SeesWhole(Actor actor, OpenCase c, OperatingModels models, DateTimeOffset now) =>
        actor.Organisation == c.Organisation || ActsAsCoordinator(actor, c, now)
        || models.Of(c) is var model && model.Sharing == Sharing.Involved
        || c.LegalBases.Any(one => one.Recipient == actor.Organisation && one.EndedAt is null)
        || c.Consents.Any(one => one.Recipient == actor.Organisation && one.WithdrawnAt is null && !(one.Until < model.Calendar.LocalDate(now)));

    /// <summary>
    /// The case as somebody with <see cref="CaseSight.Own"/> sight knows it: what the events they are told lead to, as far as it still
    /// stands; with who takes part now, and with what is given to them or asked of them.
    /// </summary>
    /// <param name="told">What <see cref="CaseFrame.Narrow"/> leaves of the case's events, in their order.</param>
    public CaseState Narrowed(Actor actor, CaseState state, IEnumerable<CaseEvent> told) => told.Aggregate(Initial, Evolve) switch
    {
        OpenCase c => Standing(actor, c, (OpenCase)state),
        ClosedCase c => c with { Last = Standing(actor, c.Last, ((ClosedCase)state).Last) },
        _ => throw new UnreachableException("everybody is told that a case was opened"),
    };

    // What is not named here is as they were told: a fact that comes later is withheld before it is thought of.
    static OpenCase Standing(Actor actor, OpenCase told, OpenCase c) => told with
    {
        Members = [.. Merge(Merge([], [.. told.Waiting.SelectMany(w => w.Members)]), told.Members).Where(m => c.Members.Any(one => one.Id == m.Id))],
        Waiting = [.. c.Waiting.Where(w => told.Waiting.Any(one => one.Contact == w.Contact))],
        Urgency = told.Urgency == c.Urgency ? c.Urgency : null,
        PendingAt = told.PendingAt == c.PendingAt ? c.PendingAt : null,
        Heard = [.. told.Heard.Intersect(c.Heard)],
        Needs = [.. c.Needs.Where(n => told.Needs.Contains(n) || c.Receivers.Any(r => r.Need == n.Id && r.Person == actor.Person))],
        NoNeed = told.NoNeed && c.NoNeed,
        SpecialSupport = told.SpecialSupport == c.SpecialSupport ? c.SpecialSupport : null,
        Participants = c.Participants,
        Invited = c.Invited,
        Roles = [.. c.Roles.Where(r => told.Roles.Contains(r) || r.Person == actor.Person)],
        Consents = [.. c.Consents.Where(one => IsOf(actor.Organisation, one))],
        LegalBases = [.. c.LegalBases.Where(one => one.Recipient == actor.Organisation || told.LegalBases.Any(t => t.Id == one.Id))],
        Tasks = [.. c.Tasks.Where(t => IsGiven(actor.Person, t) || told.Tasks.Any(one => one.Id == t.Id))],
        Receivers = [.. c.Receivers.Where(r => r.Person == actor.Person || told.Receivers.Any(one => (one.Need, one.Person) == (r.Need, r.Person)))],
        Deadlines = [.. c.Deadlines.Where(d => told.Deadlines.Any(one => (one.Key, one.DueOn) == (d.Key, d.DueOn)))],
        Flags = [.. c.Flags.Where(told.Flags.Contains)],
    };

    /// <summary>
    /// The case as a command meets it that names one of its tasks or consents: what the caller does not see is as unknown to them as
    /// what never was.
    /// </summary>
    static CaseState Known(CaseState state, CommandName name, Circumstances by) =>
        name is not (CommandName.CompleteTask or CommandName.TakeTask or CommandName.WithdrawConsent) || Sight(by.Actor, state, by.Models, by.Now) != CaseSight.Own ? state : state switch
        {
            OpenCase c => Theirs(c, by.Actor),
            ClosedCase c => c with { Last = Theirs(c.Last, by.Actor) },
            _ => state,
        };

    static OpenCase Theirs(OpenCase c, Actor actor) =>
        c with { Tasks = [.. c.Tasks.Where(t => IsGiven(actor.Person, t))], Consents = [.. c.Consents.Where(one => IsOf(actor.Organisation, one))] };

    /// <summary>Whether "it is so already" would tell somebody what another organisation recorded.</summary>
    static bool Tells(CaseCommand command, CaseState state, Circumstances by) =>
        command is RaiseFlag or JudgeSpecialSupport && Sight(by.Actor, state, by.Models, by.Now) == CaseSight.Own;

    /// <summary>
    /// How much of a case that was merged away somebody sees by the one that it goes on in: the whole only where that one is their
    /// organisation's, or where its own consents and legal bases let them.
    /// </summary>
    public static CaseSight? SightBy(Actor actor, ClosedCase merged, CaseState into, OperatingModels models, DateTimeOffset now) => Sight(actor, into, models, now) is not { } sight ? null
        : sight == CaseSight.Whole && (actor.Organisation == LastOf(into).Organisation || SeesWhole(actor, merged.Last, models, now)) ? CaseSight.Whole : CaseSight.Own;

    static OpenCase LastOf(CaseState state) => state as OpenCase ?? ((ClosedCase)state).Last;

    static bool IsGiven(PersonId person, PlanTask task) => task.Responsible == person || task.Taker == person;

    /// <summary>Whether an organisation recorded a consent, or was given it.</summary>
    static bool IsOf(OrganisationId organisation, Consent consent) => consent.Controller == organisation || consent.Recipient == organisation;
}
