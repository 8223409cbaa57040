using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi;

/// <summary>The addresses of the API. Each endpoint only translates.</summary>
public static class Endpoints
{
    public static void MapApi(this WebApplication app, Settings settings)
    {
        var v1 = app.MapGroup("/v1").RequireAuthorization().RequireRateLimiting(Throttle.Policy);
        v1.MapPost("/contacts", (HttpContext http, Body<ContactBody> body, CommandDesk desk) => desk.Receive(http, body))
            .Says<Receipt>("receive-contact", "A contact: opens the family's case or joins it", 201, 404, 409, 422);
        v1.MapPost("/contacts/check", (HttpContext http, Body<ContactCheckBody> body, CommandDesk desk) => desk.Check(http, body))
            .Says<ContactCheck>("check-contact", "Before a contact is told: which open cases that the caller may see it would join. Writes nothing", 200, 422);
        v1.MapPost("/consultations", (HttpContext http, Body<ConsultationBody> body, CommandDesk desk) => desk.Consult(http, body))
            .Says<ConsultationReceipt>("record-consultation", "Advice to somebody who did not say who they are: no case, no identity, counted", 201, 422);
        v1.MapGet("/consultations", Lists.Consultations).Says<ConsultationCounts>("count-consultations", "How many anonymous consultations the caller's organisation gave, by what they were about", 200, 403);
        v1.MapPost("/phenomena", (HttpContext http, Body<PhenomenonBody> body, CommandDesk desk) => desk.Open(http, body))
            .Says<CommandAnswer>("open-phenomenon", "A phenomenon: opens a case about what many contacts tell of, which holds counts and no family", 201, 409, 422);
        v1.MapGet("/cases", Lists.Cases).Says<Page<CaseRow>>("list-cases", "Cases the caller may see, newest first");
        v1.MapPost("/cases/family-name", (Body<FamilyNameBody> body, MemberKeys keys) => body.Problem is { } wrong ? (IResult)new ProblemResult(wrong) : TypedResults.Json(new FamilyNameKey(keys.FamilyName(body.Value!.FamilyName)), Json.Api.FamilyNameKey))
            .Says<FamilyNameKey>("find-family-name", "The key by which `GET /v1/cases?named=` finds open cases of a family name, so that no address holds the name. Writes nothing", 200, 422);
        v1.MapGet("/cases/{id}", Lists.Case).Says<CaseView>("get-case", "One case, with what the caller may do next", 200, 404);
        v1.MapGet("/cases/{id}/journal", Lists.Journal).Says<Page<JournalEntry>>("get-journal", "What happened in a case, oldest first", 200, 404);
        v1.MapGet("/worklist", Lists.Worklist).Says<Worklist>("get-worklist", "What waits for the caller");
        v1.MapGet("/reports/active-cases", Lists.ActiveCases).Says<ActiveCases>("count-active-cases", "How many active cases the caller may see, by phase and area, and how many of them are overdue");
        v1.MapGet("/reports/board", Lists.Board).Says<ActiveBoard>("count-board", "The active cases the caller may see, counted at one moment by phase and area, by age, by the coordinator's unit, and by coordinator with their caseload");
        v1.MapGet("/operating-models", Lists.Models).Says<IReadOnlyList<ModelLine>>("list-operating-models", "The operating models installed");
        v1.MapGet("/operating-models/{key}", Lists.Model).Says<ModelView>("get-operating-model", "One operating model, with its codes, texts, deadlines and diagram", 200, 404);
        v1.MapGet("/network/organisations", Lists.Organisations).Says<Page<Organisation>>("list-organisations", "Organisations of the network");
        v1.MapGet("/network/units", Lists.Units).Says<Page<Unit>>("list-units", "Units of the network");
        v1.MapGet("/network/people", Lists.People).Says<Page<PersonView>>("list-people", "People of the network who may be named in a command");
        v1.MapGet("/changes", Changes.Stream).Says<Change>("stream-changes", "Committed events of the caller's cases, as server-sent events");
        v1.MapPost("/changes/tickets", Changes.Ticket).Says<Ticket>("make-ticket", "A short-lived ticket for /changes, for browsers");
        v1.MapGet("/outbox", Outbox.List).Says<Page<OutgoingMessage>>("list-outbox", "What is to be sent to people, in order; for who sends it");
        v1.MapGet("/accessibility-feedback", Pages.AccessibilityDesk.List).Says<Page<SiteFeedback>>("list-accessibility-feedback", "What people told of the pages' accessibility, in the order in which it came; for who runs the service");
        v1.MapPost("/calendar", CalendarFeeds.Make).Says<CalendarAddress>("make-calendar-address", "Where the caller's calendar program finds their joint meetings");
        Commands(v1);
        v1.MapPost("/bulk/assign-coordinator", (HttpContext http, Body<BulkAssignBody> body, BulkDesk desk) => desk.Assign(http, body))
            .Says<BulkAnswer>("bulk-assign-coordinator", "Other coordinators for many cases, with what became of each", 200, 422);
        v1.MapPost("/bulk/migrate-model", (HttpContext http, Body<BulkMigrateBody> body, BulkDesk desk) => desk.Migrate(http, body))
            .Says<BulkAnswer>("bulk-migrate-model", "A newer version of the operating model for many cases: what would change, what stands in the way, or what became of each", 200, 422);
        if (settings.SettableClock) v1.MapClock();
        if (settings.Bench)
        {
            v1.MapPost("/no-op", (Body<NoOp> body) => body.Problem is { } wrong ? (IResult)new ProblemResult(wrong) : TypedResults.Json(new NoOpAnswer(body.Value!.Text.Length), Json.Api.NoOpAnswer));
            v1.MapGet("/memory", (ICaseDirectory directory, bool collect = true) => TypedResults.Json(
                new MemoryAnswer(GC.GetTotalMemory(collect), Environment.WorkingSet, GC.GetTotalAllocatedBytes(), (directory as LocalDirectory)?.LiveCases), Json.Api.MemoryAnswer));
        }
        app.MapGet("/calendar/{file}", CalendarFeeds.Show).RequireRateLimiting(Throttle.Policy).ExcludeFromDescription();
        app.MapOpenApi("/openapi/v1.json").ExcludeFromDescription();
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => TypedResults.Json(new Health("live", null), Json.Api.Health)).ExcludeFromDescription();
        app.MapGet("/health/ready", Lists.Ready).ExcludeFromDescription();
    }

    static void Commands(RouteGroupBuilder v1)
    {
        Command<JudgeUrgency>("judge-urgency", "How urgent it is");
        Command<MarkPending>("mark-pending", "The matter is pending: what is requested is known, and what must be known of it");
        Command<RecordCallBack>("record-call-back", "The family was called back, or was not reached");
        Command<TakeContact>("take-contact", "A contact that touched several cases belongs to this one");
        Command<UndoJoin>("undo-join", "A contact that joined does not belong here: it leaves to a case of its own");
        v1.MapPost("/cases/{id}/change-member", (HttpContext http, string id, Body<ChangeMemberBody> body, CommandDesk desk) => desk.Change(http, id, body))
            .Says<CommandAnswer>("change-member", "What is known of a member has changed", 200, 403, 404, 409, 412, 422);
        Command<StartAssessment>("start-assessment", "The needs assessment begins");
        Command<SkipAssessment>("skip-assessment", "Straight to the joint meeting, where the operating model allows it");
        Command<RecordLifeArea>("record-life-area", "An area of the family's life: what is well there, and what worries");
        Command<RecordHearing>("record-hearing", "Somebody was heard: their own view");
        Command<CompleteAssessment>("complete-assessment", "Who was heard, which needs were found");
        Command<Reassess>("reassess", "Needs have changed: back to the assessment");
        Command<JudgeSpecialSupport>("judge-special-support", "Whether the child needs special support: a social worker's judgement");
        Command<RequestServiceAssessment>("request-service-assessment", "A service-need assessment (PTA) was requested");
        Command<RecordChildProtectionNotification>("record-child-protection-notification", "A child-protection notification was made");
        Command<RecordChildProtectionDecision>("record-child-protection-decision", "What child protection decided");
        Command<InviteParticipant>("invite-participant", "Asks a professional to take part");
        Command<AcceptInvitation>("accept-invitation", "Takes part");
        Command<DeclineInvitation>("decline-invitation", "Does not take part");
        Command<EndParticipation>("end-participation", "Somebody no longer takes part, and no longer sees the case");
        Command<NamePair>("name-pair", "Names the coordinator's work pair");
        Command<EndPair>("end-pair", "The work pair ends");
        Command<NameOwnWorker>("name-own-worker", "Names the statutory own worker");
        Command<EndOwnWorker>("end-own-worker", "The own worker's task ends");
        Command<NameSubstitute>("name-substitute", "Somebody acts for the coordinator during an absence");
        Command<EndSubstitute>("end-substitute", "The substitution ends");
        Command<RecordConsent>("record-consent", "A consent: who gave it, to whom, for what");
        Command<WithdrawConsent>("withdraw-consent", "A consent was withdrawn");
        Command<RecordLegalBasis>("record-legal-basis", "On what other ground than consent an organisation may know");
        Command<EndLegalBasis>("end-legal-basis", "The legal basis no longer holds");
        Command<PlanMeeting>("plan-meeting", "A joint meeting, at the place the family chose");
        Command<MoveMeeting>("move-meeting", "The meeting is at another time or place");
        Command<CancelMeeting>("cancel-meeting", "The meeting will not be");
        Command<SendMaterials>("send-materials", "Materials were sent to the family, in its language");
        Command<HoldMeeting>("hold-meeting", "The meeting was held: who came, and how near the goals are");
        Command<SignDuty>("sign-duty", "A duty was done in the meeting; signed by its own professional");
        Command<LeaveDutyOpen>("leave-duty-open", "A duty was not done, for a reason");
        Command<SkipMeeting>("skip-meeting", "Straight to the follow-up, where the operating model allows it");
        Command<AgreePlan>("agree-plan", "The family's goals and who does what by when");
        Command<RateGoals>("rate-goals", "How near the family says its goals are");
        Command<CompleteTask>("complete-task", "A task is done");
        Command<DropTask>("drop-task", "A task is not needed, for a reason");
        Command<ChangeTask>("change-task", "Another person, or another day");
        Command<OfferTask>("offer-task", "Asks somebody to take a task over");
        Command<TakeTask>("take-task", "Takes the task over");
        Command<PlanFollowUp>("plan-follow-up", "The next follow-up is on this day");
        Command<RecordFollowUp>("record-follow-up", "A follow-up happened, or did not");
        Command<AskFeedback>("ask-feedback", "Feedback was asked for");
        Command<RecordFeedback>("record-feedback", "Feedback of an adult, a child, a professional or a workshop's participant");
        Command<AskReceiver>("ask-receiver", "Asks somebody to take responsibility for a need");
        Command<AcceptNeed>("accept-need", "Takes responsibility for a need");
        Command<OfferHandover>("offer-handover", "Offers the coordinator's role to a person");
        Command<AcceptHandover>("accept-handover", "Takes the coordinator's role");
        Command<DeclineHandover>("decline-handover", "Declines the offer");
        Command<WithdrawHandover>("withdraw-handover", "Takes the offer back");
        Command<AssignCoordinator>("assign-coordinator", "A manager names the coordinator, with a reason");
        Command<Note>("note", "A note in the case");
        Command<RaiseFlag>("raise-flag", "Warns whoever opens the case");
        Command<LowerFlag>("lower-flag", "The warning no longer holds");
        Command<ReferDocument>("refer-document", "Where a document is kept");
        Command<Suspend>("suspend", "The work waits, and local deadlines with it");
        Command<Resume>("resume", "The work goes on");
        Command<ExtendDeadline>("extend-deadline", "A local deadline is later, within the operating model's limit");
        Command<SetDueDate>("set-due-date", "By when the matter is to be decided, as somebody outside set it: a court, another authority, the client");
        Command<MigrateModel>("migrate-model", "From now on the case goes by a newer version of its operating model");
        Command<Merge>("merge", "Another open case is about the same family: it goes on here, and closes");
        Command<Close>("close", "Closes the case with a result");
        Command<Reopen>("reopen", "Opens a closed case again");
        Command<RecordOutcome>("record-outcome", "How the family does some months after the closing");

        void Command<T>(string name, string summary) where T : CaseCommand =>
            v1.MapPost($"/cases/{{id}}/{name}", (HttpContext http, string id, Body<T> body, CommandDesk desk) => desk.Send(http, id, body))
                .Says<CommandAnswer>(name, summary, 200, 403, 404, 409, 412, 422);
    }

    /// <summary>What an endpoint answers, for the description: its own answer, the problems named, and those every endpoint has.</summary>
    public static RouteHandlerBuilder Says<T>(this RouteHandlerBuilder endpoint, string name, string summary, int status = 200, params ReadOnlySpan<int> problems)
    {
        endpoint.WithName(name).WithSummary(summary).Produces<T>(status);
        foreach (var problem in (ReadOnlySpan<int>)[400, 401, 403, .. problems, 413, 415, 429, 503]) endpoint.Produces<ProblemBody>(problem, "application/problem+json");
        return endpoint;
    }
}

