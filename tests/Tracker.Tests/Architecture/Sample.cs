#pragma warning disable CA1812, CA1823, CS0169, CS0649, IDE0044, IDE0051, IDE0052, IDE0059 // Never run: read by the walls' tests.

// A server in small whose module Events breaks the walls once in each way.
namespace Tracker.Tests.Architecture.Sample.Locks
{
    internal class Held
    {
        public static readonly Held Instance = new();
        public static Held Find() => Instance;
        public void Release() => GC.KeepAlive(this);
    }

    internal sealed class HeldException : Exception;

    internal interface IHold;

    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class HoldAttribute : Attribute;

    internal static class HeldQueries
    {
        public static int Count() => 1;
    }

    [Operations.Offered]
    internal sealed class LockService
    {
        public Held? Holder;
        public static bool TryTake() => true;
    }
}

namespace Tracker.Tests.Architecture.Sample.Operations
{
    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class OfferedAttribute : Attribute;

    internal sealed class Metrics
    {
        public int Count { get; set; }
    }
}

namespace Tracker.Tests.Architecture.Sample.Web
{
    internal sealed class Card;
}

namespace Tracker.Tests.Architecture.Sample.Elsewhere
{
    internal sealed class Lost;
}

namespace Tracker.Tests.Architecture.Sample
{
    internal sealed class Composition
    {
        public static object[] All() => [new Locks.Held(), new Events.Allowed()];
    }
}

namespace Tracker.Tests.Architecture.Sample.Events
{
    using Tracker.Tests.Architecture.Sample.Locks;
    using Tracker.Tests.Architecture.Sample.Operations;

    internal sealed class ByBaseType : Held;

    internal sealed class ByInterface : IHold;

    internal sealed class ByConstraint
    {
        public static void Of<T>()
            where T : IHold
        {
        }
    }

    internal sealed class ByField
    {
        private Held? _held;
    }

    internal sealed class ByGenericArgument
    {
        private List<Dictionary<string, Held>>? _held;
    }

    internal sealed class ByArray
    {
        private Held[]? _held;
    }

    internal sealed class ByParameter
    {
        public static void Take(ref Held? held) => held = null;
    }

    internal sealed class ByReturn
    {
        public static Held? Give() => null;
    }

    internal sealed class ByLocal
    {
        public static object? Keep(object? any)
        {
            Held? held = null;
            Fill(out held, any);
            return held;
        }

        private static void Fill<T>(out T? to, object? from) => to = (T?)from;
    }

    internal sealed class ByCall
    {
        public static int Count() => HeldQueries.Count();
    }

    internal sealed class ByLambda
    {
        public static Func<int> Later() => () => HeldQueries.Count();
    }

    internal sealed class ByAsync
    {
        public static async Task<int> LaterAsync()
        {
            await Task.Yield();
            return HeldQueries.Count();
        }
    }

    internal sealed class ByTypeOf
    {
        public static string Name() => typeof(Held).Name;
    }

    internal sealed class ByCast
    {
        public static bool Is(object any) => any is Held;
    }

    internal sealed class ByCatch
    {
        public static bool Try(Action action)
        {
            try
            {
                action();
                return true;
            }
            catch (HeldException)
            {
                return false;
            }
        }
    }

    internal sealed class ByGenericMethod
    {
        public static object Make() => Activator.CreateInstance<Held>();
    }

    [Hold]
    internal sealed class ByAttribute;

    [System.Diagnostics.DebuggerTypeProxy(typeof(Held))]
    internal sealed class ByAttributeArgument;

    internal sealed class ByNested
    {
        internal sealed class Inner
        {
            private Held? _held;
        }
    }

    internal sealed class ByWebOutsideOfPages
    {
        private Web.Card? _card;
    }

    internal sealed class Allowed
    {
        private Metrics? _metrics;
        private LockService? _locks;
        public static bool Take() => LockService.TryTake();
    }

    internal sealed class EventsModule
    {
        private Web.Card? _card;
    }

    internal sealed class EventPage : Microsoft.AspNetCore.Components.ComponentBase
    {
        private Web.Card? _card;
    }

    internal sealed class InInstruction
    {
        public static string Sql(int id) => $"SELECT * FROM lock_holder WHERE id = {id}";
    }

    internal sealed class InConstant
    {
        private const string Sql = "UPDATE catalog SET version = $1";
    }

    internal sealed class OwnTables
    {
        private const string Sql = "SELECT * FROM event JOIN event_change USING (id)";
        private const string Shared = "INSERT INTO outbox VALUES ($1)";
    }
}

namespace Tracker.Tests.Architecture.Sample.Events.Pages
{
    internal sealed class EventForm
    {
        private Web.Card? _card;
    }
}
