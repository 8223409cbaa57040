using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>
/// The journal that the first build wrote, replayed by this one: names and fields of events are for ever. The files in
/// <c>tests/golden</c> are never written again; see the README there.
/// </summary>
public sealed class GoldenJournalTests
{
    const string Journal = "tests/golden/journal-v1.jsonl";
    const string Pictures = "tests/golden/journal-v1.pictures.json";

    static readonly JsonSerializerOptions Indented = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", IndentSize = 2 };

    sealed record Line(string Stream, int Version, string Type, string Facts);

    [Fact]
    public void It_holds_every_type_of_event() =>
        Assert.Equal([], CaseJson.EventTypes.Except(Lines().Select(l => l.Type)));

    [Fact]
    public void Its_versions_have_no_gaps() =>
        Assert.All(Lines().GroupBy(l => l.Stream), stream => Assert.Equal(Enumerable.Range(1, stream.Count()), stream.Select(l => l.Version)));

    [Fact]
    public void It_replays_to_the_pictures_of_the_first_build()
    {
        var golden = JsonNode.Parse(Repository.Text(Pictures))!.AsObject();
        var replayed = Lines().GroupBy(l => l.Stream).ToDictionary(stream => stream.Key, stream => PictureOf(stream.Select(l => Decider.Read(l.Type, l.Facts))));
        Assert.Equal(golden.Select(g => g.Key), replayed.Keys);

        // What a later build adds to a picture is no change of what the first one knew.
        foreach (var (stream, picture) in golden)
            foreach (var (field, value) in picture!.AsObject())
                Assert.True(JsonNode.DeepEquals(value, replayed[stream][field]), $"{stream}: {field} was {value?.ToJsonString()} and is {replayed[stream][field]?.ToJsonString()}");
    }

    [Fact]
    public void What_this_build_reads_it_writes_with_every_fact_of_the_first() =>
        Assert.All(Lines(), line =>
        {
            var written = Decider.Write(new(Decider.Read(line.Type, line.Facts)));
            Assert.Equal(line.Type, written.Type);
            Assert.True(Contains(JsonNode.Parse(written.Facts), JsonNode.Parse(line.Facts)), $"{line.Stream} version {line.Version}:\n{line.Facts}\nbecame\n{written.Facts}");
        });

    /// <summary>How the golden files were made, once. It refuses to make them again.</summary>
    [Fact(Explicit = true)]
    public void The_golden_files_are_written_once()
    {
        Assert.False(File.Exists(Repository.Path(Journal)), $"{Journal} exists, and is never written again");
        var lines = new List<string>();
        var pictures = new JsonObject();
        foreach (var (id, history) in Histories())
        {
            var stream = id.Stream;
            var version = 0;
            var state = Decider.Initial;
            foreach (var (i, step) in history.Steps.Index())
            {
                var now = step.By == Actor.Engine ? Noon.AddYears(1).AddMinutes(i) : FirstContactAt.AddMinutes(10 * i);
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
        File.WriteAllText(Repository.Path(Journal), string.Join('\n', lines) + "\n");
        File.WriteAllText(Repository.Path(Pictures), pictures.ToJsonString(Indented) + "\n");
    }

    /// <summary>Together they hold every type of event there is. The engine acts a year later, so its steps stand last.</summary>
    static IEnumerable<(CaseId Case, History History)> Histories()
    {
        yield return (TheCase, Given(
            Opened, Waiting, Past.Of(new TakeContact(SecondContact, ["key-elsewhere"]), Anna), Urgent, Assessing, Assessed, Invited, Met, Agreed, Asked, HandedOver,
            Past.Of(new AskReceiver("n2", Tea), Bea), Received, Past.Of(new AcceptNeed("n2"), Tea), Past.Of(new Note("Both go on.") { OccurredAt = FirstContactAt }, Tea),
            Past.Of(new Close("referred-elsewhere", "The clinic and the day care go on."), Bea), Past.Of(new Reopen("They called again", Cai), Mia)));
        yield return (AnotherCase, Given(
            Past.Of(Contact(new("contact-3"), Child("key-elsewhere", "like-aino"), Adult(null)) with { Channel = Channel.EForm, Source = Source.Relative, Interpreter = true }, Anna),
            Waiting, Past.Of(new ReleaseContact(SecondContact, TheCase), Anna), Urgent, Assessing, Assessed, Past.Of(new Reassess("A sister was born"), Anna),
            Past.Of(new CompleteAssessment("All is well.", [Heard.Other], [], NoNeed: true), Anna), Past.Of(new Close("no-need", "All is well."), Anna)));
        yield return (new("0195ca00000070008000000000000003"), Given(
            Past.Of(Contact(new("contact-4")) with { OccurredAt = FirstContactAt.AddDays(-1) }, Anna), Offered, Past.Of(new DeclineHandover("Too many"), Bea), Offered,
            Past.Of(new WithdrawHandover(), Anna), Past.Of(new AssignCoordinator(Cai, "Ill"), Mia), Past.Of(new OfferHandover(Nora), Cai),
            Past.Of(new NoteDeadlineMissed(DeadlineKey.UrgencyJudged), Actor.Engine), Past.Of(new ExpireHandover(), Actor.Engine)));
        yield return (new("0195ca00000070008000000000000004"), Given(
            Past.Of(Contact(new("contact-5"), Adult("key-alone", "like-alone")) with { Language = "sv", Basis = Basis.LegalDuty, Source = Source.Professional }, Anna), Past.Of(new SkipAssessment("Known already"), Anna))
            .Under(m => m with { Guards = [], MaySkip = [Phase.NeedsAssessment] }));
    }

    static JsonObject PictureOf(IEnumerable<CaseEvent> events) =>
        JsonSerializer.SerializeToNode(Decider.Picture(events.Aggregate(Decider.Initial, Decider.Evolve)), Indented)!.AsObject();

    static ImmutableArray<Line> Lines() =>
    [
        .. from text in File.ReadLines(Repository.Path(Journal))
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