/// <summary>Everything that is read.</summary>
static class Lists
{
    public static async Task<IResult> Cases(HttpContext http, Register register, Rulebook rules, Settings settings, TimeProvider clock)
    {
        var query = new Query(http, [.. Narrowing.OfCases, "after", "limit"]);
        var filter = Narrowing.Cases(query, rules.Models.Newest(settings.DefaultModel)!.Calendar);
        var (after, limit) = (query.AfterCase(), query.Limit());
        return query.Problem is { } wrong ? new ProblemResult(wrong)
            : TypedResults.Json(await register.Cases(Caller.Of(http), filter, clock.GetUtcNow(), after, limit, http.RequestAborted), Json.Api.PageCaseRow);
    }

    public static async Task<IResult> ActiveCases(HttpContext http, Register register, TimeProvider clock)
    {
        var query = new Query(http, "coordinator", "organisation", "area", "model");
        var filter = new CaseFilter(
            Coordinator: query.Text("coordinator") is { } c ? new(c) : null, Organisation: query.Text("organisation") is { } o ? new(o) : null, Area: query.Text("area"), Model: query.Text("model"));
        return query.Problem is { } wrong ? new ProblemResult(wrong)
            : TypedResults.Json(await register.Active(Caller.Of(http), filter, clock.GetUtcNow(), http.RequestAborted), Json.Api.ActiveCases);
    }

