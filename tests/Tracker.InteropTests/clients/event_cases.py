"""Calls the real event service with Python's grpcio, by messages made from what the server's own reflection tells.
Prints a line "PASS name" or "FAIL name: why" for each case.

usage: event_cases.py OPEN_HOST:PORT KEYED_HOST:PORT KEY DESCRIPTOR_SET
"""
import sys
import time
import uuid
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import grpc
from google.protobuf import descriptor_pb2, message_factory

from interop import case, equal, error, messages_of, pool_of, reflect, run_cases

TARGET, KEYED_TARGET, KEY, DESCRIPTOR_SET = sys.argv[1:5]
SERVICE = "tracker.event.v1alpha1.EventService"
CODE = grpc.StatusCode
UNKNOWN_ID = "01890000-0000-7000-8000-000000000000"

standard = messages_of(DESCRIPTOR_SET)
channel, keyed = grpc.insecure_channel(TARGET), grpc.insecure_channel(KEYED_TARGET)


def described(version):
    """The service's methods: the classes of request and response by the method's name."""
    answer, = reflect(channel, standard, version, {"file_containing_symbol": SERVICE})
    pool = pool_of(descriptor_pb2.FileDescriptorProto.FromString(f) for f in answer.file_descriptor_response.file_descriptor_proto)
    factory = message_factory.MessageFactory(pool)
    return {m.name: (factory.GetPrototype(m.input_type), factory.GetPrototype(m.output_type))
            for m in pool.FindServiceByName(SERVICE).methods}


METHODS = described("v1")


def stub(name, on=channel, methods=METHODS):
    request, response = methods[name]
    return on.unary_unary(f"/{SERVICE}/{name}", request.SerializeToString, response.FromString)


def ask(name, on=channel, metadata=None, **fields):
    return stub(name, on)(METHODS[name][0](**fields), metadata=metadata, timeout=30)


def create(title, on=channel, metadata=None, slack_id="", links=None, **attributes):
    attributes = {"type": "deployment", "service": "shop", **attributes}
    return ask("CreateEvent", on, metadata, title=title, slack_id=slack_id, links=links, attributes=attributes).event


def get(id):
    return ask("GetEvent", id=id).event


def changes(event):
    """The changelog but its opening entry and what it tells of locks: field, kind, old and new value."""
    kind = event.DESCRIPTOR.fields_by_name["changelog"].message_type.fields_by_name["change_type"].enum_type
    return [(c.field, kind.values_by_number[c.change_type].name, c.old_value, c.new_value) for c in event.changelog if c.field != "lock"][1:]


def seconds(duration):
    return duration.seconds + duration.nanos / 1e9


def at(text):
    moment = datetime.fromisoformat(text)
    return {"seconds": int(moment.timestamp()), "nanos": moment.microsecond * 1000}


def titles(reply):
    return [e.title for e in reply.events]


def refused(code, expected, name, **fields):
    actual, details = error(lambda: ask(name, **fields))
    assert actual == code and expected in details, f"{name} {fields}: {actual} {details!r} instead of {code} {expected!r}"


@case
def reflection_v1():
    reflection("v1")


@case
def reflection_v1alpha():
    reflection("v1alpha")


def reflection(version):
    listed, unknown = reflect(channel, standard, version, {"list_services": ""}, {"file_containing_symbol": "no.Such"})
    names = {s.name for s in listed.list_services_response.service}
    assert {SERVICE, "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"} <= names, names
    equal(unknown.error_response.error_code, 5)
    methods = described(version)
    equal(sorted(methods), sorted([
        "CreateEvent", "UpdateEvent", "GetEvent", "DeleteEvents", "SearchEvents", "ListEvents", "TodayEvents",
        "AddChangelogEntry", "GetEventChangelog", "AddSlackId", "GetEventStats", "GetEventStatsByMonth"]))
    request = methods["CreateEvent"][0](title=version, attributes={"type": "drift", "service": "reflected"})
    equal(stub("CreateEvent", methods=methods)(request).event.title, version)


