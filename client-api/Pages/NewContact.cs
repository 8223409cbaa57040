using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Coordination.Core;
using Coordination.Engine;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Coordination.ClientApi.Pages;

/// <summary>What came of a contact, for who may see its case.</summary>
public sealed record Outcome(CaseView Case, string Code);

/// <summary>A contact as it is written down while somebody is on the phone: sent as the API is sent one, through the same desk.</summary>
public static class NewContact
{
    /// <summary>What the page asks for besides what a contact is: when it was, and how urgent who takes it judges it to be.</summary>
    public static readonly ImmutableArray<Field> Asked =
        [.. Fields.Of(typeof(ContactBody)), new("occurredAt", FieldKind.Time, Required: false, null, []), new("urgency", FieldKind.Code, Required: false, typeof(Urgency), [])];

    const string Opened = "opened", Joined = "joined", AwaitsDecision = "awaits-decision";

    public static async Task<IResult> Show(HttpContext http, Drafts drafts, Rulebook rules, Settings settings)
    {
        if (await DraftDesk.Of(http, drafts) is { } kept) return Form(http, Filled.Of(kept, Asked, Visit.Of(http).Zone) with { Kept = true }, null, rules, settings, 200);
        var me = Visit.Of(http).Actor;
        return Form(http, Filled.New(0, new()
        {
            ["channel"] = Workflow.Kebab(Channel.Phone), ["language"] = "fi", ["unit"] = me.Unit.Value, ["area"] = rules.Network.Find(me.Unit)?.Areas.FirstOrDefault(), ["model"] = settings.DefaultModel,
            ["members"] = new JsonArray(new JsonObject { ["role"] = Workflow.Kebab(MemberRole.Child) }, new JsonObject { ["role"] = Workflow.Kebab(MemberRole.Adult) }),
        }), null, rules, settings, 200);
    }

