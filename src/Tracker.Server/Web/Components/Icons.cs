namespace Tracker.Server.Web.Components;

/// <summary>Paths of 24×24 stroked icons that the shell and its components use.</summary>
public static class Icons
{
    public const string Alert = "M12 8v5M12 16.5h.01M12 3l9.5 17h-19z";
    public const string Calendar = "M4 5h16v16H4zM4 10h16M8 3v4M16 3v4";
    public const string Check = "M4 12.5l5 5L20 6.5";
    public const string ChevronDown = "M6 9l6 6 6-6";
    public const string ChevronLeft = "M15 6l-6 6 6 6";
    public const string ChevronRight = "M9 6l6 6-6 6";
    public const string Close = "M6 6l12 12M18 6L6 18";
    public const string Contrast = "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18";
    public const string Copy = "M9 9h11v11H9zM5 15H4V4h11v1";
    public const string External = "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6";
    public const string Filter = "M4 6h16M7 12h10M10 18h4";
    public const string Home = "M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-6h4v6";
    public const string Key = "M14.5 4a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM10.6 13.4L3 21v-3l1.5-1.5M16 9h.01";
    public const string List = "M8 6h13M8 12h13M8 18h13M3 6h.01M3 12h.01M3 18h.01";
    public const string Menu = "M4 6h16M4 12h16M4 18h16";
    public const string Moon = "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z";
    public const string Plus = "M12 5v14M5 12h14";
    public const string Search = "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16.2 16.2L21 21";
    public const string Sun = "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M19 5l-1.4 1.4M6.4 17.6L5 19";
}
