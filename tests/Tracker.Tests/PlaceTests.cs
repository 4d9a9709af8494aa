namespace Tracker.Tests;

public sealed class PlaceTests;
