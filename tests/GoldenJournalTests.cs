using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>
/// The journals that earlier builds wrote, replayed by this one: names and fields of events are for ever. The files in
/// <c>tests/golden</c> are never written again; see the README there.
/// </summary>
public sealed class GoldenJournalTests
{
    /// <summary>The newest: it holds the types of events that the ones before do not.</summary>
    const int Newest = 2;

    public static TheoryData<int> Versions => [.. Enumerable.Range(1, Newest)];

    static string Journal(int version) => $"tests/golden/journal-v{version}.jsonl";
    static string Pictures(int version) => $"tests/golden/journal-v{version}.pictures.json";

    static readonly JsonSerializerOptions Indented = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", IndentSize = 2 };

    sealed record Line(string Stream, int Version, string Type, string Facts);

    [Fact]
    public void Together_they_hold_every_type_of_event() =>
        Assert.Equal([], CaseJson.EventTypes.Except(Enumerable.Range(1, Newest).SelectMany(version => Lines(version)).Select(l => l.Type)));

    [Theory, MemberData(nameof(Versions))]
    public void Its_versions_have_no_gaps(int journal) =>
        Assert.All(Lines(journal).GroupBy(l => l.Stream), stream => Assert.Equal(Enumerable.Range(1, stream.Count()), stream.Select(l => l.Version)));

    [Theory, MemberData(nameof(Versions))]
    public void It_replays_to_the_pictures_of_the_build_that_wrote_it(int journal)
    {
        var golden = JsonNode.Parse(Repository.Text(Pictures(journal)))!.AsObject();
        var replayed = Lines(journal).GroupBy(l => l.Stream).ToDictionary(stream => stream.Key, stream => PictureOf(stream.Select(l => Decider.Read(l.Type, l.Facts))));
        Assert.Equal(golden.Select(g => g.Key), replayed.Keys);

        // What a later build adds to a picture is no change of what that one knew.
        foreach (var (stream, picture) in golden)
            foreach (var (field, value) in picture!.AsObject())
                Assert.True(JsonNode.DeepEquals(value, replayed[stream][field]), $"{stream}: {field} was {value?.ToJsonString()} and is {replayed[stream][field]?.ToJsonString()}");
    }

    [Theory, MemberData(nameof(Versions))]
    public void What_this_build_reads_it_writes_with_every_fact_of_the_build_that_wrote_it(int journal) =>
        Assert.All(Lines(journal), line =>
        {
            var written = Decider.Write(new(Decider.Read(line.Type, line.Facts)));
            Assert.Equal(line.Type, written.Type);
            Assert.True(Contains(JsonNode.Parse(written.Facts), JsonNode.Parse(line.Facts)), $"{line.Stream} version {line.Version}:\n{line.Facts}\nbecame\n{written.Facts}");
        });

    /// <summary>How the golden files were made, once. It refuses to make them again.</summary>
    [Fact(Explicit = true)]
    public void The_golden_files_are_written_once()
    {
        Assert.False(File.Exists(Repository.Path(Journal(Newest))), $"{Journal(Newest)} exists, and is never written again");
        var lines = new List<string>();
        var pictures = new JsonObject();
        foreach (var (id, history) in Histories())
        {
            var stream = id.Stream;
            var version = 0;
            var state = Decider.Initial;
            foreach (var (i, step) in history.Steps.Index())
            {
                var now = step.By == Actor.Engine ? Noon.AddYears(3).AddMinutes(i) : step.Command is MigrateModel ? Noon : FirstContactAt.AddMinutes(10 * i);
                var command = step.Command is ReceiveContact contact ? contact with { Case = id } : step.Command;
                var accept = Assert.IsType<Decision<CaseEvent>.Accept>(Decider.Decide(state, command, new(step.By, now, history.Models, Village.Network)));
                foreach (var happening in accept.Happenings)
                {
                    var written = Decider.Write(happening);
                    state = Decider.Evolve(state, happening.Event);
                    lines.Add(new JsonObject
                    {
                        ["stream"] = stream, ["version"] = ++version, ["type"] = written.Type, ["facts"] = JsonNode.Parse(written.Facts),
                        ["content"] = written.Content is null ? null : JsonNode.Parse(written.Content), ["recordedAt"] = now,
                        ["occurredAt"] = step.Command.OccurredAt ?? now, ["actor"] = step.By.Person.Value, ["command"] = $"golden-{stream[^1]}-{i + 1}",
                    }.ToJsonString());
                }
            }
            pictures[stream] = JsonSerializer.SerializeToNode(Decider.Picture(state), Indented);
        }
        File.WriteAllText(Repository.Path(Journal(Newest)), string.Join('\n', lines) + "\n");
        File.WriteAllText(Repository.Path(Pictures(Newest)), pictures.ToJsonString(Indented) + "\n");
    }

