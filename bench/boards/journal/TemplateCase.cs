using System.Text.Json;

namespace Coordination.Bench.Boards;

/// <summary>A case that was lived through the product, as its journal tells it: commands in order, each with its events and its answer.</summary>
internal sealed class TemplateCase
{
    TemplateCase(long openedAt, bool closed, IReadOnlyList<TemplateCommand> commands) => (OpenedAt, Closed, Commands) = (openedAt, closed, commands);

    /// <summary>Milliseconds since 1970.</summary>
    public long OpenedAt { get; }

    public bool Closed { get; }

    public IReadOnlyList<TemplateCommand> Commands { get; }

    public int Events => Commands.Sum(command => command.Events.Count);

    /// <summary>Days from its opening to the newest of the journal's.</summary>
    public int AgeDays(long newest) => (int)((newest - OpenedAt) / 86_400_000);

    /// <summary>The cases of an exported journal, and its secrets, which go with the keys that are in it.</summary>
    public static (IReadOnlyList<TemplateCase> Cases, IReadOnlyList<string> Secrets) ReadFile(string file)
    {
        var (events, answers, secrets) = (new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal), new Dictionary<(string, string), JsonElement>(), new List<string>());
        foreach (var line in File.ReadLines(file))
        {
            using var document = JsonDocument.Parse(line);
            var read = document.RootElement.Clone();
            switch (Text(read, "line"))
            {
                case "event" when events.TryGetValue(Text(read, "stream"), out var told): told.Add(read); break;
                case "event": events[Text(read, "stream")] = [read]; break;
                case "command": answers[(Text(read, "actor"), Text(read, "id"))] = read; break;
                case "secret": secrets.Add(line); break;
            }
        }

        return ([.. events.Values.Select(told => Of(told, answers))], secrets);
    }

    static TemplateCase Of(List<JsonElement> told, Dictionary<(string, string), JsonElement> answers)
    {
        var (names, commands, time) = (new Pattern.Names(), new List<TemplateCommand>(), 0L);
        _ = names.NumberOf(Text(told[0], "stream")["case-".Length..]);
        var (closed, phase) = (false, "");
        foreach (var one in told)
        {
            var (actor, id, occurred) = (Text(one, "actor"), Text(one, "command"), one.GetProperty("occurredAt").GetInt64());
            phase = Text(one, "type") switch { "case-closed" => "closed", "case-reopened" => "", _ => phase };
            closed = phase == "closed";
            if (commands.Count == 0 || (commands[^1].Actor, commands[^1].Id) != (actor, id))
            {
                // As if everything had been recorded when it happened: time goes on with the versions.
                time = Math.Max(time, occurred);
                commands.Add(new TemplateCommand(actor, id, time, answers[(actor, id)], names));
            }

            commands[^1].Add(one, names);
        }

        return new TemplateCase(commands[0].At, closed, commands);
    }

    internal static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;
}
