namespace Tracker.BrowserTests;

public sealed class PlaceTests;