    public static async Task<IResult> Board(HttpContext http, Register register, Rulebook rules, Settings settings, TimeProvider clock)
    {
        var query = new Query(http, Narrowing.OfBoard);
        var filter = Narrowing.Board(query);
        return query.Problem is { } wrong ? new ProblemResult(wrong)
            : TypedResults.Json(await register.Board(Caller.Of(http), filter, rules.ModelOf(filter, settings), clock.GetUtcNow(), http.RequestAborted), Json.Api.ActiveBoard);
    }

    public static async Task<IResult> Case(HttpContext http, string id, CaseReader reader)
    {
        if (CommandDesk.CaseOf(id) is not { } found || await reader.Read(Caller.Of(http), found, Texts.Choose(http.Request), http.RequestAborted) is not { } view)
            return new ProblemResult(Problem.Of(Refusal.NoSuchCase));
        http.Response.Headers.ETag = CommandDesk.ETagOf(view.Version);
        return TypedResults.Json(view, Json.Api.CaseView);
    }

    public static async Task<IResult> Journal(HttpContext http, string id, CaseReader reader)
    {
        var query = new Query(http, "after", "limit");
        var (after, limit) = ((int)query.Number("after", 0, 0, int.MaxValue), query.Limit());
        if (query.Problem is { } wrong) return new ProblemResult(wrong);
        return CommandDesk.CaseOf(id) is { } found && await reader.Journal(Caller.Of(http), found, after, limit, http.RequestAborted) is { } page
            ? TypedResults.Json(page, Json.Api.PageJournalEntry) : new ProblemResult(Problem.Of(Refusal.NoSuchCase));
    }

