using System.Globalization;
using System.Text.Json.Nodes;
using Coordination.Core;
using static Coordination.Tests.ModelFiles;

namespace Coordination.Tests;

public sealed class OperatingModelTests
{
    // The line numbers of the table below are those of this text.
    private const string Small = """
        {
          "key": "small",
          "version": 2,
          "group": "family-services",
          "subject": "family",
          "validFrom": "2026-01-01",
          "source": "A test",
          "names": { "fi": "Pieni", "sv": "Liten", "en": "Small" },
          "calendar": {
            "timeZone": "Europe/Helsinki",
            "evesAreWorkingDays": false
          },
          "catchingService": "guidance",
          "guards": ["urgency-judged", "plan-agreed"],
          "maySkip": ["needs-assessment"],
          "deadlines": [
            { "key": "handover-answered", "length": 3, "unit": "working-days", "statutory": false, "source": "A test", "validFrom": "2026-01-01" },
            { "key": "next-follow-up", "length": 3, "unit": "months", "statutory": true, "source": "A test", "validFrom": "2020-01-01" }
          ],
          "reasons": [
            { "key": "sleep", "names": { "fi": "Uni", "sv": "Sömn", "en": "Sleep" } },
            { "key": "other", "names": { "fi": "Muu", "sv": "Annan", "en": "Other" } }
          ],
          "needs": [
            { "key": "rest", "names": { "fi": "Lepo", "sv": "Vila", "en": "Rest" } }
          ],
          "services": [
            { "key": "guidance", "names": { "fi": "Ohjaus", "sv": "Handledning", "en": "Guidance" } }
          ],
          "results": [
            { "key": "goals-met", "names": { "fi": "Valmis", "sv": "Klar", "en": "Done" }, "phases": ["follow-up"], "requires": [] },
            { "key": "referred-elsewhere", "names": { "fi": "Muualla", "sv": "Annanstans", "en": "Elsewhere" }, "phases": ["contact"], "requires": ["needs-received"] }
          ]
        }
        """;

