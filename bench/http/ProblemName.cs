using System.Globalization;
using System.Text.Json;

namespace Coordination.Bench.Http;

/// <summary>What an unwanted answer is counted under: its status, and the type of its problem document if it has one.</summary>
internal static class ProblemName
{
    public static string Of(Answer answer)
    {
        var status = answer.Status.ToString(CultureInfo.InvariantCulture);
        try
        {
            using var problem = JsonDocument.Parse(answer.Body);
            var type = Field(problem.RootElement, "type");
            var refusal = Field(problem.RootElement, "refusal");
            return string.Join(' ', new[] { status, type, refusal }.Where(part => part is not null));
        }
        catch (JsonException)
        {
            return status;
        }
    }

    static string? Field(JsonElement problem, string name) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