    public static async Task<IResult> Send(HttpContext http, CommandDesk desk, Drafts drafts, Rulebook rules, Settings settings)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form.ContainsKey("discard")) return await DraftDesk.Discard(http, drafts);
        var filled = Filled.Of(form, Asked, Visit.Of(http).Zone);
        var check = await Check(http, filled.Said, desk);
        if ((form.ContainsKey("check") ? filled with { Focus = "known" } : filled.Asked(form)) is { } again) return Form(http, again, check, rules, settings, 200);
        var contact = (JsonObject)filled.Said.DeepClone();
        contact.Remove("urgency");
        OnlyNamed(contact);
        var urgency = filled.Said["urgency"] is { } judged ? Body<JudgeUrgency>.Of(new() { ["urgency"] = judged.DeepClone() }, http) : null;
        if (urgency?.Problem is { } odd) return Form(http, filled.With(odd), check, rules, settings, odd.Status);
        http.Request.Headers["Idempotency-Key"] = filled.Key;
        switch (await desk.Receive(http, Body<ContactBody>.Of(contact, http)))
        {
            case ProblemResult { Problem: { } problem }: return Form(http, filled.With(problem), check, rules, settings, problem.Status);
            case JsonHttpResult<Receipt> { Value: { } receipt }:
                await DraftDesk.Forget(http, drafts);
                var recorded = urgency is null ? null : await Judge(http, receipt, urgency, filled.Key, desk);
                KeyValuePair<string, string?>[] told = [new("case", receipt.Case?.Value), new("outcome", receipt.Outcome), new("urgency", recorded), new("done", "receive-contact")];
                return Results.Redirect($"{Visit.BaseOf(http)}contacts/{receipt.Number}{QueryString.Create(told.Where(t => t.Value is not null))}");
            case var other: return other;
        }
    }

    /// <summary>How urgent it is judges the coordinator; of a case that somebody else coordinates it stays unsaid.</summary>
    static async Task<string> Judge(HttpContext http, Receipt receipt, Body<JudgeUrgency> urgency, string key, CommandDesk desk)
    {
        if (receipt.Case is not { } id || receipt.Outcome == AwaitsDecision) return "unsaid";
        http.Request.Headers["Idempotency-Key"] = key + "-urgency";
        var answer = await desk.Send(http, id.Value, urgency);
        http.Response.Headers.Remove("ETag");
        return answer is JsonHttpResult<CommandAnswer> ? "said" : "unsaid";
    }

    /// <summary>A row of which only the role was chosen is nobody, where somebody else is named.</summary>
    static void OnlyNamed(JsonObject contact)
    {
        if (contact["members"] is not JsonArray members) return;
        var nobody = members.Where(m => m is JsonObject { Count: 1 } one && one.ContainsKey("role")).ToList();
        foreach (var one in nobody.Skip(nobody.Count == members.Count ? 1 : 0)) members.Remove(one);
    }

    /// <summary>What is known of whoever is named so far; nothing where nobody can be known by that.</summary>
    static async Task<ContactCheck?> Check(HttpContext http, JsonObject said, CommandDesk desk)
    {
        var named = new JsonArray();
        foreach (var member in said["members"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            var one = new JsonObject();
            foreach (var field in (string[])["givenName", "familyName", "identifier"])
                if (member[field]?.ToString() is { } text && (field != "identifier" || !PersonalIdentityCode.LooksLike(text) || PersonalIdentityCode.IsValid(text)))
                    one[field] = text;
            if (one.ContainsKey("identifier") || one.Count == 2) named.Add(one);
        }
        return named.Count > 0 && await desk.Check(http, Body<ContactCheckBody>.Of(new() { ["members"] = named, ["model"] = said["model"]?.DeepClone() }, http)) is JsonHttpResult<ContactCheck> { Value: { } check } ? check : null;
    }

    public static async Task<IResult> Received(HttpContext http, string receipt, CaseReader reader, Rulebook rules)
    {
        if (CommandDesk.CaseOf(receipt) is null) return Site.Failed(http, Problem.NoSuchPage);
        var (visit, asked) = (Visit.Of(http), http.Request.Query);
        var code = asked["outcome"] is [Opened or Joined or AwaitsDecision] ? asked["outcome"].ToString() : null;
        var view = code is not null && CommandDesk.CaseOf(asked["case"].ToString()) is { } id ? await reader.Read(visit.Actor, id, visit.Words.Language, http.RequestAborted) : null;
        return Site.Page<ContactReceived>(
            200, (nameof(ContactReceived.Visit), visit), (nameof(ContactReceived.Receipt), receipt), (nameof(ContactReceived.Outcome), view is null ? null : new Outcome(view, code!)),
            (nameof(ContactReceived.Urgency), asked["urgency"] is ["said" or "unsaid"] ? asked["urgency"].ToString() : null), (nameof(ContactReceived.Rules), rules));
    }

    static RazorComponentResult<ContactPage> Form(HttpContext http, Filled filled, ContactCheck? check, Rulebook rules, Settings settings, int status)
    {
        var model = rules.Models.Newest(filled.Said["model"]?.ToString() ?? settings.DefaultModel) is { Subject: Subject.Family } chosen ? chosen : rules.Models.Newest(settings.DefaultModel)!;
        return Site.Page<ContactPage>(
            status, (nameof(ContactPage.Visit), Visit.Of(http)), (nameof(ContactPage.Filled), filled), (nameof(ContactPage.Check), check), (nameof(ContactPage.Choices), new Choices(model, rules, Visit.Of(http))),
            (nameof(ContactPage.MayBeMine), MayBeMine(filled, model, rules, Visit.Of(http).Actor)), (nameof(ContactPage.Rules), rules));
    }

    /// <summary>Whether a case that the contact opens would be the caller's own.</summary>
    static bool MayBeMine(Filled filled, OperatingModel model, Rulebook rules, Actor me)
    {
        var area = filled.Said["area"]?.ToString() ?? rules.Network.Find(new UnitId(filled.Said["unit"]?.ToString() ?? me.Unit.Value))?.Areas.FirstOrDefault();
        return area is not null && rules.Network.Catch(model.CatchingService, area, me.Person, new(new string('0', 32)))?.Id == me.Person
            && rules.Network.Find(me.Person) is { MayCoordinate: true } person && rules.Network.Find(person.Unit) is { } unit && unit.Service == model.CatchingService && unit.Areas.Contains(area);
    }
}