    // What is changed into what, on which line the reader says so, and a part of what it says.
    // The schema refuses the same, but for the last group, which a schema cannot say.
    public static TheoryData<string, string, int, string> Broken => new()
    {
        { "\"key\": \"small\",", "\"key\": \"small\", \"colour\": \"red\",", 2, "'colour' is no member of the model" },
        { "\"timeZone\":", "\"offset\": 2, \"timeZone\":", 10, "'offset' is no member of 'calendar'" },
        { "\"key\": \"small\",", "", 1, "'key' is missing in the model" },
        { "\"evesAreWorkingDays\": false", "\"evesAreWorkingDays\": \"no\"", 11, "'evesAreWorkingDays' must be true or false" },
        { "\"key\": \"small\"", "\"key\": \"Small\"", 2, "'key' must be lower-case words with hyphens" },
        { "\"key\": \"small\"", "\"key\": \"small-\"", 2, "'key' must be lower-case words with hyphens" },
        { "\"key\": \"small\"", $"\"key\": \"{new('s', 65)}\"", 2, "of at most 64 characters" },
        { "\"version\": 2", "\"version\": 0", 3, "'version' must be a whole number from 1 to 9999" },
        { "\"version\": 2", "\"version\": \"2\"", 3, "'version' must be a whole number" },
        { "\"version\": 2", "\"version\": 2.5", 3, "'version' must be a whole number" },
        { "\"version\": 2", "\"version\": null", 3, "'version' must be a whole number" },
        { "\"group\": \"family-services\"", "\"group\": \"family services\"", 4, "'group' must be lower-case words" },
        { "\"subject\": \"family\"", "\"subject\": \"Family\"", 5, "'subject' must be one of family, phenomenon" },
        { "\"validFrom\": \"2026-01-01\",\n", "\"validFrom\": \"1.1.2026\",\n", 6, "'validFrom' must be a date like 2026-01-31" },
        { "\"validFrom\": \"2026-01-01\",\n", "\"validFrom\": \"2026-02-32\",\n", 6, "'validFrom' must be a date like 2026-01-31" },
        { "\"source\": \"A test\",\n", "\"source\": \"\",\n", 7, "'source' must be one line of 1 to 300 characters" },
        { "\"source\": \"A test\",\n", "\"source\": \"two\\nlines\",\n", 7, "'source' must be one line" },
        { "\"sv\": \"Liten\", ", "", 8, "'sv' is missing in 'names'" },
        { "\"Liten\"", "\" \"", 8, "'sv' must be one line of 1 to 200 characters" },
        { "\"Liten\"", $"\"{new('l', 201)}\"", 8, "'sv' must be one line of 1 to 200 characters" },
        { "\"en\": \"Small\"", "\"en\": \"Small\", \"de\": \"Klein\"", 8, "'de' is no member of 'names'" },
        { "[\"urgency-judged\", \"plan-agreed\"]", "\"urgency-judged\"", 14, "'guards' must be a list" },
        { "\"plan-agreed\"", "\"plan-agred\"", 14, "'guards' must be one of urgency-judged, somebody-heard" },
        { "\"plan-agreed\"", "\"needs-received\"", 14, "'guards' must be one of" },
        { "\"plan-agreed\"", "\"urgency-judged\"", 14, "'guards' has 'urgency-judged' twice" },
        { "[\"needs-assessment\"]", "[\"follow-up\"]", 15, "'maySkip' must be one of needs-assessment, joint-meeting" },
        { "\"key\": \"handover-answered\", \"length\": 3", "\"key\": \"handover-answered\", \"length\": 251", 17, "'length' must be a whole number from 1 to 250" },
        { "\"key\": \"next-follow-up\", \"length\": 3", "\"key\": \"next-follow-up\", \"length\": 121", 18, "'length' must be a whole number from 1 to 120" },
        { "\"unit\": \"months\"", "\"unit\": \"days\"", 18, "'unit' must be one of working-days, months" },
        { "\"key\": \"next-follow-up\"", "\"key\": \"next-followup\"", 18, "'key' must be one of urgency-judged, call-back, assessment-started" },
        { "\"key\": \"handover-answered\"", "\"key\": \"urgency-judged\"", 16, "'deadlines' lacks 'handover-answered'" },
        { "\"statutory\": true, ", "", 18, "'statutory' is missing in 'deadlines'" },
        { "{ \"key\": \"rest\", \"names\": { \"fi\": \"Lepo\", \"sv\": \"Vila\", \"en\": \"Rest\" } }", "", 24, "'needs' must be a list of 1 to 500" },
        { "{ \"fi\": \"Lepo\", \"sv\": \"Vila\", \"en\": \"Rest\" }", "\"Lepo\"", 25, "'names' must be an object" },
        { "\"phases\": [\"follow-up\"]", "\"phases\": []", 31, "'phases' must be a list of 1 to 500" },
        { "\"phases\": [\"follow-up\"]", "\"phases\": [\"closed\"]", 31, "'phases' must be one of contact, needs-assessment, joint-meeting, follow-up" },
        { "\"key\": \"goals-met\"", "\"key\": \"merged\"", 31, "'merged' is the engine's own" },
        { "\"requires\": []", "\"requires\": [\"plan-agreed\"]", 31, "'requires' must be one of needs-received, no-need-found" },
        { "\"requires\": [\"needs-received\"]", "\"requires\": []", 32, "'requires' lacks 'needs-received'" },
    };

    public static TheoryData<string, string, int, string> BrokenBeyondTheSchema => new()
    {
        { "\"timeZone\": \"Europe/Helsinki\"", "\"timeZone\": \"Europe/Helsingfors\"", 10, "'timeZone' must be a time zone this machine knows" },
        { "\"timeZone\": \"Europe/Helsinki\"", "\"timeZone\": \"FLE Standard Time\"", 10, "'timeZone' must be a time zone this machine knows" },
        { "\"catchingService\": \"guidance\"", "\"catchingService\": \"clinic\"", 13, "'catchingService' 'clinic' is not in 'services'" },
        { "\"validFrom\": \"2020-01-01\"", "\"validFrom\": \"2026-01-02\"", 18, "'next-follow-up' would not be in force" },
        { "\"key\": \"next-follow-up\"", "\"key\": \"handover-answered\"", 18, "'deadlines' has 'handover-answered' twice" },
        { "\"key\": \"other\"", "\"key\": \"sleep\"", 22, "'reasons' has 'sleep' twice" },
        { "\"version\": 2,", "\"version\": 2, \"version\": 3,", 3, "'version' is twice in the model" },
        { "\"version\": 2,", "\"version\": 2", 4, "not JSON" },
        { "\"version\": 2,", "\"version\": 2, // the second", 3, "not JSON" },
        { "\"Liten\"", "\"\\ud800\"", 8, "half a character" },
    };

