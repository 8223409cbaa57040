using System.Collections.Immutable;
using System.Text.Json;

namespace Coordination.Core;

/// <summary>
/// Reads an operating model from JSON and refuses everything that <c>models/operating-model.schema.json</c> refuses,
/// and what a schema cannot say. Every problem is told at once, each with its line, for people write these files by hand.
/// </summary>
public static partial class OperatingModelFile
{
    public const int FileLengthMaxChars = 1_000_000;
    public const int KeyLengthMaxChars = 64;
    public const int NameLengthMaxChars = 200;
    public const int SourceLengthMaxChars = 300;
    public const int VersionMax = 9_999;
    public const int CodesMax = 500;
    public const int WorkingDaysMax = 250;
    public const int MonthsMax = 120;
    public const int ExtendableDaysMax = 365;
    public const int NearWorkingDaysMax = 30;
    public const int QuietDaysMax = 365;
    public const int CaseloadMaxCases = 1_000;
    public const int HideBelowMax = 100;
    public const int WorkshopsMax = 20;

    /// <summary>The result of a case that was merged into another; the engine gives it, and no model may list it.</summary>
    public const string MergedResult = "merged";

    /// <summary>The result by which nothing may bounce: it always needs receivers.</summary>
    public const string ReferredResult = "referred-elsewhere";

    // The guards of the table, which a model may ask for, and those that a way of closing may require.
    private static readonly Guard[] OfClosing = [Guard.NeedsReceived, Guard.NoNeedFound, Guard.NoServiceAssessment];
    private static readonly Guard[] OfWorkflow = [.. Enum.GetValues<Guard>().Except(OfClosing)];

    // What only one subject has: a phenomenon has no family that comes, is called back or is asked how it does.
    private static readonly Guard[] GuardsOfFamilies = [Guard.FamilyAttended, Guard.NoServiceAssessment];
    private static readonly Guard[] GuardsOfPhenomena = [Guard.WorkshopsHeld];
    private static readonly DeadlineKey[] DeadlinesOfFamilies =
        [DeadlineKey.CallBack, DeadlineKey.ChildProtectionDecided, DeadlineKey.ChildProtectionReady, DeadlineKey.OutcomeChecked];
    private static readonly string[] MembersOfFamilies = ["lifeAreas", "materials", "purposes", "competences"];
    private static readonly string[] MembersOfPhenomena = ["hideBelow", "workshopsMin"];

    /// <exception cref="OperatingModelException">One line per problem: <c>file:line: reason</c>.</exception>
    public static OperatingModel Read(string json, string fileName)
    {
        var reading = new Reading();
        var model = reading.Model(json);
        return reading.Problems.Count == 0 && model is not null
            ? model
            : throw new OperatingModelException(string.Join(
                '\n', reading.Problems.OrderBy(problem => problem.Line).Select(problem => $"{fileName}:{problem.Line}: {problem.Reason}")));
    }

