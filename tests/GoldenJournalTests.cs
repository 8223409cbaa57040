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
    const int Newest = 3;

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
                var command = step.Command switch
                {
                    ReceiveContact contact => contact with { Case = id },
                    OpenPhenomenon phenomenon => phenomenon with { Case = id },
                    _ => step.Command,
                };
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
    /// What the newest file was made of; how those before it were stands in the history of this file. Together they hold every type of
    /// event there is. The engine acts three years later, so its steps stand last.
    /// </summary>
    static IEnumerable<(CaseId Case, History History)> Histories()
    {
        var duplicate = Given(
            Past.Of(Contact(SecondContact, Child(null, "like-eeli"), Adult("key-father")) with { Reasons = ["tantrums"], CallBack = true }, Anna), Urgent, Past.Of(new MarkPending(), Anna),
            Past.Of(new RaiseFlag("secret-address"), Anna), Past.Of(new RequestServiceAssessment(new("clinic"), "They ask for it"), Anna), Past.Of(new RecordChildProtectionNotification(new("clinic")), Anna),
            Assessing, Assessed, Invited, Met, Agreed, Past.Of(HomeMeeting, Anna), Offered);
        var other = ((OpenCase)duplicate.State()) with { Case = AnotherCase };
        yield return (TheCase, Given(
            Opened, Past.Of(Contact(new("contact-3"), Child("key-child"), Child("key-stranger")) with { Language = "sv" }, Tea),
            Past.Of(new UndoJoin(new("contact-3"), "Another family") { Own = new("0195ca00000070008000000000000003") }, Anna),
            Past.Of(new Merge(AnotherCase, "The same family", other, new([new("Eeli", Member: "m1"), new("Eino", Member: "m2")], ["Visits on Tuesdays"])), Anna)));
        yield return (AnotherCase, duplicate with { Steps = [.. duplicate.Steps, new(new CloseAsMerged(TheCase), Anna)] });
        yield return (new("0195ca00000070008000000000000004"), Given([
            Past.Of(SchoolAbsence with { Parent = new("0195ca00000070008000000000000005"), ParentFound = true }, Max), Past.Of(new AssignCoordinator(Anna, "Hers"), Mia), Assessing, Past.Of(RootCauses, Anna),
            .. Enumerable.Range(1, 4).SelectMany(i => new[] { Past.Of(Workshop, Anna), Past.Of(WorkshopHeld with { Meeting = $"meeting-{i}" }, Anna) }),
            Past.Of(PlanOfRootCauses, Anna), Past.Of(new RecordFeedback(FeedbackFrom.Participant, 4, "Openly led."), Anna)]));
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
