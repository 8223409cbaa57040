using System.Collections.Immutable;
using Coordination.Core;
using Coordination.Engine;
using FsCheck;
using FsCheck.Fluent;
using Outcome = Coordination.Engine.Outcome;

namespace Coordination.Tests;

/// <summary>The judgement of a batch, and the stores that use it, against a model that keeps a list and searches it.</summary>
public sealed class VerdictsTests
{
    static readonly string[] Streams = ["a", "b", "c", "d"];
    static readonly string[] Keys = ["x", "y", "z"];

    /// <summary>What somebody tries to write on one stream. <paramref name="Behind"/>: how many versions they have missed.</summary>
    public sealed record TriedPart(int Stream, int Behind, int Events, int KeysAfter);

    public sealed record Try(int Actor, int Id, int Body, ImmutableArray<TriedPart> Parts);

    static readonly Gen<TriedPart> Part =
        from stream in Gen.Choose(0, Streams.Length - 1)
        from behind in Gen.Frequency((5, Gen.Constant(0)), (1, Gen.Choose(1, 2)), (1, Gen.Constant(-1)))
        from events in Gen.Choose(1, 3)
        from keys in Gen.Choose(0, 7)
        select new TriedPart(stream, behind, events, keys);

    static readonly Gen<Try> Tried =
        from actor in Gen.Choose(0, 1)
        from id in Gen.Choose(0, 30)
        from body in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Constant(1)))
        from one in Part
        from more in Gen.Frequency((2, Gen.Constant(false)), (1, Gen.Constant(true)))
        from two in Part
        select new Try(actor, id, body, more && two.Stream != one.Stream ? [one, two] : [one]);

    static readonly Arbitrary<Try[][]> Batches = Tried.ArrayOf().Resize(6).ArrayOf().Resize(8).ToArbitrary();

    [Fact]
    public void A_batch_is_judged_as_one_append_after_the_other()
    {
        var kinds = new HashSet<string>();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Batches, batches =>
        {
            var model = new ModelJournal();
            foreach (var batch in batches)
            {
                var verdicts = new Verdicts();
                foreach (var stream in Streams.Where(s => model.Version(s) > 0)) verdicts.Version(stream, model.Version(stream));
                foreach (var (key, answer) in model.Commands) verdicts.Command(key.Actor, key.Id, key.Fingerprint, answer);
                foreach (var key in Keys)
                    if (model.Holder(key) is { } holder)
                        verdicts.Holder(key, holder);
                foreach (var tried in batch)
                {
                    var append = model.Make(tried);
                    var position = model.Head + 1;
                    var expected = model.Append(append);
                    Assert.Equal(expected, Pen.Tell(verdicts.Judge(append) ?? new Outcome.Written(position)));
                    kinds.Add(expected.Split(' ')[0]);
                }
            }
        }));
        Assert.Equal(["conflict", "key", "known", "written"], kinds.Order());
    }

    [Fact]
    public void Sqlite_tells_what_the_model_tells() => Compare(TempSqlite.Open, 12);

    [Fact]
    public void Postgres_tells_what_the_model_tells() => Compare(TempPostgres.Open, 6);

    static void Compare(Func<TempStore> open, int histories)
    {
        open().DisposeAsync().AsTask().GetAwaiter().GetResult(); // skips the test where there is no such store
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(histories), Prop.ForAll(
            Tried.ArrayOf(7).ArrayOf(15).ToArbitrary(), history => Compare(open, history).GetAwaiter().GetResult()));
    }

    /// <summary>The appends of a batch wait together; whether the store takes them in one transaction or in several must not be seen.</summary>
    static async Task Compare(Func<TempStore> open, Try[][] history)
    {
        var stop = TestContext.Current.CancellationToken;
        await using var temp = open();
        var model = new ModelJournal();
        foreach (var batch in history)
        {
            var told = new List<string>();
            var waiting = new List<Task<Outcome>>();
            foreach (var append in batch.Select(model.Make))
            {
                waiting.Add(temp.Store.Append(append, stop).AsTask());
                told.Add(model.Append(append));
            }
            Assert.Equal(told, (await Task.WhenAll(waiting)).Select(Pen.Tell));
        }
        Assert.Equal(model.Events, (await temp.Store.Feed(0, 10_000, stop)).Select(e => $"{e.Position} {e.Stream} {e.Version} {e.Actor} {e.Command}"));
        Assert.Equal(model.Holders, await temp.Query<string>("SELECT key || ' ' || stream FROM member_key ORDER BY 1"));
        Assert.Equal(model.Registered, await temp.Query<string>("SELECT r.stream || ' ' || max(j.version) || ' ' || r.stay FROM register r JOIN journal j ON j.stream = r.stream GROUP BY r.stream, r.stay ORDER BY 1"));
        Assert.Equal(model.Commands.Select(c => $"{c.Key.Actor} {c.Key.Id}").Order(StringComparer.Ordinal), (await temp.Query<string>("SELECT actor || ' ' || id FROM command")).Order(StringComparer.Ordinal));
    }

    /// <summary>Everything that won, in a list.</summary>
    sealed class ModelJournal
    {
        readonly List<Append> won = [];
        readonly Dictionary<string, List<(int Version, Picture Picture)>> pictures = Streams.ToDictionary(s => s, _ => new List<(int, Picture)>());

        public long Head => won.SelectMany(a => a.Parts).Sum(p => p.Entries.Length);
        public int Version(string stream) => won.SelectMany(a => a.Parts).Where(p => p.Stream == stream).Sum(p => p.Entries.Length);
        public IEnumerable<(CommandKey Key, Answer Answer)> Commands => won.Select(a => (a.Command, a.Answer));
        public string? Holder(string key) => Streams.FirstOrDefault(s => pictures[s] is [.., var last] && last.Picture.Keys.Contains(key));
        public IEnumerable<string> Holders => Keys.Where(k => Holder(k) is not null).Select(k => $"{k} {Holder(k)}");
        public IEnumerable<string> Registered => Streams.Where(s => Version(s) > 0).Select(s => $"{s} {Version(s)} {pictures[s][^1].Picture.Stay}");

        public IEnumerable<string> Events
        {
            get
            {
                var position = 0;
                foreach (var append in won)
                    foreach (var part in append.Parts)
                        for (var i = 1; i <= part.Entries.Length; i++)
                            yield return $"{++position} {part.Stream} {part.Expected + i} {append.Command.Actor} {append.Command.Id}";
            }
        }

        /// <summary>What somebody would send who knows the streams as they were.</summary>
        public Append Make(Try tried) => Pen.Command($"actor {tried.Actor}", $"k{tried.Id}", $"body {tried.Body}", [.. tried.Parts.Select(p =>
        {
            var stream = Streams[p.Stream];
            var known = pictures[stream].Take(pictures[stream].Count - Math.Max(p.Behind, 0)).LastOrDefault();
            var keys = Keys.Where((_, i) => (p.KeysAfter >> i & 1) == 1).ToArray();
            var stay = (known.Picture?.Stay ?? 0) + (p.KeysAfter == 7 || known.Picture is null ? 1 : 0);
            return new StreamPart(stream, known.Version - Math.Min(p.Behind, 0), [.. Enumerable.Repeat(Pen.Event(), p.Events)], known.Picture, Pen.Seen(keys, stay: stay));
        })]);

        public string Append(Append append)
        {
            if (won.FirstOrDefault(a => (a.Command.Actor, a.Command.Id) == (append.Command.Actor, append.Command.Id)) is { } first)
                return $"known {(first.Command.Fingerprint == append.Command.Fingerprint ? "same" : "other")} body: {first.Answer.ToJson()}";
            if (append.Parts.Any(p => p.Expected != Version(p.Stream))) return "conflict";
            foreach (var part in append.Parts)
                foreach (var key in part.After!.Keys.Where(k => part.Before?.Keys.Contains(k) != true))
                {
                    // As it would be afterwards: nobody else may hold the key then.
                    bool HasItAfter(string stream) => append.Parts.FirstOrDefault(p => p.Stream == stream) is { } other
                        ? other.After!.Keys.Contains(key) : pictures[stream] is [.., var last] && last.Picture.Keys.Contains(key);
                    if (Streams.Any(s => s != part.Stream && HasItAfter(s))) return $"key {key} taken";
                }
            var position = Head + 1;
            won.Add(append);
            foreach (var part in append.Parts) pictures[part.Stream].Add((part.Version, part.After!));
            return $"written at {position}";
        }
    }
}
