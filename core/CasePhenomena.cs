using System.Collections.Immutable;

namespace Coordination.Core;

/// <summary>A phenomenon (ilmiö): opened on counts of contacts, worked on in workshops, and never about a family.</summary>
public sealed partial class CaseDecider
{
    /// <summary>What concerns a family or its members. A phenomenon has none.</summary>
    static readonly ImmutableArray<CommandName> OfFamilies =
    [
        CommandName.ReceiveContact, CommandName.RecordCallBack, CommandName.TakeContact, CommandName.ReleaseContact, CommandName.ChangeMember, CommandName.RecordLifeArea,
        CommandName.JudgeSpecialSupport, CommandName.RequestServiceAssessment, CommandName.RecordChildProtectionNotification, CommandName.RecordChildProtectionDecision,
        CommandName.NameOwnWorker, CommandName.EndOwnWorker, CommandName.RecordConsent, CommandName.WithdrawConsent, CommandName.RecordLegalBasis, CommandName.EndLegalBasis,
        CommandName.SendMaterials, CommandName.RecordOutcome, CommandName.UndoJoin, CommandName.Merge, CommandName.CloseAsMerged,
    ];

    /// <summary>What a command that both subjects know says of the other one.</summary>
    static Refusal? Astray(CaseState state, CaseCommand command) => (state, command) switch
    {
        (OpenCase { Subject: Subject.Phenomenon }, RecordHearing { Member: not null } or HoldMeeting { FamilyAttended: true }) => Refusal.WrongSubject,
        (OpenCase { Subject: Subject.Family }, PlanMeeting { DeveloperClients: not null } or HoldMeeting { DeveloperClients: not null }) => Refusal.WrongSubject,
        _ => null,
    };

    static bool MayOpen(Circumstances by) => by.Actor.Holds(Roles.Manager) || by.Network.Find(by.Actor.Person) is { MayCoordinate: true };

    static Decision<CaseEvent> OpenBy(OpenPhenomenon x, Circumstances by)
    {
        var at = At(x, by);
        if (by.Models.ValidAt(x.Model, at) is not { } model) return Refuse(Refusal.ModelUnknown);
        if (model.Subject != Subject.Phenomenon) return Refuse(Refusal.WrongSubject);
        if (!model.HasReason(x.Reason)) return Refuse(Refusal.ReasonUnknown);
        if (!by.Network.Areas.Contains(x.Area)) return Refuse(Refusal.AreaUnknown);
        if (x.To < x.From || x.To.DayNumber - x.From.DayNumber >= OpenPhenomenon.PeriodDaysMax || x.From > model.Calendar.LocalDate(by.Now)) return Refuse(Refusal.PeriodWrong);
        if (x.Parent is not null && !x.ParentFound) return Refuse(Refusal.ParentUnknown);
        if (Responsible(x, model, by) is not { } coordinator) return Refuse(Refusal.NobodyCatches);
        var opened = new PhenomenonOpened(
            x.Key, x.Level, x.Reason, x.From, x.To, Contacts(x, model), Organisations(x, model), x.Parent, coordinator.Id == by.Actor.Person ? null : by.Actor.Person);
        return Accept([
            new(new CaseOpened(x.Case, model.Key, model.Version, model.Group, x.Area, coordinator.Id, by.Network.OrganisationOf(coordinator), at, Subject.Phenomenon)),
            new(opened, x.Content),
            .. Set(model, DeadlineKey.UrgencyJudged, at),
            .. AssessmentClocks(model, began: at, pending: null, specialSupport: false)]);
    }

    /// <summary>Who opens it and may coordinate keeps it; of who only manages, the catching rule names one.</summary>
    static Person? Responsible(OpenPhenomenon x, OperatingModel model, Circumstances by) =>
        by.Network.Find(by.Actor.Person) is { MayCoordinate: true } opener ? opener : by.Network.Catch(model.CatchingService, x.Area, by.Actor.Person, x.Case);

    static int? Contacts(OpenPhenomenon x, OperatingModel model) => (x.Told ?? []).Sum(t => t.Contacts) is var all && all < model.HideBelow ? null : all;

    static ImmutableArray<OrganisationId> Organisations(OpenPhenomenon x, OperatingModel model) =>
    [
        .. (x.Told ?? []).Where(t => t.Organisation is not null && t.Contacts >= model.HideBelow).Select(t => t.Organisation!.Value).OrderBy(o => o.Value, StringComparer.Ordinal),
    ];
}