@case
def create_with_all_fields():
    first = create("Before")
    request = METHODS["CreateEvent"][0](
        title="Déploiement 🚀",
        attributes={
            "message": "line 1\nline 2", "source": "github_actions", "type": "deployment", "priority": "P2", "related_id": first.metadata.id,
            "service": "shop", "status": "planned", "environment": "production", "impact": True,
            "start_date": at("2024-05-01T10:00:00.123456+00:00"), "end_date": at("2024-05-01T11:00:00+00:00"), "owner": "ann",
            "stake_holders": ["bob", "eve"], "notification": True, "notifications": ["#ops"], "host": "web-1",
            "tags": ["blue", "canary"], "version": "1.2.3"},
        links={"pull_request_link": "https://git.example/pr/1", "ticket": "OPS-1"}, slack_id="1714557600.000100")
    event = stub("CreateEvent")(request).event
    equal((event.title, event.attributes, event.links), (request.title, request.attributes, request.links))
    equal((event.metadata.slack_id, uuid.UUID(event.metadata.id).version), (request.slack_id, 7))
    assert abs(event.metadata.created_at.seconds - time.time()) < 60, event.metadata
    equal([(c.user, c.change_type) for c in event.changelog], [("ann", 1)])
    equal(get(event.metadata.id), event)


@case
def create_with_little():
    event = create("Little")
    equal(event.metadata.HasField("duration"), False)
    equal((event.attributes.impact, event.attributes.notification, event.attributes.status), (False, False, 0))
    equal([(c.user, c.change_type) for c in event.changelog], [("system", 1)])
    equal(get(event.metadata.id), event)


@case
def deployment_in_two_creates():
    first = create("Deploy 2.0", status="start", environment="UAT")
    time.sleep(0.3)
    second = create("Deploy 2.0", status="success", environment="UAT", related_id=first.metadata.id)
    equal(second.attributes.related_id, first.metadata.id)
    between = (second.metadata.created_at.ToMicroseconds() - first.metadata.created_at.ToMicroseconds()) / 1e6
    equal(round(seconds(second.metadata.duration), 6), round(between, 6))
    assert 0.3 <= between < 30, between


@case
def update_of_what_is_set():
    event = create("Deploy 3", status="start", environment="mco", owner="ann", message="Kept", tags=["kept"], priority="P3")
    id = event.metadata.id
    updated = ask("UpdateEvent", id=id, attributes={"status": "success", "priority": "P1"}, links={"ticket": "OPS-2"}).event
    equal((updated.title, updated.attributes.message, list(updated.attributes.tags)), ("Deploy 3", "Kept", ["kept"]))
    equal(sorted(changes(updated)), [
        ("priority", "updated", "P3", "P1"), ("status", "status_changed", "start", "success"), ("ticket", "linked", "", "OPS-2")])
    assert 0 < seconds(updated.metadata.duration) < 30, updated.metadata
    equal(get(id), updated)


@case
def update_of_what_the_mask_names():
    event = create("Masked", message="To be cleared", owner="ann", priority="P3")
    updated = ask("UpdateEvent", id=event.metadata.id, title="Renamed", attributes={"priority": "P1", "owner": "not meant"},
                  update_mask={"paths": ["title", "attributes.message", "attributes.priority"]}).event
    equal((updated.title, updated.attributes.message, updated.attributes.priority, updated.attributes.owner), ("Renamed", "", 1, "ann"))
    equal(sorted(changes(updated)), [
        ("message", "updated", "To be cleared", ""), ("priority", "updated", "P3", "P1"), ("title", "updated", "Masked", "Renamed")])
    refused(CODE.INVALID_ARGUMENT, "update_mask", "UpdateEvent", id=event.metadata.id, update_mask={"paths": ["attributes.nope"]})


@case
def impact_false_is_a_value():
    event = create("Impact", impact=True, notification=True)
    equal(ask("UpdateEvent", id=event.metadata.id, attributes={"message": "m"}).event.attributes.impact, True)
    updated = ask("UpdateEvent", id=event.metadata.id, attributes={"impact": False}).event
    equal((updated.attributes.impact, updated.attributes.notification), (False, True))
    equal(changes(updated)[-1], ("impact", "updated", "true", "false"))


@case
def owner_alone_approves():
    event = create("Approve me", status="waiting_approval", slack_id="approve.1")
    updated = ask("UpdateEvent", slack_id="approve.1", attributes={"owner": "eve"}).event
    equal((updated.metadata.id, changes(updated)), (event.metadata.id, [("owner", "approved", "", "eve")]))
    equal(updated.changelog[-1].user, "eve")