    /// <summary>A key: lower-case words of letters and digits with hyphens between them.</summary>
    public static bool IsKey(string text) =>
        text.Length is > 0 and <= KeyLengthMaxChars
        && char.IsAsciiLetterLower(text[0])
        && text.Split('-').All(word => word.Length > 0 && word.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)));

    /// <summary>A line that a person reads: not empty, no blank at either end, no control characters.</summary>
    public static bool IsLine(string text) =>
        text.Length > 0 && text.Trim().Length == text.Length && !text.Any(char.IsControl);

    // A value that is absent or wrong is noted once and read as a default, so that the rest of the file is still looked at;
    // the half-made model is thrown away.
    private sealed partial class Reading
    {
        public List<(int Line, string Reason)> Problems { get; } = [];

        public OperatingModel? Model(string json)
        {
            if (json.Length > FileLengthMaxChars)
            {
                Problems.Add((1, $"the file is longer than {FileLengthMaxChars} characters"));
                return null;
            }

            try
            {
                return Model(Node.Parse(json));
            }
            catch (JsonException broken)
            {
                Problems.Add(((int)(broken.LineNumber ?? 0) + 1, $"not JSON: {broken.Message.Split(" LineNumber:")[0]}"));
                return null;
            }
        }

        private OperatingModel Model(Node root)
        {
            var member = Members(
                root, "key", "version", "group", "subject", "validFrom", "source", "names", "calendar", "catchingService",
                "guards", "maySkip", "deadlines", "reasons", "needs", "services", "results", "$schema?",
                "lifeAreas?", "duties?", "materials?", "purposes?", "flags?", "competences?", "sharing?", "nearWorkingDays?", "quietDays?", "caseloadMax?",
                "hideBelow?", "workshopsMin?");
            if (member("$schema") is { } schema)
                Must(schema.Kind == JsonTokenType.String, schema, "must be a text");

            var model = new OperatingModel(
                Key(member("key")),
                Number(member("version"), 1, VersionMax),
                Key(member("group")),
                Word<Subject>(member("subject")),
                Date(member("validFrom")),
                Line(member("source"), SourceLengthMaxChars),
                Texts(member("names")),
                Calendar(member("calendar")),
                Key(member("catchingService")),
                List(member("guards"), 0, GuardOfWorkflow, Workflow.Kebab),
                List(member("maySkip"), 0, PhaseToSkip, Workflow.Kebab),
                List(member("deadlines"), 0, Deadline, rule => Workflow.Kebab(rule.Key)),
                List(member("reasons"), 1, Code, code => code.Key),
                List(member("needs"), 1, Code, code => code.Key),
                List(member("services"), 1, Code, code => code.Key),
                List(member("results"), 1, Result, result => result.Key))
            {
                LifeAreas = List(member("lifeAreas"), 0, Code, code => code.Key),
                Duties = List(member("duties"), 0, Duty, duty => duty.Key),
                Materials = List(member("materials"), 0, Code, code => code.Key),
                Purposes = List(member("purposes"), 0, Code, code => code.Key),
                Flags = List(member("flags"), 0, Code, code => code.Key),
                Competences = List(member("competences"), 0, Competence, competence => Workflow.Kebab(competence.Key)),
                Sharing = member("sharing") is { } sharing ? Word<Sharing>(sharing) : Sharing.Involved,
                NearWorkingDays = member("nearWorkingDays") is { } near ? Number(near, 0, NearWorkingDaysMax) : OperatingModel.NearWorkingDaysUsual,
                QuietDays = member("quietDays") is { } quiet ? Number(quiet, 1, QuietDaysMax) : OperatingModel.QuietDaysUsual,
                CaseloadMax = member("caseloadMax") is { } most ? Number(most, 1, CaseloadMaxCases) : null,
                HideBelow = member("hideBelow") is { } few ? Number(few, 1, HideBelowMax) : OperatingModel.HideBelowUsual,
                WorkshopsMin = member("workshopsMin") is { } workshops ? Number(workshops, 1, WorkshopsMax) : 1,
            };

            if (Problems.Count == 0)
                AgreesWithItself(model, member);
            return model;
        }

        // What the members must say of each other, which a schema can say in part.
        private void AgreesWithItself(OperatingModel model, Func<string, Node?> member)
        {
            Must(model.HasService(model.CatchingService), member("catchingService"), $"'{model.CatchingService}' is not in 'services'");
            Must(
                model.Deadline(DeadlineKey.HandoverAnswered) is not null, member("deadlines"),
                $"lacks '{Workflow.Kebab(DeadlineKey.HandoverAnswered)}': an offer nobody answers must end");
            SubjectAgrees(model, member);
            foreach (var (rule, node) in model.Deadlines.Zip(Items("deadlines")))
                DeadlineAgrees(rule, node, model);
            foreach (var (duty, node) in model.Duties.Zip(Items("duties")))
                Must(model.HasService(duty.Service), node.Member("service"), $"'{duty.Service}' is not in 'services'");
            foreach (var (competence, node) in model.Competences.Zip(Items("competences")))
                InForce(competence.ValidFrom, Workflow.Kebab(competence.Key), node, model);

            IEnumerable<Node> Items(string list) => member(list)?.Children ?? [];
        }

        // What is of the other subject is refused where it stands: it would be asked of nobody, or of somebody who is not there.
        private void SubjectAgrees(OperatingModel model, Func<string, Node?> member)
        {
            var (other, guards, members) = model.Subject == Subject.Phenomenon
                ? ("families", GuardsOfFamilies, MembersOfFamilies)
                : ("phenomena", GuardsOfPhenomena, MembersOfPhenomena);
            foreach (var name in members)
                Must(member(name) is null, member(name), $"is of {other} only");
            foreach (var (guard, node) in model.Guards.Zip(Items(member("guards"))))
                Must(!guards.Contains(guard), node, $"has '{Workflow.Kebab(guard)}', which is of {other} only");
            foreach (var (result, node) in model.Results.Zip(Items(member("results"))))
                foreach (var (guard, at) in result.Requires.Zip(Items(node.Member("requires"))))
                    Must(!guards.Contains(guard), at, $"has '{Workflow.Kebab(guard)}', which is of {other} only");
            foreach (var (rule, node) in model.Deadlines.Zip(Items(member("deadlines"))))
                Must(model.Subject == Subject.Family || !DeadlinesOfFamilies.Contains(rule.Key), node.Member("key"), $"is '{Workflow.Kebab(rule.Key)}', which is of families only");

            static IEnumerable<Node> Items(Node? list) => list?.Children ?? [];
        }

        private void DeadlineAgrees(DeadlineRule rule, Node node, OperatingModel model)
        {
            var key = Workflow.Kebab(rule.Key);
            InForce(rule.ValidFrom, key, node, model);
            Must(
                !rule.Statutory || rule.ExtendableDays == 0, node.Member("extendableDays"),
                $"must be 0: '{key}' is statutory, and what is statutory never moves");
            var ofAssessment = rule.Key is DeadlineKey.AssessmentStarted or DeadlineKey.AssessmentDone;
            if (rule.Key == DeadlineKey.MatterDecided)
                Must(rule.CountsFrom == CountsFrom.Outside, node.Member("countsFrom") ?? node.Member("key"), $"must count from outside: the date of '{key}' is set by somebody else");
            else if (Must(rule.CountsFrom != CountsFrom.Outside, node.Member("countsFrom"), $"must not be outside: '{key}' is counted, only '{Workflow.Kebab(DeadlineKey.MatterDecided)}' is set from outside"))
                Must(
                    ofAssessment || rule.CountsFrom == CountsFrom.Event, node.Member("countsFrom"),
                    $"must be event: '{key}' counts from what sets it, only an assessment from the contact or from pending");
            if (Must(ofAssessment || rule.When == AppliesWhen.Always, node.Member("when"), $"must be always: '{key}' is of every case, only an assessment may be of some"))
            {
                Must(
                    rule.When == AppliesWhen.Always || model.Competences.Any(competence => competence.Key == CompetenceKey.SpecialSupport), node.Member("when"),
                    $"needs '{Workflow.Kebab(CompetenceKey.SpecialSupport)}' in 'competences': nobody could judge to whom '{key}' applies");
            }
        }

        private void InForce(DateOnly validFrom, string key, Node node, OperatingModel model) =>
            Must(validFrom <= model.ValidFrom, node.Member("validFrom"), $"is later than the model's own: '{key}' would not be in force");

        private WorkingCalendar Calendar(Node? node)
        {
            var member = Members(node, "timeZone", "evesAreWorkingDays");
            return new(Zone(member("timeZone")), Truth(member("evesAreWorkingDays")));
        }

        private DeadlineRule Deadline(Node? node)
        {
            var outside = node?.Member("countsFrom")?.Text == Workflow.Kebab(CountsFrom.Outside);
            var member = outside
                ? Members(node, "key", "statutory", "source", "validFrom", "countsFrom", "when?", "extendableDays?")
                : Members(node, "key", "length", "unit", "statutory", "source", "validFrom", "countsFrom?", "when?", "extendableDays?");
            var unit = outside ? (LengthUnit?)null : Word<LengthUnit>(member("unit"));
            return new(
                Word<DeadlineKey>(member("key")),
                outside ? null : Number(member("length"), 1, unit == LengthUnit.Months ? MonthsMax : WorkingDaysMax),
                unit,
                Truth(member("statutory")),
                Line(member("source"), SourceLengthMaxChars),
                Date(member("validFrom")),
                member("countsFrom") is { } from ? Word<CountsFrom>(from) : CountsFrom.Event,
                member("when") is { } when ? Word<AppliesWhen>(when) : AppliesWhen.Always,
                member("extendableDays") is { } days ? Number(days, 0, ExtendableDaysMax) : 0);
        }

        private DutyRule Duty(Node? node)
        {
            var member = Members(node, "key", "names", "service", "professions");
            return new(Key(member("key")), Texts(member("names")), Key(member("service")), Professions(member("professions")));
        }

        private Competence Competence(Node? node)
        {
            var member = Members(node, "key", "professions", "source", "validFrom");
            return new(
                Word<CompetenceKey>(member("key")), Professions(member("professions")),
                Line(member("source"), SourceLengthMaxChars), Date(member("validFrom")));
        }

        // What nobody may do is not listed, so some profession always may.
        private ImmutableArray<string> Professions(Node? node) => List(node, 1, Key, profession => profession);

        private Code Code(Node? node)
        {
            var member = Members(node, "key", "names");
            return new(Key(member("key")), Texts(member("names")));
        }

        private Result Result(Node? node)
        {
            var member = Members(node, "key", "names", "phases", "requires");
            var result = new Result(
                Key(member("key")), Texts(member("names")), List(member("phases"), 1, OpenPhase, Workflow.Kebab),
                List(member("requires"), 0, GuardOfClosing, Workflow.Kebab));
            Must(result.Key != MergedResult, member("key"), $"'{MergedResult}' is the engine's own and is not listed");
            Must(
                result.Key != ReferredResult || result.Requires.Contains(Guard.NeedsReceived), member("requires"),
                $"lacks '{Workflow.Kebab(Guard.NeedsReceived)}', without which nothing is '{ReferredResult}'");
            return result;
        }

        private Texts Texts(Node? node)
        {
            var member = Members(node, "fi", "sv", "en");
            return new(
                Line(member("fi"), NameLengthMaxChars), Line(member("sv"), NameLengthMaxChars), Line(member("en"), NameLengthMaxChars));
        }

        private Phase OpenPhase(Node? node) => OneOf(node, Phase.Contact, Phase.NeedsAssessment, Phase.JointMeeting, Phase.FollowUp);

        private Phase PhaseToSkip(Node? node) => OneOf(node, Phase.NeedsAssessment, Phase.JointMeeting);

        private Guard GuardOfClosing(Node? node) => OneOf(node, OfClosing);

        private Guard GuardOfWorkflow(Node? node) => OneOf(node, OfWorkflow);
    }
}
