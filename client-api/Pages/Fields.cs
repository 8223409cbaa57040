using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Coordination.Core;

namespace Coordination.ClientApi.Pages;

/// <summary>How a field of a form is filled in.</summary>
public enum FieldKind { Text, Line, Truth, YesOrNo, Number, Day, Time, Code, Pick, Person, Organisation, Unit, Many, Rows }

/// <param name="Codes">The codes to choose from, of a field that is a code of the product.</param>
/// <param name="Parts">Of a list its item, of rows their columns.</param>
public sealed record Field(string Name, FieldKind Kind, bool Required, Type? Codes, ImmutableArray<Field> Parts);

/// <summary>
/// The fields of each command's form, read off the command itself: what the API takes is what a page asks for, and a new
/// command has its form.
/// </summary>
public static class Fields
{
    /// <summary>Text of one line.</summary>
    static readonly FrozenSet<string> Lines = FrozenSet.Create("name", "title", "register", "documentId", "link", "givenName", "familyName", "identifier", "phone");

    /// <summary>Chosen from what the case, its operating model or the network has.</summary>
    static readonly FrozenSet<string> Picks = FrozenSet.Create(
        "area", "code", "service", "need", "meeting", "duty", "task", "goal", "consent", "legalBasis", "contact", "giver", "member", "purpose", "flag", "result", "duplicate", "materials", "version", "key", "language", "model", "reasons");

    /// <summary>When something happened is asked for apart.</summary>
    const string OccurredAt = "occurredAt";

    static readonly FrozenDictionary<CommandName, ImmutableArray<Field>> OfCommands =
        Enum.GetValues<CommandName>().ToFrozenDictionary(name => name, name => Of(TypeOf(name)));

    public static ImmutableArray<Field> Of(CommandName command) => OfCommands[command];

    public static Type TypeOf(CommandName command) => command == CommandName.ChangeMember ? typeof(ChangeMemberBody) : CaseCommandJson.Of(command).Type;

    public static ImmutableArray<Field> Of(Type type) =>
        [.. BodyJson.Strict.GetTypeInfo(type).Properties.Where(p => p.Name != OccurredAt && !Is<LookedUpAttribute>(p) && !Is<JsonIgnoreAttribute>(p)).Select(Of)];

    static bool Is<T>(JsonPropertyInfo property) where T : Attribute => property.AttributeProvider?.IsDefined(typeof(T), inherit: false) is true;

    static Field Of(JsonPropertyInfo property) => Of(property.Name, property.PropertyType, property.IsRequired);

    static Field Of(string name, Type type, bool required)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
        {
            var item = plain.GetGenericArguments()[0];
            return item.IsClass && item != typeof(string) ? new(name, FieldKind.Rows, required, null, Of(item)) : new(name, FieldKind.Many, required, null, [Of(name, item, required: false)]);
        }
        var kind = plain switch
        {
            { IsEnum: true } => Picks.Contains(name) ? FieldKind.Pick : FieldKind.Code,
            _ when Picks.Contains(name) => FieldKind.Pick,
            _ when plain == typeof(bool) => required ? FieldKind.YesOrNo : FieldKind.Truth,
            _ when plain == typeof(int) => FieldKind.Number,
            _ when plain == typeof(DateOnly) => FieldKind.Day,
            _ when plain == typeof(DateTimeOffset) => FieldKind.Time,
            _ when plain == typeof(PersonId) => FieldKind.Person,
            _ when plain == typeof(OrganisationId) => FieldKind.Organisation,
            _ when plain == typeof(UnitId) => FieldKind.Unit,
            _ => Lines.Contains(name) ? FieldKind.Line : FieldKind.Text,
        };
        return new(name, kind, required, plain.IsEnum ? plain : null, []);
    }
}
