using System.Text.Json;
using Coordination.Core;

namespace Coordination.Engine;

/// <summary>A stream's register rows, drawn from its events alone.</summary>
sealed class Drawn(CaseDecider decider)
{
    CaseState state = decider.Initial;
    Picture? seen;

    public int Version { get; private set; }
    public List<(int Stay, string Phase, long EnteredAt, long? LeftAt, int SuspendedDays)> Stays { get; } = [];
    public Picture Picture => seen ?? decider.Picture(state);
    public bool NobodyResponsible => state is OpenCase { Coordinator.Value: null or "" };

    public void Follow(string type, string facts)
    {
        var days = seen?.SuspendedDays ?? 0;
        Version++;
        state = decider.Evolve(state, decider.Read(type, facts));
        seen = decider.Picture(state);
        if (Stays.Count > 0 && Stays[^1].Stay == seen.Stay) return;
        var at = Rows.Ms(seen.EnteredAt);
        if (Stays.Count > 0) Stays[^1] = Stays[^1] with { LeftAt = at, SuspendedDays = days };
        Stays.Add((seen.Stay, Workflow.Kebab(seen.Phase), at, null, 0));
    }

    public string Line(string stream) => LineOf(
        [stream, .. Rows.Of(Picture)], Picture.Keys, Picture.Likenesses, Picture.Involved.Select(p => p.Value),
        Picture.Agenda.Select(a => $"{a.Person} {Workflow.Kebab(a.Kind)} {a.Item} {Rows.Ms(a.At)}"), Stays.Select(StayOf));

    public static string LineOf(IEnumerable<object?> row, params ReadOnlySpan<IEnumerable<string>> beside)
    {
        var cells = row.ToList();
        foreach (var some in beside) cells.Add(some.Order(StringComparer.Ordinal));
        return JsonSerializer.Serialize(cells);
    }

    public static string StayOf((int Stay, string Phase, long EnteredAt, long? LeftAt, int SuspendedDays) s) => $"{s.Stay:D6} {s.Phase} {s.EnteredAt}-{s.LeftAt} {s.SuspendedDays}";
}
