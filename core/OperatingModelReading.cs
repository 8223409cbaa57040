using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Coordination.Core;

// How the values of a model's file are read: words, numbers, dates, lists, and JSON with its lines. What they mean stands in OperatingModelFile.
public static partial class OperatingModelFile
{
    private sealed partial class Reading
    {
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

        private int Number(Node? node, int min, int max)
        {
            var number = 0;
            Must(
                node?.Kind == JsonTokenType.Number
                && int.TryParse(node.Text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= min && number <= max,
                node, $"must be a whole number from {min} to {max}");
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
                if (child.Name.EndsWith('?') || (!names.Contains(child.Name) && !names.Contains(child.Name + "?")))
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

        // An absent node may be absent, or has been noted where it was missed.
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

        public Node? Member(string of) => Children.Find(child => child.Name == of);

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
