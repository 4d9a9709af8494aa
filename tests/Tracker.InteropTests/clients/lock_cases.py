"""Calls the real lock service with Python's grpcio, by messages made from what the server's own reflection tells.
Prints a line "PASS name" or "FAIL name: why" for each case.

usage: lock_cases.py HOST:PORT DESCRIPTOR_SET
"""
import sys

import grpc
from google.protobuf import descriptor_pb2, message_factory

from interop import case, equal, error, messages_of, pool_of, reflect, run_cases

TARGET, DESCRIPTOR_SET = sys.argv[1:3]
SERVICE = "tracker.lock.v1alpha1.LockService"
CODE = grpc.StatusCode

channel = grpc.insecure_channel(TARGET)
answer, = reflect(channel, messages_of(DESCRIPTOR_SET), "v1", {"file_containing_symbol": SERVICE})
pool = pool_of(descriptor_pb2.FileDescriptorProto.FromString(f) for f in answer.file_descriptor_response.file_descriptor_proto)
factory = message_factory.MessageFactory(pool)
METHODS = {m.name: (factory.GetPrototype(m.input_type), factory.GetPrototype(m.output_type)) for m in pool.FindServiceByName(SERVICE).methods}


def ask(name, metadata=None, **fields):
    request, response = METHODS[name]
    return channel.unary_unary(f"/{SERVICE}/{name}", request.SerializeToString, response.FromString)(request(**fields), metadata=metadata, timeout=30)


def acquire(**fields):
    request, response = METHODS["AcquireLock"]
    return channel.unary_stream(f"/{SERVICE}/AcquireLock", request.SerializeToString, response.FromString)(request(**fields), timeout=30)


@case
def create_conflict_unlock():
    lock = ask("CreateLock", service="py", who="ann", environment="prod", resource="deployment", ttl_seconds=60).lock
    equal((lock.service, lock.who, lock.environment, lock.ttl_seconds, lock.automatic), ("py", "ann", "production", 60, False))
    equal(lock.expires_at.ToMicroseconds() - lock.created_at.ToMicroseconds() >= 59_000_000, True)
    equal(ask("GetLock", id=lock.id).lock, lock)
    code, details = error(lambda: ask("CreateLock", service="py", who="bob", environment="production", resource="deployment"))
    assert code == CODE.ALREADY_EXISTS and "ann" in details and lock.id in details, (code, details)
    reply = ask("UnLock", id=lock.id)
    equal((reply.message, reply.id, reply.count), ("lock deleted", lock.id, 1))
    equal(error(lambda: ask("UnLock", id=lock.id))[0], CODE.NOT_FOUND)
    equal(ask("ListLocks", service="py").total_count, 0)


@case
def wait_by_stream():
    held = ask("CreateLock", service="py-wait", who="ann").lock
    stream = acquire(service="py-wait", who="bob", wait_seconds=25)
    waiting = next(stream).waiting
    equal((waiting.ahead, [h.id for h in waiting.holders]), (0, [held.id]))
    second = acquire(service="py-wait", who="carol", wait_seconds=25)
    equal(next(second).waiting.ahead, 1)
    equal([w.who for w in ask("ListLockWaiters", service="py-wait").waiters], ["bob", "carol"])
    ask("UnLock", id=held.id)
    mine, = list(stream)
    equal((mine.WhichOneof("progress"), mine.lock.who), ("lock", "bob"))
    assert mine.lock.token > held.token, (mine.lock.token, held.token)
    moved = next(second).waiting
    equal((moved.ahead, [h.who for h in moved.holders]), (0, ["bob"]))
    second.cancel()
    ask("UnLock", id=mine.lock.id)


@case
def update():
    lock = ask("CreateLock", service="py-update", who="ann", reason="kept", ttl_seconds=60).lock
    changed = ask("UpdateLock", id=lock.id, who="bob").lock
    equal((changed.who, changed.reason, changed.token), ("bob", "kept", lock.token))
    masked = ask("UpdateLock", id=lock.id, who="not meant", update_mask={"paths": ["reason", "ttl_seconds"]}).lock
    equal((masked.who, masked.reason, masked.HasField("expires_at")), ("bob", "", False))
    code, details = error(lambda: ask("UpdateLock", id=lock.id, update_mask={"paths": ["token"]}))
    assert code == CODE.INVALID_ARGUMENT and "token" in details, (code, details)


run_cases()