@case
def get_by_uuid_and_slack_id():
    event = create("Both names", slack_id="both.1")
    equal(get(event.metadata.id), event)
    equal(get("both.1"), event)


@case
def changelog():
    event = create("Log", slack_id="log.1")
    entry = {"user": "bob", "change_type": "commented", "field": "status", "old_value": "a", "new_value": "b", "comment": "Why not"}
    added = ask("AddChangelogEntry", id="log.1", entry=entry).event.changelog[-1]
    equal((added.user, added.change_type, added.field, added.old_value, added.new_value, added.comment), ("bob", 6, "status", "a", "b", "Why not"))
    assert abs(added.timestamp.seconds - time.time()) < 60, added
    for i in range(4):
        ask("AddChangelogEntry", id=event.metadata.id, entry={"comment": str(i)})
    pages = [ask("GetEventChangelog", id=event.metadata.id, per_page={"value": 4}, page={"value": n}) for n in (1, 2, 3)]
    equal([[c.comment for c in p.changelog] for p in pages], [["", "Why not", "0", "1"], ["2", "3"], []])
    equal([p.total_count for p in pages], [6, 6, 6])


@case
def slack_id_added_later():
    event = create("No Slack yet")
    equal(ask("AddSlackId", id=event.metadata.id, slack_id="later.1").event.metadata.slack_id, "later.1")
    equal(get("later.1").metadata.id, event.metadata.id)


YEAR = {"start_date": "2019-01-01", "end_date": "2019-12-31"}


def found(**filters):
    """The one-letter titles of the matches among the year's four, newest first."""
    reply = ask("SearchEvents", **{**YEAR, **filters})
    equal(reply.total_count, len(reply.events))
    return "".join(titles(reply))


def four():
    """Creates them once, whichever case comes first."""
    if found() == "":
        create("a", source="ci", priority="P1", status="success", service="find-a", environment="production", impact=True, owner="ann",
               start_date=at("2019-01-10T12:00:00+00:00"), end_date=at("2019-01-12T12:00:00+00:00"), message="connection refused")
        create("b", type="incident", source="pager", priority="P2", status="open", service="find-b", environment="UAT", impact=False,
               owner="bob", start_date=at("2019-02-10T08:00:00+00:00"), slack_id="find.b")
        create("c", type="operation", source="ci", priority="P3", status="failure", service="find-a", environment="development",
               owner="ann", start_date=at("2019-03-10T23:30:00.5+00:00"))
        create("d", type="drift", source="scan", priority="P5", status="close", service="find-c", environment="mco", impact=True,
               owner="eve", start_date=at("2019-04-11T00:00:00+00:00"), message="connection lost")


@case
def search_by_each_filter():
    four()
    for expected, filters in [
        ("dcba", {}), ("ca", {"source": "ci"}), ("b", {"type": "incident"}), ("d", {"priority": "P5"}), ("c", {"status": "failure"}),
        ("ca", {"service": "find-a"}), ("b", {"environment": "UAT"}), ("da", {"impact": True}), ("cb", {"impact": False}),
        ("b", {"slack_id": "find.b"}), ("ca", {"owner": "ann"}), ("db", {"types": ["drift", "incident"]}), ("ba", {"statuses": ["success", "open"]}),
        ("dc", {"environments": ["development", "mco"]}), ("db", {"services": ["find-b", "find-c"]}), ("dba", {"type": "deployment", "types": ["drift", "incident"]}),
        ("c", {"source": "ci", "type": "operation", "priority": "P3", "status": "failure", "service": "find-a", "environment": "development",
               "impact": False, "owner": "ann"}),
        ("", {"source": "ci", "type": "drift"}), ("", {"service": "find"}), ("", {"slack_id": "find"}),
    ]:
        equal((filters, found(**filters)), (filters, expected))


