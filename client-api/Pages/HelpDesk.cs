namespace Coordination.ClientApi.Pages;

/// <summary>Help: what each page is for and what is done there, each part under the page's own name.</summary>
static class HelpDesk
{
    public static IResult Show(HttpContext http) => Site.Page<HelpPage>(200, (nameof(HelpPage.Visit), Visit.Of(http)));
}