    public static async Task<IResult> Worklist(HttpContext http, Register register, TimeProvider clock)
    {
        var query = new Query(http, "after", "limit");
        var (after, limit) = (query.AfterCase(), query.Limit());
        return query.Problem is { } wrong ? new ProblemResult(wrong)
            : TypedResults.Json(await register.Worklist(Caller.Of(http), clock.GetUtcNow(), after, limit, http.RequestAborted), Json.Api.Worklist);
    }

    /// <summary>From the beginning of this year to today, where nothing else is said; days of the default operating model's time zone.</summary>
    public static async Task<IResult> Consultations(HttpContext http, ConsultationDesk desk, Rulebook rules, Settings settings, TimeProvider clock)
    {
        var caller = Caller.Of(http);
        if (!caller.Holds(Roles.Manager)) return new ProblemResult(Problem.Of(Refusal.NotManager));
        var calendar = rules.Models.Newest(settings.DefaultModel)!.Calendar;
        var today = calendar.LocalDate(clock.GetUtcNow());
        var query = new Query(http, "from", "to");
        var (from, to) = (query.Day("from", new(today.Year, 1, 1)), query.Day("to", today));
        if (to > from.AddYears(Shapes.CountedYearsMax)) query.Find(new("to", "bad-date"));
        return query.Problem is { } wrong ? new ProblemResult(wrong)
            : TypedResults.Json(await desk.Count(caller.Organisation, calendar.StartOf(from), calendar.EndOf(to), calendar.Zone, http.RequestAborted), Json.Api.ConsultationCounts);
    }

