using System.Globalization;
using System.Text.Json.Nodes;
using Coordination.Core;
using static Coordination.Tests.ModelFiles;

namespace Coordination.Tests;

/// <summary>What a model may say besides what it must: life areas, duties, competences, of which cases a deadline is, and its settings.</summary>
public sealed class OperatingModelSettingsTests
{
    // The line numbers of the tables below are those of this text.
    private const string Whole = """
        {
          "key": "whole",
          "version": 1,
          "group": "family-services",
          "subject": "family",
          "validFrom": "2026-01-01",
          "source": "A test",
          "names": { "fi": "Koko", "sv": "Hel", "en": "Whole" },
          "calendar": { "timeZone": "Europe/Helsinki", "evesAreWorkingDays": false },
          "catchingService": "guidance",
          "guards": ["duties-settled", "tasks-settled"],
          "maySkip": [],
          "deadlines": [
            { "key": "handover-answered", "length": 3, "unit": "working-days", "statutory": false, "source": "A test", "validFrom": "2026-01-01", "extendableDays": 14 },
            { "key": "assessment-started", "length": 7, "unit": "working-days", "statutory": true, "source": "A test", "validFrom": "2015-04-01", "countsFrom": "pending", "when": "special-support" },
            { "key": "urgency-judged", "length": 1, "unit": "working-days", "statutory": true, "source": "A test", "validFrom": "2015-04-01", "countsFrom": "event", "when": "always", "extendableDays": 0 }
          ],
          "reasons": [{ "key": "sleep", "names": { "fi": "Uni", "sv": "Sömn", "en": "Sleep" } }],
          "needs": [{ "key": "rest", "names": { "fi": "Lepo", "sv": "Vila", "en": "Rest" } }],
          "services": [{ "key": "guidance", "names": { "fi": "Ohjaus", "sv": "Handledning", "en": "Guidance" } }],
          "results": [{ "key": "goals-met", "names": { "fi": "Valmis", "sv": "Klar", "en": "Done" }, "phases": ["follow-up"], "requires": ["no-service-assessment"] }],
          "lifeAreas": [
            { "key": "everyday-life", "names": { "fi": "Arki", "sv": "Vardagen", "en": "Everyday life" } },
            { "key": "safety", "names": { "fi": "Turvallisuus", "sv": "Trygghet", "en": "Safety" } }
          ],
          "duties": [
            { "key": "check", "names": { "fi": "Tarkastus", "sv": "Kontroll", "en": "Check" }, "service": "guidance", "professions": ["midwife", "public-health-nurse"] },
            { "key": "talk", "names": { "fi": "Keskustelu", "sv": "Samtal", "en": "Talk" }, "service": "guidance", "professions": ["teacher"] }
          ],
          "materials": [{ "key": "brochure", "names": { "fi": "Esite", "sv": "Broschyr", "en": "Brochure" } }],
          "purposes": [{ "key": "coordination", "names": { "fi": "Yhteistyö", "sv": "Samarbete", "en": "Coordination" } }],
          "flags": [{ "key": "secret-address", "names": { "fi": "Turvakielto", "sv": "Spärrmarkering", "en": "Secret address" } }],
          "competences": [
            { "key": "special-support", "professions": ["social-worker"], "source": "A test", "validFrom": "2016-03-01" },
            { "key": "own-worker", "professions": ["social-counsellor"], "source": "A test", "validFrom": "2025-12-31" }
          ],
          "nearWorkingDays": 3,
          "quietDays": 14,
          "caseloadMax": 40,
          "sharing": "consent"
        }
        """;

