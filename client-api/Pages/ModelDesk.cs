using System.Globalization;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi.Pages;

/// <summary>The operating models as people read them.</summary>
static class ModelDesk
{
    public static IResult List(HttpContext http) => Site.Page<ModelsPage>(200, (nameof(ModelsPage.Visit), Visit.Of(http)));

    public static IResult Newest(HttpContext http, string key, Rulebook rules) => Show(http, rules.Models.Newest(key));

    public static IResult Version(HttpContext http, string key, string version, Rulebook rules) =>
        Show(http, int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? rules.Models.Find(key, number) : null);

    static IResult Show(HttpContext http, OperatingModel? model) => model is null ? Site.Failed(http, Problem.NoSuchModel)
        : Site.Page<ModelPage>(200, (nameof(ModelPage.Visit), Visit.Of(http)), (nameof(ModelPage.Model), model));
}