    public static IResult Models(Rulebook rules) => TypedResults.Json<IReadOnlyList<ModelLine>>(
        [.. rules.Models.All.Select(m => new ModelLine(m.Key, m.Version, m.Subject, m.ValidFrom, m.Names))], Json.Api.IReadOnlyListModelLine);

    public static IResult Model(string key, Rulebook rules) => rules.Models.Newest(key) is not { } m ? new ProblemResult(Problem.NoSuchModel)
        : TypedResults.Json(new ModelView(
            m.Key, m.Version, m.Subject, m.ValidFrom, m.Source, m.Names, m.Calendar.Zone.Id, m.Guards, m.MaySkip, m.Deadlines, m.NearWorkingDays, m.QuietDays, m.CaseloadMax, m.Sharing,
            m.Subject == Subject.Phenomenon ? m.HideBelow : null, m.Subject == Subject.Phenomenon ? m.WorkshopsMin : null, m.Competences,
            m.Reasons, m.Needs, m.Services, m.LifeAreas, m.Duties, m.Materials, m.Purposes, m.Flags, m.Results, Workflow.Diagram()), Json.Api.ModelView);

    public static IResult Organisations(HttpContext http, Rulebook rules) =>
        Listed(http, rules.Network.Organisations, o => o.Id.Value, (_, o, q) => Has(q, o.Id.Value, o.Name), Json.Api.PageOrganisation);

    public static IResult Units(HttpContext http, Rulebook rules) =>
        Listed(http, rules.Network.Units, u => u.Id.Value, (query, u, q) => Has(q, u.Id.Value, u.Name)
            && Is(query.Text("organisation"), u.Organisation.Value) && Is(query.Text("service"), u.Service), Json.Api.PageUnit, "organisation", "service");

    public static IResult People(HttpContext http, Rulebook rules, CaseReader reader)
    {
        var role = new Query(http, "role", "q", "organisation", "unit", "after", "limit").Code<Roles>("role");
        return http.Request.Query.ContainsKey("role") && role is null ? new ProblemResult(new Problem("invalid", 400) { Faults = [new("role", "unknown-code", Value: http.Request.Query["role"])] })
            : Listed(http, [.. rules.Network.People.Where(p => p.Active && (role is null || p.Roles.Contains(role.Value))).Select(p => reader.Person(p.Id))], p => p.Id.Value,
                (query, p, q) => Has(q, p.Id.Value, $"{p.GivenName} {p.FamilyName}") && Is(query.Text("organisation"), p.Organisation!.Value.Value) && Is(query.Text("unit"), p.Unit!.Value.Value),
                Json.Api.PagePersonView, "organisation", "unit", "role");
    }

    /// <summary>A page of what is held in memory, ordered by id.</summary>
    static IResult Listed<T>(
        HttpContext http, IReadOnlyList<T> all, Func<T, string> id, Func<Query, T, string?, bool> keep,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<Page<T>> json, params IReadOnlyList<string> more)
    {
        var query = new Query(http, ["q", "after", "limit", .. more]);
        var (q, after, limit) = (query.Text("q", Shapes.NameCharactersMax), query.Text("after"), query.Limit());
        foreach (var name in more) query.Text(name);
        if (query.Problem is { } wrong) return new ProblemResult(wrong);
        var rows = all.Where(one => keep(query, one, q) && (after is null || string.CompareOrdinal(id(one), after) > 0)).OrderBy(id, StringComparer.Ordinal).Take(limit + 1).ToList();
        return TypedResults.Json(rows.Count > limit ? new Page<T>([.. rows.Take(limit)], id(rows[limit - 1])) : new Page<T>(rows, null), json);
    }

    static bool Has(string? q, params ReadOnlySpan<string> texts)
    {
        if (q is null) return true;
        foreach (var text in texts)
            if (text.Contains(q, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    static bool Is(string? wanted, string value) => wanted is null || wanted == value;

    public static async Task<IResult> Ready(IStore store, CancellationToken stop)
    {
        try
        {
            await store.Head(stop);
            return TypedResults.Json(new Health("ready", store.Describe), Json.Api.Health);
        }
        catch (JournalUnavailableException) { return new ProblemResult(Problem.NotReady); }
    }
}