    [Fact]
    public void The_model_one_contact_is_enough_reads()
    {
        var model = OneContact();

        Assert.Equal(("one-contact-is-enough", 1, "family-services", Subject.Family), (model.Key, model.Version, model.Group, model.Subject));
        Assert.Equal("Yksi yhteydenotto riittää", model.Names.Fi);
        Assert.Equal(new WorkingCalendar(TimeZoneInfo.FindSystemTimeZoneById("Europe/Helsinki"), false), model.Calendar);
        Assert.Equal("family-guidance", model.CatchingService);
        Assert.Equal(Enum.GetValues<Guard>().Except([.. OfClosing, Guard.DutiesSettled, Guard.WorkshopsHeld, Guard.NeedsPlanned, Guard.TasksSettled]), model.Guards);
        Assert.Empty(model.MaySkip);
        Assert.Equal((1, LengthUnit.WorkingDays, true), Length(model, DeadlineKey.UrgencyJudged));
        Assert.Equal((3, LengthUnit.WorkingDays, false), Length(model, DeadlineKey.HandoverAnswered));
        Assert.Equal((3, LengthUnit.Months, false), Length(model, DeadlineKey.NextFollowUp));
        Assert.All(["sleep", "tantrums", "school-absence", "other"], reason => Assert.True(model.HasReason(reason)));
        Assert.False(model.HasReason("rest") || model.HasNeed("sleep") || model.HasService("sleep"));
        Assert.Equal(["referred-elsewhere"], model.Results.Where(result => result.Requires.Contains(Guard.NeedsReceived)).Select(result => result.Key));
        Assert.Equal([Guard.NoNeedFound], model.ResultOf("no-need")!.Requires);
        Assert.Equal([Phase.FollowUp], model.ResultOf("goals-met")!.Phases);
        Assert.Equal(4, model.ResultOf("moved-away")!.Phases.Length);
        Assert.Null(model.ResultOf("merged"));

        static (int, LengthUnit, bool) Length(OperatingModel model, DeadlineKey key) =>
            model.Deadline(key) is { } rule ? (rule.Length!.Value, rule.Unit!.Value, rule.Statutory) : default;
    }

