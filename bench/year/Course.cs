namespace Coordination.Bench.Year;

/// <summary>What will happen to one case, drawn from <see cref="YearTable"/>: only what the workflow permits, in an order it permits.</summary>
internal sealed class Course
{
    /// <summary>Longer than nearly every course; those in the middle of their life are more often long than short.</summary>
    const int UsualStepsMax = 120;

    readonly Random random;
    readonly List<Step> steps = [];

    Course(Random random) => this.random = random;

    /// <summary>The course of a case that begins now.</summary>
    public static IReadOnlyList<Step> Draw(Random random)
    {
        var course = new Course(random);
        course.Live();
        return course.steps;
    }

    /// <summary>The course of a case found at any moment of a year, and how far it has come.</summary>
    public static (IReadOnlyList<Step> Steps, int Done) DrawUnderWay(Random random)
    {
        while (true)
        {
            var steps = Draw(random);
            if (random.Next(UsualStepsMax) < steps.Count)
            {
                return (steps, random.Next(steps.Count));
            }
        }
    }

    void Live()
    {
        Happens(Part.Beginning);
        Shuffled(Part.Beginning);
        var way = random.NextDouble();
        if (way >= YearTable.AdviceEnough)
        {
            steps.Add(Step.StartAssessment);
            Assess();
            if (way >= YearTable.AdviceEnough + YearTable.NoNeed + YearTable.Left)
            {
                PlanAndFollow();
            }
            else if (way >= YearTable.AdviceEnough + YearTable.NoNeed)
            {
                Happens(Part.Leaving);
            }
        }

        Shuffled(Part.Ending);
        Happens(Part.Ending);
        Shuffled(Part.Afterwards);
        if (random.NextDouble() < YearTable.Reopened)
        {
            Happens(Part.Again);
        }
    }

    void Assess()
    {
        Shuffled(Part.Assessment);
        Happens(Part.Assessment);
    }

    void PlanAndFollow()
    {
        MeetAndFollow();
        var rest = random.NextDouble();
        var more = rest < YearTable.ThirdMeeting ? 2 : rest < YearTable.SecondMeeting ? 1 : 0;
        for (var i = 0; i < more; i++)
        {
            if (random.NextDouble() < YearTable.Reassessed)
            {
                steps.Add(Step.Reassess);
                Assess();
            }

            MeetAndFollow();
        }
    }

    void MeetAndFollow()
    {
        Happens(Part.Meeting, until: Step.PlanMeeting);
        Shuffled(Part.Meeting);
        steps.Add(Step.HoldMeeting);
        steps.Add(Step.AgreePlan);
        Shuffled(Part.FollowUp, Tasks());
    }

    /// <summary>What makes a part what it is, in the table's order.</summary>
    void Happens(Part part, Step? until = null)
    {
        foreach (var habit in YearTable.Habits.Where(habit => habit.Part == part && habit.Fixed))
        {
            for (var times = Count(habit.Times); times > 0; times--)
            {
                steps.AddRange(habit.Group);
            }

            if (habit.Group[^1] == until)
            {
                return;
            }
        }
    }

    /// <summary>Every task is settled, so that the case can close.</summary>
    IEnumerable<IReadOnlyList<Step>> Tasks()
    {
        for (var i = 0; i < YearTable.TasksOfPlan; i++)
        {
            var settled = random.NextDouble() < YearTable.TaskDropped ? Step.DropTask : Step.CompleteTask;
            yield return random.NextDouble() < YearTable.TaskChanged ? [Step.ChangeTask, settled] : [settled];
        }
    }

    /// <summary>What else happens in it, in any order.</summary>
    void Shuffled(Part part, params IEnumerable<IReadOnlyList<Step>> also)
    {
        var groups = YearTable.Habits.Where(habit => habit.Part == part && !habit.Fixed)
            .SelectMany(habit => Enumerable.Repeat(habit.Group, Count(habit.Times))).Concat(also).ToArray();
        random.Shuffle(groups);
        steps.AddRange(groups.SelectMany(group => group));
    }

    /// <summary>So often that it is right on average.</summary>
    int Count(double times) => (int)Math.Floor(times + random.NextDouble());
}
