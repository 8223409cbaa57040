using Coordination.Core;

namespace Coordination.ClientApi.Pages;

/// <summary>A joint meeting's own page, and what is printed of it for the family in its language.</summary>
static class MeetingDesk
{
    public static async Task<IResult> Show(HttpContext http, string id, string meeting, CaseReader reader) =>
        await Find(http, id, meeting, reader) is not ({ } view, { } found) ? Site.Failed(http, Problem.Of(Refusal.NoSuchCase))
        : Site.Page<MeetingPage>(200, (nameof(MeetingPage.Visit), Visit.Of(http)), (nameof(MeetingPage.Case), view), (nameof(MeetingPage.Meeting), found));

    public static async Task<IResult> Invitation(HttpContext http, string id, string meeting, CaseReader reader) =>
        await Find(http, id, meeting, reader) is not ({ } view, { } found) ? Site.Failed(http, Problem.Of(Refusal.NoSuchCase))
        : Site.Page<InvitationPage>(200, (nameof(InvitationPage.Visit), Visit.Of(http)), (nameof(InvitationPage.W), LanguageOf(http, view)), (nameof(InvitationPage.Case), view), (nameof(InvitationPage.Meeting), found));

    public static async Task<IResult> Plan(HttpContext http, string id, string meeting, CaseReader reader) =>
        await Find(http, id, meeting, reader) is not ({ } view, { Held: true } found) ? Site.Failed(http, Problem.Of(Refusal.NoSuchCase))
        : Site.Page<PlanPage>(200, (nameof(PlanPage.Visit), Visit.Of(http)), (nameof(PlanPage.W), LanguageOf(http, view)), (nameof(PlanPage.Case), view), (nameof(PlanPage.Meeting), found));

    /// <summary>The one that was asked for; else the family's own, where it is one of ours.</summary>
    static Words LanguageOf(HttpContext http, CaseView view) =>
        http.Request.Query["language"] is [{ } asked] && ClientApi.Texts.Languages.Contains(asked) ? Words.Of(asked)
        : view.Language is { } spoken && ClientApi.Texts.Languages.Contains(spoken) ? Words.Of(spoken) : Visit.Of(http).Words;

    static async Task<(CaseView?, MeetingView?)> Find(HttpContext http, string id, string meeting, CaseReader reader) =>
        CommandDesk.CaseOf(id) is { } found && await reader.Read(Visit.Of(http).Actor, found, Visit.Of(http).Words.Language, http.RequestAborted) is { } view ? (view, view.Meetings.FirstOrDefault(m => m.Id == meeting)) : (null, null);
}