    // What is changed into what, on which line the reader says so, and a part of what it says. The schema refuses the same.
    public static TheoryData<string, string, int, string> Broken => new()
    {
        { "\"handover-answered\", \"length\": 3, \"unit\": \"working-days\",", "\"matter-decided\", \"countsFrom\": \"outside\", \"length\": 3,", 14, "'length' is no member of 'deadlines'" },
        { "\"length\": 1, \"unit\": \"working-days\", \"statutory\": true, \"source\": \"A test\", \"validFrom\": \"2015-04-01\", \"countsFrom\": \"event\"", "\"statutory\": true, \"source\": \"A test\", \"validFrom\": \"2015-04-01\", \"countsFrom\": \"outside\"", 16, "'countsFrom' must not be outside: 'urgency-judged' is counted, only 'matter-decided' is set from outside" },
        { "\"key\": \"urgency-judged\"", "\"key\": \"matter-decided\"", 16, "'countsFrom' must count from outside: the date of 'matter-decided' is set by somebody else" },
        { "\"duties-settled\"", "\"no-service-assessment\"", 11, "'guards' must be one of urgency-judged, somebody-heard, needs-known, meeting-held, family-attended, two-services, duties-settled, workshops-held, plan-agreed, needs-planned, tasks-settled" },
        { "\"no-service-assessment\"", "\"tasks-settled\"", 21, "'requires' must be one of needs-received, no-need-found, no-service-assessment" },
        { "\"extendableDays\": 14", "\"extendableDays\": 366", 14, "'extendableDays' must be a whole number from 0 to 365" },
        { "\"extendableDays\": 14", "\"extendableDays\": -1", 14, "'extendableDays' must be a whole number from 0 to 365" },
        { "\"extendableDays\": 14", "\"extendableDays\": null", 14, "'extendableDays' must be a whole number from 0 to 365" },
        { "\"extendableDays\": 14", "\"extendable\": 14", 14, "'extendable' is no member of 'deadlines'" },
        { "\"countsFrom\": \"pending\"", "\"countsFrom\": \"opening\"", 15, "'countsFrom' must be one of event, contact, pending" },
        { "\"countsFrom\": \"pending\"", "\"countsFrom\": null", 15, "'countsFrom' must be one of event, contact, pending" },
        { "\"when\": \"special-support\"", "\"when\": \"never\"", 15, "'when' must be one of always, special-support" },
        { "\"when\": \"special-support\"", "\"when\": true", 15, "'when' must be one of always, special-support" },
        { "\"when\": \"special-support\"", "\"when\": \"special-support\", \"extendableDays\": 7", 15, "'extendableDays' must be 0: 'assessment-started' is statutory, and what is statutory never moves" },
        { "\"extendableDays\": 0", "\"extendableDays\": 1", 16, "'extendableDays' must be 0: 'urgency-judged' is statutory" },
        { "\"extendableDays\": 14", "\"countsFrom\": \"contact\"", 14, "'countsFrom' must be event: 'handover-answered' counts from what sets it" },
        { "\"countsFrom\": \"event\"", "\"countsFrom\": \"pending\"", 16, "'countsFrom' must be event: 'urgency-judged' counts from what sets it" },
        { "\"when\": \"always\"", "\"when\": \"special-support\"", 16, "'when' must be always: 'urgency-judged' is of every case" },
        { "\"names\": { \"fi\": \"Arki\", \"sv\": \"Vardagen\", \"en\": \"Everyday life\" }", "\"names\": \"Arki\"", 23, "'names' must be an object" },
        { "{ \"key\": \"everyday-life\", \"names\": { \"fi\": \"Arki\", \"sv\": \"Vardagen\", \"en\": \"Everyday life\" } }", "\"everyday-life\"", 23, "'lifeAreas' must be an object" },
        { "\"key\": \"everyday-life\"", "\"key\": \"Everyday life\"", 23, "'key' must be lower-case words with hyphens" },
        { "\"service\": \"guidance\", ", "", 27, "'service' is missing in 'duties'" },
        { "\"service\": \"guidance\", ", "\"service\": \"guidance\", \"minutes\": 45, ", 27, "'minutes' is no member of 'duties'" },
        { "[\"midwife\", \"public-health-nurse\"]", "[]", 27, "'professions' must be a list of 1 to 500" },
        { "[\"midwife\", \"public-health-nurse\"]", "\"midwife\"", 27, "'professions' must be a list of 1 to 500" },
        { "[\"midwife\", \"public-health-nurse\"]", "[\"midwife\", \"midwife\"]", 27, "'professions' has 'midwife' twice" },
        { "\"midwife\"", "\"Midwife\"", 27, "'professions' must be lower-case words with hyphens" },
        { "\"materials\": [{ \"key\": \"brochure\", \"names\": { \"fi\": \"Esite\", \"sv\": \"Broschyr\", \"en\": \"Brochure\" } }]", "\"materials\": {}", 30, "'materials' must be a list of 0 to 500" },
        { "\"sv\": \"Samarbete\"", "\"sv\": \"\"", 31, "'sv' must be one line of 1 to 200 characters" },
        { "\"key\": \"secret-address\", ", "", 32, "'key' is missing in 'flags'" },
        { "\"key\": \"own-worker\"", "\"key\": \"own-workers\"", 35, "'key' must be one of special-support, own-worker" },
        { "[\"social-worker\"]", "[]", 34, "'professions' must be a list of 1 to 500" },
        { "\"professions\": [\"social-counsellor\"], ", "", 35, "'professions' is missing in 'competences'" },
        { "\"validFrom\": \"2016-03-01\"", "\"validFrom\": \"1.3.2016\"", 34, "'validFrom' must be a date like 2026-01-31" },
        { "\"nearWorkingDays\": 3", "\"nearWorkingDays\": 31", 37, "'nearWorkingDays' must be a whole number from 0 to 30" },
        { "\"nearWorkingDays\": 3", "\"nearWorkingDays\": -1", 37, "'nearWorkingDays' must be a whole number from 0 to 30" },
        { "\"nearWorkingDays\": 3", "\"nearWorkingDays\": \"3\"", 37, "'nearWorkingDays' must be a whole number from 0 to 30" },
        { "\"nearWorkingDays\": 3", "\"nearWorkingDays\": null", 37, "'nearWorkingDays' must be a whole number from 0 to 30" },
        { "\"quietDays\": 14", "\"quietDays\": 0", 38, "'quietDays' must be a whole number from 1 to 365" },
        { "\"quietDays\": 14", "\"quietDays\": 366", 38, "'quietDays' must be a whole number from 1 to 365" },
        { "\"quietDays\": 14", "\"quietDays\": 1.5", 38, "'quietDays' must be a whole number from 1 to 365" },
        { "\"caseloadMax\": 40", "\"caseloadMax\": 0", 39, "'caseloadMax' must be a whole number from 1 to 1000" },
        { "\"caseloadMax\": 40", "\"caseloadMax\": 1001", 39, "'caseloadMax' must be a whole number from 1 to 1000" },
        { "\"caseloadMax\": 40", "\"caseloadMax\": null", 39, "'caseloadMax' must be a whole number from 1 to 1000" },
        { "\"quietDays\": 14", "\"quietDays?\": 14", 38, "'quietDays?' is no member of the model" },
        { "\"caseloadMax\": 40", "\"caseLoadMax\": 40", 39, "'caseLoadMax' is no member of the model" },
        { "\"sharing\": \"consent\"", "\"sharing\": \"nobody\"", 40, "'sharing' must be one of involved, consent" },
        { "\"sharing\": \"consent\"", "\"sharing\": null", 40, "'sharing' must be one of involved, consent" },
    };

