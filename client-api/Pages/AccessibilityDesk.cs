using System.Globalization;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi.Pages;

/// <summary>What somebody typed into the feedback form, and what is missing in it.</summary>
public sealed record FeedbackForm(string Page, string Text, string AnswerTo, bool Given, bool TextMissing, bool TooLong)
{
    public static readonly FeedbackForm Empty = new("", "", "", Given: false, TextMissing: false, TooLong: false);
}

/// <summary>The accessibility statement and its feedback form, for everybody (Act 306/2019, 9 §).</summary>
static class AccessibilityDesk
{
    public const int TextCharactersMax = 4_000;
    const int LineCharactersMax = 300;

    public static IResult Show(HttpContext http) => Page(http, FeedbackForm.Empty with { Given = http.Request.Query["given"] == "true", Page = http.Request.Query["page"].ToString() is { Length: <= LineCharactersMax } page ? page : "" }, 200);

    public static async Task<IResult> Send(HttpContext http, FeedbackBox box, TimeProvider clock)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (page, text, answerTo) = (form["page"].ToString().Trim(), form["text"].ToString().Trim().ReplaceLineEndings("\n"), form["answerTo"].ToString().Trim());
        var filled = new FeedbackForm(page, text, answerTo, Given: false, TextMissing: text.Length == 0, TooLong: text.Length > TextCharactersMax || page.Length > LineCharactersMax || answerTo.Length > LineCharactersMax);
        if (filled.TextMissing || filled.TooLong) return Page(http, filled, 422);
        await box.Give(clock.GetUtcNow(), page, text, answerTo.Length == 0 ? null : answerTo, http.RequestAborted);
        return Results.Redirect($"{Visit.BaseOf(http)}accessibility?given=true");
    }

    /// <summary>For who runs the service.</summary>
    public static async Task<IResult> List(HttpContext http, FeedbackBox box)
    {
        var query = new Query(http, "after", "limit");
        var (after, limit) = (query.Number("after", 0, 0, long.MaxValue), query.Limit());
        if (query.Problem is { } wrong) return new ProblemResult(wrong);
        if (!Caller.Of(http).Holds(Roles.Operator)) return new ProblemResult(Problem.NotOperator);
        var found = await box.Read(after, limit + 1, http.RequestAborted);
        return TypedResults.Json(new Page<SiteFeedback>([.. found.Take(limit)], found.Count > limit ? found[limit - 1].Id.ToString(CultureInfo.InvariantCulture) : null), Json.Api.PageSiteFeedback);
    }

    static Microsoft.AspNetCore.Http.HttpResults.RazorComponentResult<AccessibilityPage> Page(HttpContext http, FeedbackForm form, int status) => Site.Page<AccessibilityPage>(
        status, (nameof(AccessibilityPage.W), Words.Of(Visit.LanguageOf(http.Request))), (nameof(AccessibilityPage.Base), Visit.BaseOf(http)), (nameof(AccessibilityPage.Visit), http.Features.Get<Visit>()),
        (nameof(AccessibilityPage.Form), form));
}
