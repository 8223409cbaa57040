using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Coordination.Core;

/// <summary>
/// Reads an operating model from JSON and refuses everything that <c>models/operating-model.schema.json</c> refuses,
/// and what a schema cannot say. Every problem is told at once, each with its line, for people write these files by hand.
/// </summary>
public static class OperatingModelFile
{
    public const int FileLengthMaxChars = 1_000_000;
    public const int KeyLengthMaxChars = 64;
    public const int NameLengthMaxChars = 200;
    public const int SourceLengthMaxChars = 300;
    public const int VersionMax = 9_999;
    public const int CodesMax = 500;
    public const int WorkingDaysMax = 250;
    public const int MonthsMax = 120;

    /// <summary>The result of a case that was merged into another; the engine gives it, and no model may list it.</summary>
    public const string MergedResult = "merged";

    /// <summary>The result by which nothing may bounce: it always needs receivers.</summary>
    public const string ReferredResult = "referred-elsewhere";

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
    private sealed class Reading
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
                "guards", "maySkip", "deadlines", "reasons", "needs", "services", "results", "$schema?");
            if (member("$schema") is { } schema)
                Must(schema.Kind == JsonTokenType.String, schema, "must be a text");

            var model = new OperatingModel(
                Key(member("key")),
                Number(member("version"), VersionMax),
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
                List(member("results"), 1, Result, result => result.Key));

            if (Problems.Count == 0)
                AgreesWithItself(model, member);
            return model;
        }

        // What a schema cannot say.
        private void AgreesWithItself(OperatingModel model, Func<string, Node?> member)
        {
            Must(model.HasService(model.CatchingService), member("catchingService"), $"'{model.CatchingService}' is not in 'services'");
            Must(
                model.Deadline(DeadlineKey.HandoverAnswered) is not null, member("deadlines"),
                $"lacks '{Workflow.Kebab(DeadlineKey.HandoverAnswered)}': an offer nobody answers must end");
            foreach (var (rule, node) in model.Deadlines.Zip(member("deadlines")!.Children))
            {
                Must(
                    rule.ValidFrom <= model.ValidFrom, node.Children.Find(child => child.Name == "validFrom"),
                    $"is later than the model's own: '{Workflow.Kebab(rule.Key)}' would not be in force");
            }
        }

        private WorkingCalendar Calendar(Node? node)
        {
            var member = Members(node, "timeZone", "evesAreWorkingDays");
            return new(Zone(member("timeZone")), Truth(member("evesAreWorkingDays")));
        }

        private DeadlineRule Deadline(Node? node)
        {
            var member = Members(node, "key", "length", "unit", "statutory", "source", "validFrom");
            var unit = Word<LengthUnit>(member("unit"));
            return new(
                Word<DeadlineKey>(member("key")),
                Number(member("length"), unit == LengthUnit.Months ? MonthsMax : WorkingDaysMax),
                unit,
                Truth(member("statutory")),
                Line(member("source"), SourceLengthMaxChars),
                Date(member("validFrom")));
        }

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

        private Guard GuardOfClosing(Node? node) => OneOf(node, Guard.NeedsReceived, Guard.NoNeedFound);

        private Guard GuardOfWorkflow(Node? node) =>
            OneOf(node, [.. Enum.GetValues<Guard>().Where(guard => guard is not (Guard.NeedsReceived or Guard.NoNeedFound))]);

        private string Key(Node? node) =>
            Must(node?.Kind == JsonTokenType.String && IsKey(node.Text), node, $"must be lower-case words with hyphens, of at most {KeyLengthMaxChars} characters")
                ? node!.Text
                : "";

        private string Line(Node? node, int maxChars) =>
            Must(
                node?.Kind == JsonTokenType.String && IsLine(node.Text) && node.Text.Length <= maxChars, node,
                $"must be one line of 1 to {maxChars} characters without blanks at its ends")
                ? node!.Text
                : "";

        private int Number(Node? node, int max)
        {
            var number = 0;
            Must(
                node?.Kind == JsonTokenType.Number
                && int.TryParse(node.Text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= max,
                node, $"must be a whole number from 1 to {max}");
            return number;
        }

        private bool Truth(Node? node) =>
            Must(node?.Kind is JsonTokenType.True or JsonTokenType.False, node, "must be true or false") && node!.Kind == JsonTokenType.True;

        private DateOnly Date(Node? node)
        {
            var date = default(DateOnly);
            Must(
                node?.Kind == JsonTokenType.String
                && DateOnly.TryParseExact(node.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date)
                && date.Year is >= 1900 and <= 2199,
                node, "must be a date like 2026-01-31, from 1900 to 2199");
            return date;
        }

        private TimeZoneInfo Zone(Node? node)
        {
            TimeZoneInfo? zone = null;
            Must(
                node?.Kind == JsonTokenType.String && TimeZoneInfo.TryFindSystemTimeZoneById(node.Text, out zone) && zone.HasIanaId,
                node, "must be a time zone this machine knows, like Europe/Helsinki");
            return zone ?? TimeZoneInfo.Utc;
        }

        private T Word<T>(Node? node) where T : struct, Enum => OneOf(node, Enum.GetValues<T>());

        private T OneOf<T>(Node? node, params T[] allowed) where T : struct, Enum
        {
            var at = node?.Kind == JsonTokenType.String ? Array.FindIndex(allowed, value => Workflow.Kebab(value) == node.Text) : -1;
            return Must(at >= 0, node, $"must be one of {string.Join(", ", allowed.Select(Workflow.Kebab))}") ? allowed[at] : default;
        }

        private ImmutableArray<T> List<T>(Node? node, int min, Func<Node, T> read, Func<T, string> keyOf)
        {
            if (!Must(node?.Kind == JsonTokenType.StartArray && node.Children.Count >= min && node.Children.Count <= CodesMax, node, $"must be a list of {min} to {CodesMax}"))
                return [];

            var items = ImmutableArray.CreateBuilder<T>(node!.Children.Count);
            var keys = new HashSet<string>(StringComparer.Ordinal);
            foreach (var child in node.Children)
            {
                var before = Problems.Count;
                var item = read(child);
                items.Add(item);
                if (Problems.Count == before)
                    Must(keys.Add(keyOf(item)), child, $"has '{keyOf(item)}' twice");
            }

            return items.MoveToImmutable();
        }

        // Each named member once and no other; a name that ends in ? may be absent.
        private Func<string, Node?> Members(Node? node, params ReadOnlySpan<string> names)
        {
            var found = new Dictionary<string, Node>(StringComparer.Ordinal);
            if (!Must(node?.Kind == JsonTokenType.StartObject, node, "must be an object"))
                return _ => null;

            var where = node!.Name.Length == 0 ? "the model" : $"'{node.Name}'";
            foreach (var child in node.Children)
            {
                if (!names.Contains(child.Name) && !names.Contains(child.Name + "?"))
                    Problems.Add((child.Line, $"'{child.Name}' is no member of {where}"));
                else if (!found.TryAdd(child.Name, child))
                    Problems.Add((child.Line, $"'{child.Name}' is twice in {where}"));
            }

            foreach (var name in names)
            {
                if (!name.EndsWith('?') && !found.ContainsKey(name))
                    Problems.Add((node.Line, $"'{name}' is missing in {where}"));
            }

            return name => found.GetValueOrDefault(name);
        }

        // An absent node has been noted where it was missed.
        private bool Must(bool holds, Node? node, string reason)
        {
            if (!holds && node is not null)
                Problems.Add((node.Line, node.Name.Length == 0 ? $"the model {reason}" : $"'{node.Name}' {reason}"));
            return holds;
        }
    }

    /// <summary>A JSON value and the line it starts on: a rule that is broken deep in a file can still say where.</summary>
    private sealed class Node(JsonTokenType kind, int line, string name, string text)
    {
        public JsonTokenType Kind => kind;

        public int Line => line;

        /// <summary>The name of the member; an item of a list has the list's name, and the root has none.</summary>
        public string Name => name;

        public string Text => text;

        public List<Node> Children { get; } = [];

        public static Node Parse(string json)
        {
            var utf8 = Encoding.UTF8.GetBytes(json.TrimStart('\uFEFF'));
            var reader = new Utf8JsonReader(utf8);
            var open = new Stack<Node>();
            Node? root = null;
            var (line, counted, name) = (1, 0, "");
            try
            {
                while (reader.Read())
                {
                    var start = (int)reader.TokenStartIndex;
                    line += utf8.AsSpan(counted..start).Count((byte)'\n');
                    counted = start;

                    if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                    {
                        open.Pop();
                        continue;
                    }

                    if (reader.TokenType is JsonTokenType.PropertyName)
                    {
                        name = reader.GetString()!;
                        continue;
                    }

                    var parent = open.TryPeek(out var top) ? top : null;
                    var node = new Node(
                        reader.TokenType, line, parent?.Kind == JsonTokenType.StartArray ? parent.Name : name,
                        reader.TokenType switch
                        {
                            JsonTokenType.String => reader.GetString()!,
                            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                            _ => "",
                        });
                    parent?.Children.Add(node);
                    root ??= node;
                    if (node.Kind is JsonTokenType.StartObject or JsonTokenType.StartArray)
                        open.Push(node);
                }
            }
            catch (InvalidOperationException)
            {
                throw new JsonException("a text holds half a character (a lone surrogate).", null, line - 1, null);
            }

            return root!;
        }
    }
}