    public static TheoryData<string, string, int, string> BrokenBeyondTheSchema => new()
    {
        { "\"countsFrom\": \"pending\"", "\"countsFrom\": \"pending\", \"countsFrom\": \"event\"", 15, "'countsFrom' is twice in 'deadlines'" },
        { "\"service\": \"guidance\"", "\"service\": \"clinic\"", 27, "'service' 'clinic' is not in 'services'" },
        { "\"key\": \"safety\"", "\"key\": \"everyday-life\"", 24, "'lifeAreas' has 'everyday-life' twice" },
        { "\"key\": \"talk\"", "\"key\": \"check\"", 28, "'duties' has 'check' twice" },
        { "\"key\": \"own-worker\"", "\"key\": \"special-support\"", 35, "'competences' has 'special-support' twice" },
        { "\"validFrom\": \"2025-12-31\"", "\"validFrom\": \"2026-01-02\"", 35, "'validFrom' is later than the model's own: 'own-worker' would not be in force" },
        { "{ \"key\": \"special-support\", \"professions\": [\"social-worker\"], \"source\": \"A test\", \"validFrom\": \"2016-03-01\" },", "", 15, "'when' needs 'special-support' in 'competences': nobody could judge to whom 'assessment-started' applies" },
        { "\"quietDays\": 14", "\"quietDays\": 14, \"quietDays\": 15", 38, "'quietDays' is twice in the model" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    [MemberData(nameof(BrokenBeyondTheSchema))]
    public void A_broken_file_is_refused_with_its_line_and_the_reason(string what, string into, int line, string reason) =>
        TellsOneProblem(Change(Whole, what, into), line, reason);

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_the_reader_refuses_the_schema_refuses(string what, string into, int line, string reason)
    {
        Assert.True(line > 0 && reason.Length > 0);
        Assert.False(Schema.Accepts(JsonNode.Parse(Change(Whole, what, into))));
    }

    [Fact]
    public void Everything_a_model_may_say_is_read()
    {
        var model = OperatingModelFile.Read(Whole, "whole.json");

        Assert.Equal([Guard.DutiesSettled, Guard.TasksSettled], model.Guards);
        Assert.Equal([Guard.NoServiceAssessment], model.ResultOf("goals-met")!.Requires);
        Assert.Equal((CountsFrom.Event, AppliesWhen.Always, 14), Terms(model, DeadlineKey.HandoverAnswered));
        Assert.Equal((CountsFrom.Pending, AppliesWhen.SpecialSupport, 0), Terms(model, DeadlineKey.AssessmentStarted));
        Assert.Equal((CountsFrom.Event, AppliesWhen.Always, 0), Terms(model, DeadlineKey.UrgencyJudged));
        Assert.True(model.HasLifeArea("everyday-life") && model.HasLifeArea("safety") && model.HasMaterial("brochure"));
        Assert.True(model.HasPurpose("coordination") && model.HasFlag("secret-address"));
        Assert.False(model.HasLifeArea("sleep") || model.HasMaterial("sleep") || model.HasPurpose("sleep") || model.HasFlag("sleep"));
        Assert.Equal(("Tarkastus", "guidance"), (model.Duty("check")!.Names.Fi, model.Duty("check")!.Service));
        Assert.Equal(["midwife", "public-health-nurse"], model.Duty("check")!.Professions);
        Assert.Null(model.Duty("sleep"));
        Assert.True(model.Competent(CompetenceKey.SpecialSupport, "social-worker"));
        Assert.False(model.Competent(CompetenceKey.SpecialSupport, "social-counsellor") || model.Competent(CompetenceKey.SpecialSupport, null));
        Assert.Equal(new DateOnly(2016, 3, 1), model.Competences[0].ValidFrom);
        Assert.Equal((3, 14, 40, Sharing.Consent), (model.NearWorkingDays, model.QuietDays, model.CaseloadMax, model.Sharing));
        Assert.True(Schema.Accepts(JsonNode.Parse(Whole)));
    }

    [Fact]
    public void What_may_be_left_out_is_as_usual_when_it_is()
    {
        var json = JsonNode.Parse(Whole)!;
        foreach (var member in MayBeAbsent("model").Except(["$schema", "hideBelow", "workshopsMin"]))
            Assert.True(Follow(json).Remove(member), $"the whole model has no {member}");
        foreach (var (index, members) in new[] { (0, "extendableDays"), (1, "countsFrom,when"), (2, "countsFrom,when,extendableDays") })
        {
            foreach (var member in members.Split(','))
                Assert.True(Follow(json, "deadlines", index).Remove(member), $"deadline {index} has no {member}");
        }

        Assert.True(Schema.Accepts(json));
        AssertUsual(OperatingModelFile.Read(json.ToJsonString(), "whole.json"));
    }

    [Fact]
    public void A_list_may_be_empty_and_a_setting_stand_at_either_end()
    {
        var json = JsonNode.Parse(Whole)!;
        foreach (var list in (string[])["lifeAreas", "duties", "materials", "purposes", "flags", "competences"])
            json[list] = new JsonArray();
        Follow(json, "deadlines", 1).Remove("when");
        foreach (var (near, quiet, most, extendable) in new[] { (0, 1, 1, 0), (30, 365, 1000, 365) })
        {
            (json["nearWorkingDays"], json["quietDays"], json["caseloadMax"], json["deadlines"]![0]!["extendableDays"]) = (near, quiet, most, extendable);
            Assert.True(Schema.Accepts(json));
            var model = OperatingModelFile.Read(json.ToJsonString(), "whole.json");
            Assert.Equal((near, quiet, most), (model.NearWorkingDays, model.QuietDays, model.CaseloadMax));
            Assert.Equal(extendable, model.Deadline(DeadlineKey.HandoverAnswered)!.ExtendableDays);
            Assert.Empty(model.LifeAreas);
        }
    }

    [Theory]
    [InlineData("assessment-started")]
    [InlineData("assessment-done")]
    public void An_assessment_may_count_from_the_contact_or_from_pending_and_be_of_some_cases_only(string key)
    {
        foreach (var from in (string[])["event", "contact", "pending"])
        {
            var json = JsonNode.Parse(Whole)!;
            (json["deadlines"]![1]!["key"], json["deadlines"]![1]!["countsFrom"]) = (key, from);
            Assert.True(Schema.Accepts(json));
            Assert.Equal(from, Workflow.Kebab(OperatingModelFile.Read(json.ToJsonString(), "whole.json").Deadlines[1].CountsFrom));
        }
    }

    [Theory]
    [InlineData("duty", "duties")]
    [InlineData("competence", "competences")]
    [InlineData("code", "lifeAreas")]
    [InlineData("code", "materials")]
    [InlineData("code", "purposes")]
    [InlineData("code", "flags")]
    public void Each_member_the_schema_requires_the_reader_requires_and_no_other(string definition, string list)
    {
        Assert.Equal(Listed(definition, "required"), Properties(definition));
        foreach (var member in Listed(definition, "required"))
        {
            var less = JsonNode.Parse(Whole)!;
            Assert.True(Follow(less, list, 0).Remove(member), $"{definition} has no {member}");
            Assert.Contains($"'{member}' is missing in '{list}'", Refused(less.ToJsonString()), StringComparison.Ordinal);
            Assert.False(Schema.Accepts(less));
        }

        var more = JsonNode.Parse(Whole)!;
        Follow(more, list, 0)["more"] = true;
        Assert.Contains($"'more' is no member of '{list}'", Refused(more.ToJsonString()), StringComparison.Ordinal);
        Assert.False(Schema.Accepts(more));
    }

    [Fact]
    public void Every_model_that_is_shipped_is_read_and_keeps_to_the_schema_and_to_its_files_name()
    {
        Assert.Superset(
            new HashSet<string> { "one-contact-is-enough.v1.json", "one-contact-is-enough.v2.json", "phenomenon-co-development.v1.json", "threshold-free-support.v1.json", "two-year-meeting.v1.json" },
            new HashSet<string>(All));
        foreach (var file in All)
        {
            var model = Shipped(file);
            Assert.Equal(file, $"{model.Key}.v{model.Version}.json");
            Assert.True(Schema.Accepts(JsonNode.Parse(Text(file))), $"the schema refuses {file}");
        }

        var models = new OperatingModels(All.Select(Shipped));
        Assert.Equal(All.Length, models.All.Length);
        Assert.Equal(2, models.ValidAt("one-contact-is-enough", DateTimeOffset.Parse("2026-03-10T07:05:00Z", CultureInfo.InvariantCulture))!.Version);
    }

    [Fact]
    public void The_first_version_of_one_contact_is_enough_says_nothing_of_it() => AssertUsual(Shipped("one-contact-is-enough.v1.json"));

    [Fact]
    public void The_second_version_of_one_contact_is_enough_asks_for_every_guard_of_families_and_keeps_the_words_of_the_first()
    {
        var (first, model) = (Shipped("one-contact-is-enough.v1.json"), Shipped("one-contact-is-enough.v2.json"));

        Assert.Equal(Enum.GetValues<Guard>().Where(guard => guard < Guard.NeedsReceived && guard is not (Guard.WorkshopsHeld or Guard.NeedsPlanned)), model.Guards);
        Assert.Equal(Enum.GetValues<DeadlineKey>().Except([DeadlineKey.MatterDecided]), model.Deadlines.Select(rule => rule.Key));
        Assert.Equal(first.Reasons, model.Reasons);
        Assert.Equal(first.Needs, model.Needs);
        Assert.Equal(first.Services, model.Services);
        Assert.Equal(first.Results.Select(result => result.Key), model.Results.Select(result => result.Key));
        Assert.Equal((CountsFrom.Contact, AppliesWhen.SpecialSupport, 0), Terms(model, DeadlineKey.AssessmentStarted));
        Assert.Equal((CountsFrom.Contact, AppliesWhen.SpecialSupport, 0), Terms(model, DeadlineKey.AssessmentDone));
        Assert.Equal((CountsFrom.Event, AppliesWhen.Always, 14), Terms(model, DeadlineKey.CallBack));
        Assert.Equal((CountsFrom.Event, AppliesWhen.Always, 30), Terms(model, DeadlineKey.NextFollowUp));
        Assert.True(model.Competent(CompetenceKey.SpecialSupport, "social-worker") && model.Competent(CompetenceKey.OwnWorker, "service-counsellor"));
        Assert.False(model.Competent(CompetenceKey.SpecialSupport, "service-counsellor") || model.Competent(CompetenceKey.OwnWorker, "early-education-teacher"));
        Assert.Equal((2, 30, 40), (model.NearWorkingDays, model.QuietDays, model.CaseloadMax));

        var told = DateTimeOffset.Parse("2026-03-10T07:05:00Z", CultureInfo.InvariantCulture);
        Assert.Equal(new DateOnly(2026, 3, 19), model.Deadline(DeadlineKey.AssessmentStarted)!.From(told, model.Calendar).DueOn);
        Assert.Equal(new DateOnly(2026, 6, 10), model.Deadline(DeadlineKey.AssessmentDone)!.From(told, model.Calendar).DueOn);
    }

    [Fact]
    public void The_two_year_meeting_has_a_duty_of_the_clinic_and_one_of_early_education_and_no_plan()
    {
        var model = Shipped("two-year-meeting.v1.json");

        Assert.Equal(("two-year-meeting", "child-health-clinic"), (model.Group, model.CatchingService));
        Assert.Equal([Guard.MeetingHeld, Guard.FamilyAttended, Guard.TwoServices, Guard.DutiesSettled], model.Guards);
        Assert.Equal([Phase.NeedsAssessment], model.MaySkip);
        Assert.Equal(
            [("two-year-health-check", "child-health-clinic", "public-health-nurse"), ("early-education-talk", "early-education", "early-education-teacher")],
            model.Duties.Select(duty => (duty.Key, duty.Service, Assert.Single(duty.Professions))));
        Assert.True(model.HasReason("two-year-age") && model.HasPurpose("clinic-and-early-education") && model.HasMaterial("two-year-check-guide"));
        Assert.Equal([Phase.FollowUp], model.ResultOf("meeting-held-no-further-need")!.Phases);
    }

    [Fact]
    public void Of_the_shipped_models_only_the_two_year_meeting_asks_consent_to_share() =>
        Assert.Equal(["two-year-meeting.v1.json"], All.Where(file => Shipped(file).Sharing == Sharing.Consent));

    [Fact]
    public void Threshold_free_support_asks_neither_urgency_nor_two_services_and_tells_who_needed_no_assessment()
    {
        var model = Shipped("threshold-free-support.v1.json");

        Assert.Equal("family-services-of-municipality", model.Group);
        Assert.Equal([Guard.MeetingHeld, Guard.FamilyAttended, Guard.PlanAgreed, Guard.TasksSettled], model.Guards);
        Assert.Equal([Phase.NeedsAssessment], model.MaySkip);
        Assert.Empty(model.Competences);
        Assert.Equal([Guard.NoServiceAssessment], model.ResultOf("goals-met-no-pta")!.Requires);
        Assert.Equal([Phase.FollowUp], model.ResultOf("goals-met-no-pta")!.Phases);
        Assert.Empty(model.ResultOf("goals-met")!.Requires);
        Assert.Equal((6, LengthUnit.Months), (model.Deadline(DeadlineKey.OutcomeChecked)!.Length, model.Deadline(DeadlineKey.OutcomeChecked)!.Unit));
    }

    private static (CountsFrom, AppliesWhen, int) Terms(OperatingModel model, DeadlineKey key) =>
        model.Deadline(key) is { } rule ? (rule.CountsFrom, rule.When, rule.ExtendableDays) : throw new ArgumentException($"no {key}");

    private static void AssertUsual(OperatingModel model)
    {
        Assert.All(model.Deadlines, rule => Assert.Equal((CountsFrom.Event, AppliesWhen.Always, 0), (rule.CountsFrom, rule.When, rule.ExtendableDays)));
        Assert.Empty(model.LifeAreas);
        Assert.Empty(model.Duties);
        Assert.Empty(model.Materials);
        Assert.Empty(model.Purposes);
        Assert.Empty(model.Flags);
        Assert.Empty(model.Competences);
        Assert.Equal((2, 30, (int?)null, Sharing.Involved), (model.NearWorkingDays, model.QuietDays, model.CaseloadMax, model.Sharing));
        Assert.False(model.Competent(CompetenceKey.SpecialSupport, "social-worker"));
    }
}
