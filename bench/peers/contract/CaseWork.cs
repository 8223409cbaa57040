using System.Text.Json;
using System.Text.Json.Serialization;

namespace Coordination.Peers;

public sealed record Need(string Id, string Code, string? Service);
public sealed record Meeting(string Id, DateTimeOffset At, Place Place, IReadOnlyList<string> Participants, bool Held = false, bool FamilyAttended = false, int Services = 0);
public sealed record Goal(string Id, string Text, int Rating);
public sealed record PlanTask(string Id, string Text, string Responsible, DateOnly Due, bool Done = false);

/// <summary>What a case's work has come to; kept with the case as one document, since it is only read and written with it.</summary>
public sealed record CaseWork(IReadOnlyList<Need> Needs, bool NoNeed, IReadOnlyList<Meeting> Meetings, IReadOnlyList<Goal> Goals, IReadOnlyList<PlanTask> Tasks)
{
    public static readonly CaseWork None = new([], false, [], [], []);

    public string Write() => JsonSerializer.Serialize(this, KeptJson.Default.CaseWork);

    public static CaseWork Read(string text) => JsonSerializer.Deserialize(text, KeptJson.Default.CaseWork)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CaseWork))]
sealed partial class KeptJson : JsonSerializerContext;
