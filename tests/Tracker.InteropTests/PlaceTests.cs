namespace Tracker.InteropTests;

public sealed class PlaceTests;
