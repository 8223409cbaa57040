using System.Reflection;
using Coordination.Core;

namespace Coordination.Tests;

/// <summary>Every refusal is reached by a sentence. One that no sentence reaches is dead, or untold.</summary>
public sealed class RefusalTests
{
    static readonly Type[] Sentences =
    [
        typeof(CaseContactTests), typeof(CaseWorkTests), typeof(CaseAssessmentTests), typeof(CaseMeetingTests), typeof(CasePlanTests), typeof(CasePeopleTests),
        typeof(CaseConsentTests), typeof(CaseHandoverTests), typeof(CaseTimeTests), typeof(CaseDueDateTests), typeof(CaseMigrationTests), typeof(CaseClosingTests), typeof(CaseMergingTests), typeof(CaseSharingTests), typeof(CaseSightTests),
        typeof(CasePhenomenonTests),
    ];

    /// <summary>What the rules cannot find by themselves, and who finds it.</summary>
    static readonly Dictionary<Refusal, string> FoundByTheJournal = new()
    {
        [Refusal.PhenomenonOpen] = "as of members: the unique key of a phenomenon's name and area is held by the journal's index",
        [Refusal.MemberHasOpenCase] = "a case knows nothing of other cases: the unique key of a member is held by the journal's index",
    };

    [Fact]
    public void Every_refusal_is_reached_by_a_sentence_or_found_by_the_journal()
    {
        // Told again here, so that this holds in whatever order, and however few, tests are run. A sentence that fails fails
        // in its own name; here it has only not reached its refusal.
        foreach (var sentence in Sentences.SelectMany(t => t.GetMethods()).Where(m => m.GetCustomAttribute<FactAttribute>() is not null))
        {
            try { sentence.Invoke(Activator.CreateInstance(sentence.DeclaringType!), null); }
            catch (TargetInvocationException) { }
        }
        Assert.Equal([], Enum.GetValues<Refusal>().Where(r => !Question.Reached.ContainsKey(r) && !FoundByTheJournal.ContainsKey(r)));
    }

    [Fact]
    public void What_only_the_journal_finds_the_rules_never_say() =>
        Assert.Equal([], FoundByTheJournal.Keys.Where(r => Directory.GetFiles(Repository.Path("core"), "Case*.cs").Any(f => File.ReadAllText(f).Contains($"Refusal.{r}", StringComparison.Ordinal))));
}
