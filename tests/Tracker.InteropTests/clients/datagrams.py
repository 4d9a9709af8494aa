"""Writes timeline messages with msgpack and json, one a line: its name, a tab, the datagram in hex."""

import datetime
import json

import msgpack

AT = datetime.datetime(2025, 11, 21, 3, 0, 0, 123456, tzinfo=datetime.timezone.utc)


def show(name, datagram):
    print(name, datagram.hex(), sep="\t")


def message(**more):
    return {"context": "ci", "name": "build", "type": 0, **more}


def pack(**more):
    return msgpack.packb(message(**more), datetime=True)


show("start", pack(name="build.compile", host="node-1", time=AT))
show("nanoseconds", pack(time=msgpack.Timestamp(1763694000, 123456789)))
show("whole_seconds", pack(time=AT.replace(microsecond=0)))
show("before_1970", pack(time=msgpack.Timestamp(-1, 999999000)))
show("far", pack(time=datetime.datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)))
show("zone", pack(type=1, time=AT.astimezone(datetime.timezone(datetime.timedelta(hours=-5)))))
show("without", pack(time=None, host=None, autoIP=None, status=None))
show("new_timeline", pack(type=3, name="build 42"))
show("unicode", pack(context="ci/büild", name="übersetzen.😀"))
show("status", pack(status="skipped", autoIP=True))
show("str_8", pack(context="c" * 200))
show("str_16", pack(name="n" * 1000))
show("bytes", msgpack.packb({b"context": b"ci", b"name": b"build", b"type": 2}, use_bin_type=True))
show("old_raw", msgpack.packb(message(context="c" * 40), use_bin_type=False))
show("unknown_keys", pack(more=[1.5, None, True, -70000, 2**63, b"\xc1", AT, {"x": {"y": msgpack.ExtType(9, b"z" * 300)}}], type=1))
show("too_deep", pack(more=[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]))
show("seconds", pack(time=1763694000.5))
show("array", msgpack.packb([message(name="a"), message(name="b", type=1)]))

show("json", json.dumps(message(name="b\"ü\\.x", time=AT.isoformat(), host="node-1", autoIP=True, status="ok")).encode())
show("json_utf8", json.dumps(message(name="b\"ü\\.x", time=AT.timestamp(), more={"x": [1e300, None]}), ensure_ascii=False, indent=2).encode())
