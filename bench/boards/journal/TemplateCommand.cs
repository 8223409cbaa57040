using System.Text;
using System.Text.Json;

namespace Coordination.Bench.Boards;

/// <summary>One command of a template case: what it wrote, and what was answered.</summary>
internal sealed class TemplateCommand
{
    readonly List<TemplateEvent> events = [];

    public TemplateCommand(string actor, string id, long at, JsonElement answer, Pattern.Names names)
    {
        (Actor, Id, At) = (actor, id, at);
        IsNumbered = Guid.TryParse(id, out _);
        By = Pattern.Of(actor, names, escaped: false);
        Name = Pattern.Of(id, names, escaped: true);
        Fingerprint = Encoding.UTF8.GetBytes(TemplateCase.Text(answer, "fingerprint").Replace(id, "", StringComparison.Ordinal));
        Answer = Pattern.Of(TemplateCase.Text(answer, "answer"), names, escaped: true);
        FingerprintIsName = TemplateCase.Text(answer, "fingerprint") == id;
    }

    public string Actor { get; }

    public string Id { get; }

    public long At { get; }

    /// <summary>Whether its id is one that somebody drew; the engine's own tell of the case and its version.</summary>
    public bool IsNumbered { get; }

    public Pattern By { get; }

    public Pattern Name { get; }

    public byte[] Fingerprint { get; }

    public bool FingerprintIsName { get; }

    public Pattern Answer { get; }

    public IReadOnlyList<TemplateEvent> Events => events;

    public void Add(JsonElement one, Pattern.Names names) => events.Add(new TemplateEvent(
        one.GetProperty("version").GetInt32(), Encoding.UTF8.GetBytes(TemplateCase.Text(one, "type")), Pattern.Of(TemplateCase.Text(one, "facts"), names, escaped: true),
        one.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(content.GetString()!) : null));
}

/// <param name="Content">In base 64; the same in every case, since it is sealed to whoever reads facts alone.</param>
internal sealed record TemplateEvent(int Version, byte[] Type, Pattern Facts, byte[]? Content);