@case
def search_by_dates():
    four()
    for expected, start, end in [
        ("a", "2019-01-11", "2019-01-11"), ("a", "2019-01-12T12", "2019-01-13"), ("", "2019-01-12T12:01", "2019-01-13"),
        ("b", "2019-02-10T08:00:00Z", "2019-02-10T08:00:00Z"), ("b", "2019-02-10T10:00:00+02:00", "2019-02-10T10:00:00.000000001+02:00"),
        ("", "2019-02-10T08:01", "2019-02-11"), ("b", "2019-02-01", "2019-02-10T08"), ("c", "2019-03-10", "2019-03-10"),
        ("c", "2019-03-10T23:30:00.5Z", "2019-03-10T23:30:00.5Z"), ("", "2019-03-11", "2019-04-10"), ("dc", "2019-03-01", "2019-12-31"),
    ]:
        equal((start, end, found(start_date=start, end_date=end)), (start, end, expected))


@case
def search_by_text():
    four()
    end = time.time() + 20
    while found(query="connection") != "da":  # The full text is fed behind the writes.
        assert time.time() < end, f"connection finds {found(query='connection')!r}"
        time.sleep(0.05)
    for expected, query in [("a", '"connection refused"'), ("da", "connec*"), ("a", "connection type:deployment"),
                            ("ca", "service:find-a"), ("db", "priority:P2 priority:P5"), ("", '"refused connection"')]:
        equal((query, found(query=query)), (query, expected))


@case
def search_in_pages():
    four()
    pages = [ask("SearchEvents", **YEAR, per_page={"value": 3}, page={"value": n}) for n in (1, 2, 3)]
    equal([(titles(p), p.total_count) for p in pages], [(["d", "c", "b"], 4), (["a"], 4), ([], 4)])
    everything = ask("SearchEvents", per_page={"value": 2})
    equal((len(everything.events), everything.total_count), (2, ask("GetEventStats").total_count))


@case
def list_in_pages():
    for i in range(3):
        create(f"future {i}", start_date=at(f"2090-01-0{i + 1}T00:00:00+00:00"))
    first, second = (ask("ListEvents", per_page={"value": 2}, page={"value": n}) for n in (1, 2))
    equal((titles(first), titles(second)[0]), (["future 2", "future 1"], "future 0"))
    equal((first.total_count, first.total_count_capped), (ask("GetEventStats").total_count, False))
    equal(len(ask("ListEvents").events), min(50, first.total_count))


