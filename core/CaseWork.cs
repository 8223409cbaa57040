using System.Collections.Immutable;

namespace Coordination.Core;

/// <summary>The needs assessment, and what only some professions may judge.</summary>
public sealed partial class CaseDecider
{
    static Decision<CaseEvent> LifeArea(OpenCase c, RecordLifeArea x, Circumstances by) => !by.Models.Of(c).HasLifeArea(x.Area)
        ? Refuse(Refusal.LifeAreaUnknown)
        : Accept(new Happening<CaseEvent>(new LifeAreaRecorded(x.Area, x.Strengths is not null, x.Worries is not null), new LifeAreaContent(x.Strengths, x.Worries)));

    static Decision<CaseEvent> Complete(OpenCase c, CompleteAssessment x, Circumstances by)
    {
        var model = by.Models.Of(c);
        if (model.Requires(Guard.SomebodyHeard) && x.Heard.IsEmpty && c.Heard.IsEmpty) return Refuse(Refusal.NobodyHeard);
        if (x.NoNeed && !x.Needs.IsEmpty) return Refuse(Refusal.NeedsContradictory);
        if (model.Requires(Guard.NeedsKnown) && !x.NoNeed && x.Needs.IsEmpty) return Refuse(Refusal.NeedsUnknown);
        if (x.Needs.Any(n => !model.HasNeed(n.Code))) return Refuse(Refusal.NeedCodeUnknown);
        if (x.Needs.Any(n => n.Service is { } s && !model.HasService(s))) return Refuse(Refusal.ServiceUnknown);
        var needs = x.Needs.Select((n, i) => new Need($"n{i + 1}", n.Code, n.Service)).ToImmutableArray();
        Happening<CaseEvent> completed = new(
            new AssessmentCompleted([.. x.Heard.Union(c.Heard)], needs, x.NoNeed), new AssessmentContent(x.Summary, [.. x.Needs.Select(n => n.RootCause)]));
        return x.NoNeed ? Accept(completed) : Accept(completed, Enter(c, x, by));
    }

    /// <summary>The assessment begins again, and so does its time.</summary>
    static Decision<CaseEvent> Anew(OpenCase c, Reassess x, Circumstances by)
    {
        var anew = c with { Assessed = false, Phase = Phase.NeedsAssessment };
        return Accept([
            With(new ReassessmentCalled(At(x, by)), x.Reason), Enter(c, x, by), .. AssessmentClocks(by.Models.Of(c), At(x, by), At(x, by), c.NeedsSpecialSupport, anew)]);
    }

    /// <summary>From the judgement on a social worker is coordinator or the coordinator's pair; where neither is, who judged becomes the pair.</summary>
    static Decision<CaseEvent> Judge(OpenCase c, JudgeSpecialSupport x, Circumstances by)
    {
        var (model, at, judge) = (by.Models.Of(c), At(x, by), by.Actor.Person);
        return Accept([
            With(new SpecialSupportJudged(x.Needed, judge, at), x.Grounds),
            .. x.Needed && WithSocialWorker(c, c.Coordinator, c.Pair, by, needed: true) is not null ? NamePairOf(c, judge, at) : [],
            .. x.Needed ? AssessmentClocks(model, c.BeganAt, c.PendingAt, specialSupport: true, c) : SpecialClocksLifted(c, model)]);
    }

    static bool Competent(CompetenceKey key, PersonId? person, OperatingModel model, Circumstances by) =>
        person is { } one && by.Network.Find(one) is { Active: true } found && model.Competent(key, found.Profession);

    /// <summary>Special support asks for a social worker, as coordinator or as the coordinator's pair.</summary>
    static Refusal? WithSocialWorker(OpenCase c, PersonId coordinator, PersonId? pair, Circumstances by, bool needed = false)
    {
        if (!needed && !c.NeedsSpecialSupport) return null;
        var model = by.Models.Of(c);
        return Competent(CompetenceKey.SpecialSupport, coordinator, model, by) || Competent(CompetenceKey.SpecialSupport, pair, model, by) ? null : Refusal.SocialWorkerNeeded;
    }

    static Decision<CaseEvent> Notify(OpenCase c, RecordChildProtectionNotification x, Circumstances by)
    {
        if (by.Network.Find(x.To) is null) return Refuse(Refusal.UnitUnknown);
        var (model, at) = (by.Models.Of(c), At(x, by));
        return Accept([new(new ChildProtectionNotified(x.To, by.Actor.Person, at)), .. c is { ChildProtectionNotifiedAt: not null, ChildProtection: null or ChildProtectionStage.Begun } ? [] : Set(model, DeadlineKey.ChildProtectionDecided, at)]); // the first one's time runs
    }

    static Decision<CaseEvent> Decided(OpenCase c, RecordChildProtectionDecision x, Circumstances by) => Accept([
        new(new ChildProtectionDecided(x.Stage, At(x, by))),
        .. x.Stage == ChildProtectionStage.Begun ? Set(by.Models.Of(c), DeadlineKey.ChildProtectionReady, c.ChildProtectionNotifiedAt!.Value) : []]);
}
