namespace Tracker.Server.Operations;

/// <summary>A page of a list, as <c>page</c> and <c>per_page</c> name it.</summary>
public readonly record struct Paging(int Page, int PerPage)
{
    private const int Standard = 50;

    private const int MaxDepth = 1_000_000;

    public int Offset => (Page - 1) * PerPage;

    /// <summary>50 on a page unless given, and at most <paramref name="most"/>; pages count from 1.</summary>
    public static Outcome<Paging> Of(int? page, int? perPage, int most)
    {
        if (page < 1) return Failure.Invalid("page must be 1 or more.");
        if (perPage < 1) return Failure.Invalid("per_page must be 1 or more.");
        var paging = new Paging(page ?? 1, Math.Min(perPage ?? Standard, most));
        return (long)paging.Page * paging.PerPage <= MaxDepth ? paging : Failure.Invalid($"page: lists reach to the {MaxDepth}th row.");
    }
}