@case
def today_in_the_callers_zone():
    now = datetime.now(timezone.utc).replace(microsecond=0)
    moments = {f"today {h:+}": now + timedelta(hours=h) for h in range(-40, 41, 4)}
    for title, moment in moments.items():
        create(title, service="today", start_date={"seconds": int(moment.timestamp())})
    for tz in ["", "UTC", "Europe/Paris", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12"]:
        zone, day = ZoneInfo(tz or "UTC"), None
        while day != datetime.now(zone).date():  # Again, should midnight come in between.
            day = datetime.now(zone).date()
            seen = [e.title for e in ask("TodayEvents", tz=tz, per_page={"value": 1000}).events if e.attributes.service == "today"]
        equal((tz, sorted(seen)), (tz, sorted(t for t, m in moments.items() if m.astimezone(zone).date() == day)))
    refused(CODE.INVALID_ARGUMENT, "tz", "TodayEvents", tz="Mars/Olympus")


COUNTED_YEAR = {"start_date": "2017-01-01", "end_date": "2017-12-31"}


def counted():
    if ask("GetEventStats", **COUNTED_YEAR).total_count == 0:
        for month, service, more in [(1, "x", {"impact": True, "priority": "P1", "environment": "UAT"}), (1, "y", {"status": "failure", "source": "ci"}),
                                     (1, "x", {"type": "incident"}), (3, "x", {"impact": True, "type": "drift"})]:
            create("counted", start_date=at(f"2017-0{month}-15T00:00:00+00:00"), **{"service": service, **more})


@case
def stats():
    counted()
    for expected, filters in [
        (4, {}), (1, {"environments": ["UAT"]}), (2, {"impact": {"value": True}}), (2, {"impact": {"value": False}}), (1, {"priorities": ["P1", "P2"]}),
        (2, {"types": ["incident", "drift"]}), (1, {"statuses": ["failure"]}), (1, {"source": "ci"}), (3, {"service": "x"}), (3, {"end_date": "2017-02-01"}),
    ]:
        equal((filters, ask("GetEventStats", **{**COUNTED_YEAR, **filters}).total_count), (filters, expected))


@case
def stats_by_month():
    counted()

    def months(**filters):
        reply = ask("GetEventStatsByMonth", **COUNTED_YEAR, **filters)
        equal(reply.total_count, sum(s.count for s in reply.stats))
        return [(s.year, s.month, s.count, s.service) for s in reply.stats]

    equal(months(), [(2017, 1, 3, ""), (2017, 3, 1, "")])
    equal(months(group_by_service=True), [(2017, 1, 2, "x"), (2017, 1, 1, "y"), (2017, 3, 1, "x")])
    equal(months(impact={"value": True}, types=["drift"]), [(2017, 3, 1, "")])


@case
def delete():
    by_uuid, by_slack = create("Gone"), create("Gone too", slack_id="gone.1")
    equal(ask("DeleteEvents", id=by_uuid.metadata.id).id, by_uuid.metadata.id)
    reply = ask("DeleteEvents", slack_id="gone.1")
    equal((reply.id, reply.slack_id), (by_slack.metadata.id, "gone.1"))
    for event in by_uuid, by_slack:
        refused(CODE.NOT_FOUND, event.metadata.id, "GetEvent", id=event.metadata.id)
        refused(CODE.NOT_FOUND, event.metadata.id, "GetEventChangelog", id=event.metadata.id)
        refused(CODE.NOT_FOUND, event.metadata.id, "DeleteEvents", id=event.metadata.id)


@case
def invalid_arguments_name_their_field():
    good = {"type": "deployment", "service": "shop"}
    id = create("Valid").metadata.id
    for field, name, request in [
        ("title", "CreateEvent", {"attributes": good}), ("attributes.type", "CreateEvent", {"title": "t"}),
        ("attributes.service", "CreateEvent", {"title": "t", "attributes": {"type": "drift"}}),
        ("attributes.type", "CreateEvent", {"title": "t", "attributes": {**good, "type": 99}}),
        ("attributes.status", "CreateEvent", {"title": "t", "attributes": {**good, "status": 99}}),
        ("attributes.end_date", "CreateEvent", {"title": "t", "attributes": {**good, "start_date": {"seconds": 2}, "end_date": {"seconds": 1}}}),
        ("attributes.start_date", "CreateEvent", {"title": "t", "attributes": {**good, "start_date": {"nanos": -1}}}),
        ("title", "CreateEvent", {"title": "t" * 501, "attributes": good}),
        ("attributes.tags[1]", "CreateEvent", {"title": "t", "attributes": {**good, "tags": ["", "t" * 101]}}),
        ("attributes.tags", "CreateEvent", {"title": "t", "attributes": {**good, "tags": ["t"] * 51}}),
        ("id", "UpdateEvent", {"title": "t"}), ("title", "UpdateEvent", {"id": id, "update_mask": {"paths": ["title"]}}),
        ("id", "GetEvent", {}), ("id", "DeleteEvents", {}), ("entry", "AddChangelogEntry", {"id": id}), ("slack_id", "AddSlackId", {"id": id}),
        ("start_date", "SearchEvents", {"start_date": "yesterday"}), ("end_date", "SearchEvents", {"end_date": "2019-02-30"}),
        ("start_date", "SearchEvents", {"start_date": "2019-02-02", "end_date": "2019-02-01"}), ("page", "SearchEvents", {"page": {"value": 0}}),
        ("query", "SearchEvents", {"query": "status:nope"}), ("page", "ListEvents", {"page": {"value": -1}}),
        ("start_date", "GetEventStats", {"start_date": "x"}), ("end_date", "GetEventStatsByMonth", {"end_date": "x"}),
    ]:
        refused(CODE.INVALID_ARGUMENT, field, name, **request)


@case
def unknown_events_are_not_found():
    refused(CODE.NOT_FOUND, "attributes.related_id", "CreateEvent", title="t", attributes={"type": "drift", "service": "s", "related_id": UNKNOWN_ID})
    for name, request in [("GetEvent", {}), ("GetEventChangelog", {}), ("UpdateEvent", {"title": "t"}), ("DeleteEvents", {}),
                          ("AddChangelogEntry", {"entry": {"comment": "c"}}), ("AddSlackId", {"slack_id": "s"})]:
        refused(CODE.NOT_FOUND, UNKNOWN_ID, name, id=UNKNOWN_ID, **request)
    refused(CODE.NOT_FOUND, "no.such", "GetEvent", id="no.such")


@case
def idempotency_key():
    once = [("idempotency-key", "create-1")]
    first = create("Once", metadata=once)
    equal(create("Once", metadata=once), first)
    code, details = error(lambda: create("Another", metadata=once))
    assert code == CODE.FAILED_PRECONDITION and "Idempotency-Key" in details, (code, details)
    request = METHODS["CreateEvent"][0](title="Together", attributes={"type": "drift", "service": "once"})
    together = [stub("CreateEvent").future(request, metadata=[("idempotency-key", "create-2")]) for _ in range(50)]
    equal(len({c.result().event.metadata.id for c in together}), 1)
    equal(ask("GetEventStats", service="once").total_count, 1)


@case
def no_key_is_unauthenticated():
    for call in [lambda: create("No key", keyed), lambda: ask("ListEvents", keyed), lambda: ask("GetEvent", keyed, id=UNKNOWN_ID)]:
        code, details = error(call)
        assert code == CODE.UNAUTHENTICATED and "API key" in details, (code, details)


@case
def wrong_key_is_unauthenticated():
    for wrong in [("x-api-key", KEY + "x"), ("authorization", f"Bearer {KEY[:-1]}")]:
        equal(error(lambda: create("Wrong key", keyed, metadata=[wrong]))[0], CODE.UNAUTHENTICATED)
    equal([event for event in ask("ListEvents", keyed, metadata=[("x-api-key", KEY)]).events if event.title == "Wrong key"], [])


@case
def right_key_by_either_header():
    for right in [("x-api-key", KEY), ("authorization", f"Bearer {KEY}")]:
        event = create("Right key", keyed, metadata=[right])
        equal(event.changelog[0].user, "API_KEY")
        equal(ask("GetEvent", keyed, metadata=[right], id=event.metadata.id).event, event)


def health(method, on, service, **options):
    request, response = standard("grpc.health.v1.HealthCheckRequest"), standard("grpc.health.v1.HealthCheckResponse")
    kind = on.unary_unary if method == "Check" else on.unary_stream
    return kind(f"/grpc.health.v1.Health/{method}", request.SerializeToString, response.FromString)(request(service=service), **options)


@case
def health_check():
    for on in channel, keyed:  # Probes have no key.
        for service in "", SERVICE:
            equal(health("Check", on, service).status, 1)
    equal(error(lambda: health("Check", channel, "nobody"))[0], CODE.NOT_FOUND)


@case
def health_watch():
    for service, status in [("", 1), (SERVICE, 1), ("nobody", 3)]:
        stream = health("Watch", channel, service)
        equal((service, next(stream).status), (service, status))
        stream.cancel()


@case
def deadline():
    stream, start = health("Watch", channel, SERVICE, timeout=0.5), time.time()
    equal(next(stream).status, 1)
    equal(error(lambda: next(stream))[0], CODE.DEADLINE_EXCEEDED)
    assert time.time() - start < 10, time.time() - start
    equal(error(lambda: stub("ListEvents")(METHODS["ListEvents"][0](), timeout=1e-6))[0], CODE.DEADLINE_EXCEEDED)


@case
def gzip():
    with grpc.insecure_channel(TARGET, compression=grpc.Compression.Gzip) as zipped:
        event = create("Zipped", zipped, message="abcdefghi\n" * 1900)
        equal(ask("GetEvent", zipped, id=event.metadata.id).event, event)
    equal(get(event.metadata.id).attributes.message, "abcdefghi\n" * 1900)


@case
def thousand_creates_at_once():
    request, many = METHODS["CreateEvent"][0], stub("CreateEvent")
    calls = [many.future(request(title=f"Many {i}", attributes={"type": "rpa_usage", "service": "many", "start_date": {"seconds": i}}), timeout=60)
             for i in range(1001)]
    events = [c.result().event for c in calls]
    equal([e.title for e in events], [f"Many {i}" for i in range(1001)])
    equal(len({e.metadata.id for e in events}), 1001)
    reply = ask("SearchEvents", service="many", per_page={"value": 5000})
    equal((titles(reply), reply.total_count), ([f"Many {i}" for i in range(1000, 0, -1)], 1001))


run_cases()