    /// <summary>
    /// What the second build's file was made of; how the first one's was stands in the history of this file. Together they hold every
    /// type of event there is. The engine acts three years later, so its steps stand last.
    /// </summary>
    static IEnumerable<(CaseId Case, History History)> Histories()
    {
        yield return (TheCase, Given(
            Past.Of(Contact(FirstContact, Child("key-child", "like-eeli"), Adult("key-adult")) with { CallBack = true }, Anna), Past.Of(new RecordCallBack(Reached: true, "She can talk after four."), Anna), Urgent,
            Past.Of(new MarkPending(), Anna), Past.Of(new ChangeMember("m2", "key-mother", null, new(FamilyName: "Niemi")), Anna), Past.Of(new InviteParticipant(Bea), Anna), Past.Of(new AcceptInvitation(), Bea),
            Past.Of(new JudgeSpecialSupport(Needed: true, "The child's development is at risk."), Bea), Assessing, Past.Of(new RecordLifeArea("everyday-life", "Meals together.", "Nobody sleeps."), Anna),
            Past.Of(new RecordHearing(Heard.Child, "I want the light on.", "m1"), Anna), Assessed, Past.Of(new NameOwnWorker(Bea), Anna),
            Past.Of(new RecordConsent("m2", new("city"), "coordination", ConsentForm.Written, new(2027, 3, 10)), Anna), Past.Of(new WithdrawConsent("c1"), Anna),
            Past.Of(new RecordLegalBasis(new("city"), LegalGround.ChildInterest, "35 §"), Anna), Past.Of(new EndLegalBasis("b1", "Settled"), Anna),
            Past.Of(MeetingOfDuties with { LengthMinutes = 90, Agenda = "Nights" }, Anna), Past.Of(new MoveMeeting("meeting-1", Noon.AddDays(1), Place.Remote), Anna),
            Past.Of(new SendMaterials("meeting-1", "fi", ["before-the-meeting"]), Anna), Past.Of(FamilyAndTwoServices with { Attended = [Nora, Tea] }, Anna),
            Past.Of(new SignDuty("meeting-1", "check"), Nora), Past.Of(new LeaveDutyOpen("meeting-1", "talk", "In May"), Anna), Agreed,
            Past.Of(new RateGoals([new("g1", 5)]), Anna), Past.Of(new OfferTask("t1", Nora), Anna), Past.Of(new ChangeTask("t1", Nils, new(2026, 5, 5), "Holidays"), Anna), Past.Of(new CompleteTask("t1", "Done"), Nils),
            Past.Of(new PlanFollowUp(new(2026, 5, 12)), Anna), Past.Of(new RecordFollowUp(Happened: true, "Five nights.", [new("g1", 7)]), Anna), Past.Of(new AskFeedback(FeedbackFrom.Child), Anna),
            Past.Of(new RecordFeedback(FeedbackFrom.Child, 5, "You listened."), Anna), Past.Of(new Close("goals-met", "They sleep.", [new("g1", 8)]), Anna), Past.Of(new RecordOutcome(FamilyOutcome.BasicServices), Anna)));
        yield return (AnotherCase, Given(
            InMeeting, Invited, Met, Past.Of(Plan with { Tasks = [Plan.Tasks[0], Plan.Tasks[0]] }, Anna), Past.Of(new DropTask("t1", "Not needed"), Anna), Past.Of(new OfferTask("t2", Nora), Anna), Past.Of(new TakeTask("t2"), Nora),
            Past.Of(new InviteParticipant(Bea), Anna), Past.Of(new AcceptInvitation(), Bea), Past.Of(new JudgeSpecialSupport(Needed: true, "At risk"), Bea), Past.Of(new JudgeSpecialSupport(Needed: false, "Not after all"), Bea),
            Past.Of(new EndPair("Not needed"), Anna), Past.Of(new NameOwnWorker(Bea), Anna), Past.Of(new EndOwnWorker("No client"), Anna), Past.Of(new EndParticipation(Bea, "Moved"), Anna),
            Past.Of(HomeMeeting, Anna), Past.Of(new CancelMeeting("meeting-2", "Ill"), Anna), Past.Of(new RequestServiceAssessment(new("clinic"), "They ask for it"), Anna)));
        yield return (new("0195ca00000070008000000000000003"), Given(
            InContact, Past.Of(new InviteParticipant(Bea), Anna), Past.Of(new AcceptInvitation(), Bea), Past.Of(new JudgeSpecialSupport(Needed: true, "At risk"), Bea),
            Past.Of(new JudgeSpecialSupport(Needed: false, "Not after all"), Bea), Past.Of(new InviteParticipant(Nora), Anna), Past.Of(new DeclineInvitation("No time"), Nora),
            Past.Of(new RecordChildProtectionNotification(new("clinic")), Anna), Past.Of(new RecordChildProtectionDecision(ChildProtectionStage.Begun), Anna), Past.Of(new RaiseFlag("secret-address"), Anna),
            Past.Of(new LowerFlag("secret-address"), Anna), Past.Of(new ReferDocument("Plan of early education", "The city's", "118", "https://records.example.fi/118"), Anna),
            Past.Of(new Suspend("Away"), Anna), Past.Of(new Resume("Back"), Anna), Past.Of(new NameSubstitute(Cai, new(2026, 3, 10), new(2026, 3, 20), "Ill"), Anna), Past.Of(new Note("For her"), Cai),
            Past.Of(new RaiseFlag("safety-risk-at-visit"), Cai), Past.Of(new LowerFlag("safety-risk-at-visit"), Cai), Past.Of(new MigrateModel(3), Mia), Past.Of(new EndSubstitute(), Actor.Engine)));
        yield return (new("0195ca00000070008000000000000004"), Given(
            InMeeting, Past.Of(new SkipMeeting("They want none"), Anna), Past.Of(new PlanFollowUp(new(2026, 5, 12)), Anna), Past.Of(new ExtendDeadline(DeadlineKey.NextFollowUp, new(2026, 5, 20), "Holidays"), Anna),
            Past.Of(new NoteDeadlineNear(DeadlineKey.NextFollowUp), Actor.Engine))
            .Under(m => m with { MaySkip = [Phase.JointMeeting] }));
    }

    static JsonObject PictureOf(IEnumerable<CaseEvent> events) =>
        JsonSerializer.SerializeToNode(Decider.Picture(events.Aggregate(Decider.Initial, Decider.Evolve)), Indented)!.AsObject();

    static ImmutableArray<Line> Lines(int journal) =>
    [
        .. from text in File.ReadLines(Repository.Path(Journal(journal)))
           let line = JsonDocument.Parse(text).RootElement
           select new Line(line.GetProperty("stream").GetString()!, line.GetProperty("version").GetInt32(), line.GetProperty("type").GetString()!, line.GetProperty("facts").GetRawText()),
    ];

    /// <summary>Whether all of a value of the first build is in one of this build, which may have more fields.</summary>
    static bool Contains(JsonNode? now, JsonNode? then) => (now, then) switch
    {
        (JsonObject n, JsonObject t) => t.All(field => Contains(n[field.Key], field.Value)),
        (JsonArray n, JsonArray t) => n.Count == t.Count && n.Zip(t).All(pair => Contains(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(now, then),
    };
}
