using System.Text.Json.Nodes;
using Coordination.Core;
using static Coordination.Tests.ModelFiles;

namespace Coordination.Tests;

/// <summary>What a model of phenomena may say and one of families may not, and the other way round.</summary>
public sealed class OperatingModelSubjectTests
{
    // The line numbers of the tables below are those of this text.
    private const string Phenomena = """
        {
          "key": "small",
          "version": 1,
          "group": "phenomena",
          "subject": "phenomenon",
          "validFrom": "2026-01-01",
          "source": "A test",
          "names": { "fi": "Pieni", "sv": "Liten", "en": "Small" },
          "calendar": { "timeZone": "Europe/Helsinki", "evesAreWorkingDays": false },
          "catchingService": "guidance",
          "guards": ["needs-known", "workshops-held", "needs-planned"],
          "maySkip": [],
          "deadlines": [
            { "key": "handover-answered", "length": 3, "unit": "working-days", "statutory": false, "source": "A test", "validFrom": "2026-01-01" },
            { "key": "plan-reviewed", "length": 12, "unit": "months", "statutory": false, "source": "A test", "validFrom": "2026-01-01" }
          ],
          "reasons": [{ "key": "sleep", "names": { "fi": "Uni", "sv": "Sömn", "en": "Sleep" } }],
          "needs": [{ "key": "rest", "names": { "fi": "Lepo", "sv": "Vila", "en": "Rest" } }],
          "services": [{ "key": "guidance", "names": { "fi": "Ohjaus", "sv": "Handledning", "en": "Guidance" } }],
          "results": [{ "key": "done", "names": { "fi": "Valmis", "sv": "Klar", "en": "Done" }, "phases": ["follow-up"], "requires": ["needs-received"] }],
          "hideBelow": 5,
          "workshopsMin": 4
        }
        """;

    // What is changed into what, on which line the reader says so, and a part of what it says. The schema refuses the same.
    public static TheoryData<string, string, int, string> Broken => new()
    {
        { "\"workshops-held\"", "\"family-attended\"", 11, "'guards' has 'family-attended', which is of families only" },
        { "\"needs-received\"", "\"no-service-assessment\"", 20, "'requires' has 'no-service-assessment', which is of families only" },
        { "\"plan-reviewed\"", "\"outcome-checked\"", 15, "'key' is 'outcome-checked', which is of families only" },
        { "\"plan-reviewed\"", "\"call-back\"", 15, "'key' is 'call-back', which is of families only" },
        { "\"plan-reviewed\"", "\"child-protection-decided\"", 15, "'key' is 'child-protection-decided', which is of families only" },
        { "\"plan-reviewed\"", "\"child-protection-ready\"", 15, "'key' is 'child-protection-ready', which is of families only" },
        { "\"hideBelow\": 5", "\"materials\": []", 21, "'materials' is of families only" },
        { "\"hideBelow\": 5", "\"purposes\": []", 21, "'purposes' is of families only" },
        { "\"hideBelow\": 5", "\"lifeAreas\": []", 21, "'lifeAreas' is of families only" },
        { "\"hideBelow\": 5", "\"competences\": []", 21, "'competences' is of families only" },
        { "\"hideBelow\": 5", "\"hideBelow\": 0", 21, "'hideBelow' must be a whole number from 1 to 100" },
        { "\"hideBelow\": 5", "\"hideBelow\": 101", 21, "'hideBelow' must be a whole number from 1 to 100" },
        { "\"workshopsMin\": 4", "\"workshopsMin\": 21", 22, "'workshopsMin' must be a whole number from 1 to 20" },
        { "\"workshopsMin\": 4", "\"workshopsMin\": \"four\"", 22, "'workshopsMin' must be a whole number from 1 to 20" },
    };

    [Theory, MemberData(nameof(Broken))]
    public void A_broken_file_is_refused_with_its_line_and_the_reason(string what, string into, int line, string reason)
    {
        var broken = Change(Phenomena, what, into);
        TellsOneProblem(broken, line, reason);
        Assert.False(Schema.Accepts(JsonNode.Parse(broken)));
    }

    [Fact]
    public void A_model_of_phenomena_reads_and_tells_its_settings()
    {
        var model = OperatingModelFile.Read(Phenomena, "small.json");
        Assert.Equal((Subject.Phenomenon, 5, 4), (model.Subject, model.HideBelow, model.WorkshopsMin));
        Assert.Equal([Guard.NeedsKnown, Guard.WorkshopsHeld, Guard.NeedsPlanned], model.Guards);
        Assert.True(Schema.Accepts(JsonNode.Parse(Phenomena)));
    }

    [Fact]
    public void Settings_left_out_are_as_usual()
    {
        var usual = Change(Change(Phenomena, ",\n  \"hideBelow\": 5", ""), ",\n  \"workshopsMin\": 4", "");
        var model = OperatingModelFile.Read(usual, "small.json");
        Assert.Equal((3, 1), (model.HideBelow, model.WorkshopsMin));
        Assert.True(Schema.Accepts(JsonNode.Parse(usual)));
    }

    [Fact]
    public void Everything_of_the_other_subject_is_told_at_once_where_it_stands()
    {
        var family = Change(Phenomena, "\"phenomenon\"", "\"family\"");
        var told = Refused(family).Split('\n');
        Assert.Equal(
            ["small.json:11: 'guards' has 'workshops-held', which is of phenomena only", "small.json:21: 'hideBelow' is of phenomena only", "small.json:22: 'workshopsMin' is of phenomena only"], told);
        Assert.False(Schema.Accepts(JsonNode.Parse(family)));
    }

    [Fact]
    public void A_plan_line_for_each_need_may_be_asked_of_families_too()
    {
        var family = Change(Change(Change(Change(Phenomena, "\"phenomenon\"", "\"family\""), "\"workshops-held\", ", ""), ",\n  \"hideBelow\": 5", ""), ",\n  \"workshopsMin\": 4", "");
        Assert.Contains(Guard.NeedsPlanned, OperatingModelFile.Read(family, "small.json").Guards);
        Assert.True(Schema.Accepts(JsonNode.Parse(family)));
    }

    [Fact]
    public void Phenomenon_based_co_development_asks_for_four_workshops_and_a_line_for_each_root_cause_and_nothing_of_a_family()
    {
        var model = Shipped("phenomenon-co-development.v1.json");
        Assert.Equal((Subject.Phenomenon, 3, 4), (model.Subject, model.HideBelow, model.WorkshopsMin));
        Assert.Equal([Guard.NeedsKnown, Guard.MeetingHeld, Guard.WorkshopsHeld, Guard.PlanAgreed, Guard.NeedsPlanned, Guard.TasksSettled], model.Guards);
        Assert.True(model.HasReason("school-absence") && model.HasService("youth-work") && model.HasService("parish-family-work"));
        Assert.Empty(model.MaySkip);
        Assert.DoesNotContain(ModelFiles.All.Select(Shipped), other => other.Group == model.Group && other.Key != model.Key);
    }

    /// <summary>Each reason of a phenomenon, but the one of last resort, is a reason that contacts of families give: otherwise nothing would be counted.</summary>
    [Fact]
    public void Its_reasons_are_those_of_families() =>
        Assert.Empty(Shipped("phenomenon-co-development.v1.json").Reasons.Select(r => r.Key).Except(["other", .. ModelFiles.All.Select(Shipped).Where(m => m.Subject == Subject.Family).SelectMany(m => m.Reasons).Select(r => r.Key)]));
}
