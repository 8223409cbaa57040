using System.Globalization;

namespace Coordination.Peers;

/// <summary>A limit on everything that comes in, with the product's figures.</summary>
static class Shapes
{
    const int TextCharactersMax = 20_000;
    const int NameCharactersMax = 100;
    const int CodeCharactersMax = 64;
    const int MembersMax = 20;
    const int ItemsMax = 50;
    const int RatingMax = 10;
    const string CheckCharacters = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    public static IReadOnlyList<Fault> Faults(object body)
    {
        var found = new List<Fault>();
        switch (body)
        {
            case Contact c: Contact(found, c); break;
            case Note c: Text(found, "text", c.Text); break;
            case NoOp c: Text(found, "text", c.Text); break;
            case CompleteAssessment c:
                Text(found, "summary", c.Summary);
                Count(found, "heard", c.Heard.Count, ItemsMax);
                Count(found, "needs", c.Needs.Count, ItemsMax);
                foreach (var need in c.Needs)
                {
                    Text(found, "needs.code", need.Code, CodeCharactersMax);
                    MaybeText(found, "needs.rootCause", need.RootCause);
                    MaybeText(found, "needs.service", need.Service, CodeCharactersMax);
                }
                break;
            case Reassess c: Text(found, "reason", c.Reason); break;
            case PlanMeeting c: Codes(found, "participants", c.Participants); break;
            case HoldMeeting c: Text(found, "meeting", c.Meeting, CodeCharactersMax); Codes(found, "attended", c.Attended); break;
            case AgreePlan c: Plan(found, c); break;
            case CompleteTask c: Text(found, "task", c.Task, CodeCharactersMax); MaybeText(found, "text", c.Text); break;
            case RecordFollowUp c: Text(found, "text", c.Text); break;
            case Close c: Text(found, "result", c.Result, CodeCharactersMax); Text(found, "summary", c.Summary); break;
            case OfferHandover c: Text(found, "to", c.To, CodeCharactersMax); MaybeText(found, "reason", c.Reason); break;
            default: break;
        }

        return found;
    }

    static void Contact(List<Fault> found, Contact c)
    {
        Text(found, "ownWords", c.OwnWords);
        MaybeText(found, "area", c.Area, CodeCharactersMax);
        Codes(found, "reasons", c.Reasons ?? []);
        Count(found, "members", c.Members.Count, MembersMax);
        if (c.Members.Count == 0) found.Add(new("members", "too-few"));
        foreach (var member in c.Members)
        {
            MaybeText(found, "members.givenName", member.GivenName, NameCharactersMax);
            MaybeText(found, "members.familyName", member.FamilyName, NameCharactersMax);
            MaybeText(found, "members.phone", member.Phone, NameCharactersMax);
            MaybeText(found, "members.identifier", member.Identifier, CodeCharactersMax);
            if (member.Identifier is { Length: 11 } code && !IsIdentityCode(code)) found.Add(new("members.identifier", "bad-identity-code"));
        }
    }

    static void Plan(List<Fault> found, AgreePlan c)
    {
        Count(found, "goals", c.Goals.Count, ItemsMax);
        Count(found, "tasks", c.Tasks.Count, ItemsMax);
        foreach (var goal in c.Goals)
        {
            Text(found, "goals.text", goal.Text);
            if (goal.Rating is < 0 or > RatingMax) found.Add(new("goals.rating", "out-of-range"));
        }

        foreach (var task in c.Tasks)
        {
            Text(found, "tasks.text", task.Text);
            Text(found, "tasks.responsible", task.Responsible, CodeCharactersMax);
        }
    }

    static bool IsIdentityCode(string code) =>
        int.TryParse(string.Concat(code.AsSpan(0, 6), code.AsSpan(7, 3)), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && CheckCharacters[number % CheckCharacters.Length] == char.ToUpperInvariant(code[10]);

    static void Count(List<Fault> found, string field, int count, int max)
    {
        if (count > max) found.Add(new(field, "too-many"));
    }

    static void Codes(List<Fault> found, string field, IReadOnlyList<string> codes)
    {
        Count(found, field, codes.Count, ItemsMax);
        foreach (var code in codes) Text(found, field, code, CodeCharactersMax);
    }

    static void MaybeText(List<Fault> found, string field, string? text, int max = TextCharactersMax)
    {
        if (text is not null) Text(found, field, text, max);
    }

    static void Text(List<Fault> found, string field, string text, int max = TextCharactersMax)
    {
        if (string.IsNullOrWhiteSpace(text)) found.Add(new(field, "blank"));
        else if (text.Length > max) found.Add(new(field, "too-long"));
        else if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))) found.Add(new(field, "bad-characters"));
    }
}