    [Fact]
    public void The_small_model_reads_and_keeps_to_the_schema()
    {
        Assert.Equal([Guard.UrgencyJudged, Guard.PlanAgreed], OperatingModelFile.Read(Small, "small.json").Guards);
        Assert.True(Schema.Accepts(JsonNode.Parse(Small)));
        Assert.True(Schema.Accepts(JsonNode.Parse(ModelFiles.Text("one-contact-is-enough.v1.json"))));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    [MemberData(nameof(BrokenBeyondTheSchema))]
    public void A_broken_file_is_refused_with_its_line_and_the_reason(string what, string into, int line, string reason) =>
        TellsOneProblem(Change(Small, what, into), line, reason);

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_the_reader_refuses_the_schema_refuses(string what, string into, int line, string reason)
    {
        Assert.True(line > 0 && reason.Length > 0);
        Assert.False(Schema.Accepts(JsonNode.Parse(Change(Small, what, into))));
    }

    [Fact]
    public void Every_problem_is_told_and_the_first_line_comes_first()
    {
        var twice = Change(Change(Small, "\"requires\": [\"needs-received\"]", "\"requires\": 1"), "\"version\": 2", "\"version\": -2");
        var said = Refused(twice).Split('\n');
        Assert.StartsWith("small.json:3: 'version'", said[0], StringComparison.Ordinal);
        Assert.StartsWith("small.json:32: 'requires' must be a list", said[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "small.json:1: not JSON")]
    [InlineData("[]", "small.json:1: the model must be an object")]
    [InlineData("\n\n\"a model\"", "small.json:3: the model must be an object")]
    [InlineData("{}\n{}", "small.json:2: not JSON")]
    public void What_is_no_object_is_no_model(string json, string said) =>
        Assert.StartsWith(said, Refused(json), StringComparison.Ordinal);

    [Fact]
    public void A_file_cut_short_anywhere_is_refused_and_a_lost_character_never_breaks_the_reader()
    {
        for (var at = 0; at < Small.Length; at++)
        {
            Refused(Small[..at]);
            try
            {
                OperatingModelFile.Read(Small.Remove(at, 1), "small.json");
            }
            catch (OperatingModelException refusal)
            {
                Assert.Matches("^small\\.json:[0-9]+: ", refusal.Message);
            }
        }
    }

    [Fact]
    public void A_file_too_long_is_not_looked_into() =>
        Assert.Contains("longer than", Refused(new string(' ', OperatingModelFile.FileLengthMaxChars) + Small), StringComparison.Ordinal);

    [Fact]
    public void A_file_from_a_Windows_editor_reads_the_same()
    {
        var windows = "\uFEFF" + Small.Replace("\n", "\r\n", StringComparison.Ordinal);
        Assert.Equal("small", OperatingModelFile.Read(windows, "small.json").Key);
        Assert.StartsWith("small.json:3: ", Refused(Change(windows, "\"version\": 2", "\"version\": 0")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_enumerations_of_the_schema_are_those_of_the_reader()
    {
        Phase[] open = [.. Enum.GetValues<Phase>().Where(phase => phase != Phase.Closed)];
        Assert.Equal(Enum.GetValues<Subject>().Select(Workflow.Kebab), Listed("model", "properties", "subject", "enum"));
        Assert.Equal(Enum.GetValues<Guard>().Except(OfClosing).Select(Workflow.Kebab), Listed("model", "properties", "guards", "items", "enum"));
        Assert.Equal(OfClosing.Select(Workflow.Kebab), Listed("result", "properties", "requires", "items", "enum"));
        Assert.Equal(["needs-assessment", "joint-meeting"], Listed("model", "properties", "maySkip", "items", "enum"));
        Assert.Equal(Enum.GetValues<DeadlineKey>().Select(Workflow.Kebab), Listed("deadline", "properties", "key", "enum"));
        Assert.Equal(Enum.GetValues<LengthUnit>().Select(Workflow.Kebab), Listed("deadline", "properties", "unit", "enum"));
        Assert.Equal(Enum.GetValues<CountsFrom>().Select(Workflow.Kebab), Listed("deadline", "properties", "countsFrom", "enum"));
        Assert.Equal(Enum.GetValues<AppliesWhen>().Select(Workflow.Kebab), Listed("deadline", "properties", "when", "enum"));
        Assert.Equal(Enum.GetValues<CompetenceKey>().Select(Workflow.Kebab), Listed("competence", "properties", "key", "enum"));
        Assert.Equal(open.Select(Workflow.Kebab), Listed("result", "properties", "phases", "items", "enum"));
    }

    [Fact]
    public void The_limits_of_the_schema_are_those_of_the_reader()
    {
        Assert.Equal(OperatingModelFile.VersionMax, (int)Schema.At("model", "properties", "version", "maximum"));
        Assert.Equal(OperatingModelFile.WorkingDaysMax, (int)Schema.At("deadline", "properties", "length", "maximum"));
        Assert.Equal(OperatingModelFile.MonthsMax, (int)Schema.At("deadline", "then", "properties", "length", "maximum"));
        Assert.Equal(OperatingModelFile.KeyLengthMaxChars, (int)Schema.At("key", "maxLength"));
        Assert.Equal(OperatingModelFile.NameLengthMaxChars, (int)Schema.At("name", "maxLength"));
        Assert.Equal(OperatingModelFile.SourceLengthMaxChars, (int)Schema.At("source", "maxLength"));
        Assert.Equal(OperatingModelFile.CodesMax, (int)Schema.At("codes", "maxItems"));
        Assert.Equal(OperatingModelFile.CodesMax, (int)Schema.At("codesIfAny", "maxItems"));
        Assert.Equal(OperatingModelFile.ExtendableDaysMax, (int)Schema.At("deadline", "properties", "extendableDays", "maximum"));
        Assert.Equal(OperatingModelFile.NearWorkingDaysMax, (int)Schema.At("model", "properties", "nearWorkingDays", "maximum"));
        Assert.Equal(OperatingModelFile.QuietDaysMax, (int)Schema.At("model", "properties", "quietDays", "maximum"));
        Assert.Equal(OperatingModelFile.CaseloadMaxCases, (int)Schema.At("model", "properties", "caseloadMax", "maximum"));
        Assert.Equal(OperatingModel.NearWorkingDaysUsual, (int)Schema.At("model", "properties", "nearWorkingDays", "default"));
        Assert.Equal(OperatingModel.QuietDaysUsual, (int)Schema.At("model", "properties", "quietDays", "default"));
    }

    [Fact]
    public void Each_member_the_schema_requires_the_reader_requires_and_no_other()
    {
        foreach (var (definition, path) in new[]
        {
            ("model", Array.Empty<object>()), ("names", ["names"]), ("calendar", ["calendar"]), ("deadline", ["deadlines", 0]),
            ("code", ["reasons", 0]), ("code", ["needs", 0]), ("code", ["services", 0]), ("names", ["services", 0, "names"]),
            ("result", ["results", 0]), ("names", ["results", 0, "names"]),
        })
        {
            var required = Listed(definition, "required");
            Assert.Equal(required, Properties(definition).Except(MayBeAbsent(definition)));
            foreach (var member in required)
            {
                var model = JsonNode.Parse(Small)!;
                Assert.True(Follow(model, path).Remove(member), $"{definition} has no {member}");
                Assert.Contains($"'{member}' is missing in", Refused(model.ToJsonString()), StringComparison.Ordinal);
            }

            var more = JsonNode.Parse(Small)!;
            Follow(more, path)["more"] = true;
            Assert.Contains("'more' is no member of", Refused(more.ToJsonString()), StringComparison.Ordinal);
            Assert.False(Schema.Accepts(more));
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a1-b2")]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("a--b")]
    [InlineData("-a")]
    [InlineData("a_b")]
    [InlineData("å")]
    [InlineData("a b")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a\n")]
    [InlineData("a\u0001b")]
    [InlineData("\u00a0a")]
    [InlineData("Yhden oven periaate — “kopin otto”")]
    public void The_patterns_of_the_schema_are_the_rules_of_the_reader(string text)
    {
        Assert.Equal(ModelSchema.Matches((string)Schema.At("key", "pattern")!, text), OperatingModelFile.IsKey(text));
        Assert.Equal(ModelSchema.Matches((string)Schema.At("name", "pattern")!, text), OperatingModelFile.IsLine(text));
        Assert.Equal((string)Schema.At("name", "pattern")!, (string)Schema.At("source", "pattern")!);
    }

    [Fact]
    public void The_newest_version_is_the_highest_and_a_day_has_its_own()
    {
        var first = OneContact();
        var second = first with { Version = 2, ValidFrom = new DateOnly(2027, 1, 1) };
        var small = OperatingModelFile.Read(Small, "small.json");
        var models = new OperatingModels([second, small, first]);

        Assert.Equal([first, second, small], models.All);
        Assert.Same(first, models.Find(first.Key, 1));
        Assert.Same(second, models.Find(first.Key, 2));
        Assert.Same(second, models.Newest(first.Key));
        Assert.Same(first, models.Newest(first.Key, new DateOnly(2026, 12, 31)));
        Assert.Same(second, models.Newest(first.Key, new DateOnly(2027, 1, 1)));
        Assert.Null(models.Newest(first.Key, new DateOnly(2025, 12, 31)));
        Assert.Null(models.Find(first.Key, 3));
        Assert.Null(models.Find("none", 1));
        Assert.Null(models.Newest("none"));
        Assert.Same(first, models.ValidAt(first.Key, DateTimeOffset.Parse("2026-12-31T21:59:59Z", CultureInfo.InvariantCulture)));
        Assert.Same(second, models.ValidAt(first.Key, DateTimeOffset.Parse("2026-12-31T22:00:00Z", CultureInfo.InvariantCulture)));
        Assert.Null(models.ValidAt("none", default));
    }

    [Fact]
    public void One_version_of_a_model_cannot_be_given_twice()
    {
        var refusal = Assert.Throws<OperatingModelException>(() => new OperatingModels([OneContact(), OneContact()]));
        Assert.Contains("'one-contact-is-enough' has two versions 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_copy_of_a_model_answers_by_its_own_lists()
    {
        var model = OneContact() with { Guards = [Guard.PlanAgreed], Deadlines = [], Reasons = [] };
        Assert.True(model.Requires(Guard.PlanAgreed));
        Assert.False(model.Requires(Guard.TwoServices));
        Assert.Null(model.Deadline(DeadlineKey.NextFollowUp));
        Assert.False(model.HasReason("sleep"));
    }

    private static readonly Guard[] OfClosing = [Guard.NeedsReceived, Guard.NoNeedFound, Guard.NoServiceAssessment];

    private static OperatingModel OneContact() => ModelFiles.Shipped("one-contact-is-enough.v1.json");
}
