"""Calls the kitchen server with Python's grpcio. Prints a line "PASS name" or "FAIL name: why" for each case.

usage: rpc_cases.py HOST:PORT DESCRIPTOR_SET
"""
import queue
import sys
import threading
import time

import grpc
from google.protobuf import descriptor_pb2, message_factory

from interop import case, equal, error, messages_of, pool_of, reflect, run_cases

TARGET, DESCRIPTOR_SET = sys.argv[1:3]
SERVICE = "/kitchen.v1.KitchenService/"
CODE = grpc.StatusCode
UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]

message = messages_of(DESCRIPTOR_SET)
Dish, Room, GetDish = message("kitchen.v1.Dish"), message("kitchen.v1.Room"), message("kitchen.v1.GetDishRequest")
Fail, Sleep, Count, Counted = (message("kitchen.v1." + n) for n in ("FailRequest", "SleepRequest", "CountRequest", "Counted"))
Context = message("kitchen.v1.ContextResponse")
HealthRequest, HealthResponse = message("grpc.health.v1.HealthCheckRequest"), message("grpc.health.v1.HealthCheckResponse")

channel = grpc.insecure_channel(TARGET, options=UNLIMITED)


def unary(name, request, response, on=channel):
    return on.unary_unary(SERVICE + name, request.SerializeToString, response.FromString)


echo, fail, sleep = unary("Echo", Dish, Dish), unary("Fail", Fail, Dish), unary("Sleep", Sleep, Counted)
count = channel.unary_stream(SERVICE + "Count", Count.SerializeToString, Counted.FromString)
total = channel.stream_unary(SERVICE + "Sum", Counted.SerializeToString, Counted.FromString)
chat = channel.stream_stream(SERVICE + "Chat", Dish.SerializeToString, Dish.FromString)


def cancelled():
    return next(count(Count(count=1))).cancelled


def rises_above(before):
    end = time.time() + 10
    while cancelled() <= before:
        assert time.time() < end, "the server did not notice"
        time.sleep(0.02)


@case
def unary_call():
    dish = Dish(string_field="é", labels={"a": "b"}, int64_field=2**60, as_text="x", opt_int=0)
    equal(echo(dish), dish)


@case
def empty_message():
    equal(echo(Dish()), Dish())


@case
def four_megabytes():
    dish = Dish(bytes_field=bytes(4_000_000))
    equal(echo(dish), dish)


@case
def too_large_message():
    equal(error(lambda: echo(Dish(bytes_field=bytes(5_000_000))))[0], CODE.RESOURCE_EXHAUSTED)


@case
def unknown_method():
    equal(error(lambda: unary("Nope", Dish, Dish)(Dish()))[0], CODE.UNIMPLEMENTED)


@case
def unknown_service():
    equal(error(lambda: channel.unary_unary("/a.B/C", Dish.SerializeToString, Dish.FromString)(Dish()))[0], CODE.UNIMPLEMENTED)


@case
def every_status():
    for code in CODE:
        if code.value[0]:
            equal(error(lambda: fail(Fail(code=code.value[0], text="t"))), (code, "t"))


@case
def message_text():
    equal(error(lambda: fail(Fail(code=5, text="bad: 100% ünïcode\n"))), (CODE.NOT_FOUND, "bad: 100% ünïcode\n"))


@case
def long_message_text():
    code, details = error(lambda: fail(Fail(code=5, text="ü" * 9000)))
    equal(code, CODE.NOT_FOUND)
    assert details.endswith("ü…") and len(details.encode()) <= 2048, len(details.encode())


@case
def bug_tells_nothing():
    equal(error(lambda: fail(Fail(code=-1))), (CODE.UNKNOWN, "Internal server error."))


@case
def limits():
    code, details = error(lambda: echo(Dish(strings=["x" * 101])))
    equal((code, details), (CODE.INVALID_ARGUMENT, "strings[0] may have at most 100 characters."))


@case
def deadline():
    start = time.time()
    equal(error(lambda: sleep(Sleep(milliseconds=10_000), timeout=0.2))[0], CODE.DEADLINE_EXCEEDED)
    assert time.time() - start < 5, time.time() - start


@case
def deadline_of_stream():
    before = cancelled()
    equal(error(lambda: list(count(Count(count=1000, pause_milliseconds=20), timeout=0.3)))[0], CODE.DEADLINE_EXCEEDED)
    rises_above(before)


@case
def deadline_is_seen_by_the_service():
    reply = unary("Context", Count, Context)(Count(), timeout=30)
    assert 20 < reply.deadline.seconds - time.time() < 40, reply


@case
def cancel_unary():
    before = cancelled()
    call = sleep.future(Sleep(milliseconds=60_000))
    time.sleep(0.2)
    call.cancel()
    rises_above(before)


@case
def cancel_stream():
    before = cancelled()
    stream = count(Count(count=10_000, pause_milliseconds=20))
    next(stream)
    stream.cancel()
    rises_above(before)


@case
def server_stream():
    equal([c.number for c in count(Count(count=200))], list(range(200)))


@case
def server_stream_that_fails():
    stream, seen = count(Count(count=3, fail=True)), []
    code, details = error(lambda: seen.extend(c.number for c in stream))
    equal((seen, code, details), ([0, 1, 2], CODE.DATA_LOSS, "Nothing left."))


@case
def large_stream_under_flow_control():
    equal(sum(len(c.padding) for c in count(Count(count=50, padding=500_000))), 25_000_000)


@case
def slow_reader():
    seen = 0
    for c in count(Count(count=20, padding=200_000)):
        seen += 1
        time.sleep(0.01)
    equal(seen, 20)


@case
def client_stream():
    equal(total(iter([Counted(number=i) for i in range(1000)])).number, 499_500)


@case
def empty_client_stream():
    equal(total(iter([])).number, 0)


@case
def ping_pong():
    requests = queue.Queue()
    answers = chat(iter(requests.get, None))
    for i in range(50):
        requests.put(Dish(int32_field=i))
        equal(next(answers).int32_field, i)
    requests.put(None)
    equal(list(answers), [])


@case
def idle_stream_survives():
    requests = queue.Queue()
    answers = chat(iter(requests.get, None))
    requests.put(Dish(int32_field=1))
    next(answers)
    # Longer than the server's grace for slow request bodies.
    time.sleep(7)
    requests.put(Dish(int32_field=2))
    equal(next(answers).int32_field, 2)
    requests.put(None)
    equal(list(answers), [])


@case
def gzip():
    zipped = grpc.insecure_channel(TARGET, compression=grpc.Compression.Gzip)
    dish = Dish(string_field="y" * 900, strings=["z" * 100] * 40)
    equal(unary("Echo", Dish, Dish, zipped)(dish), dish)
    zipped.close()


@case
def gzip_bomb():
    zipped = grpc.insecure_channel(TARGET, compression=grpc.Compression.Gzip)
    equal(error(lambda: unary("Echo", Dish, Dish, zipped)(Dish(bytes_field=bytes(20_000_000))))[0], CODE.RESOURCE_EXHAUSTED)
    zipped.close()


@case
def deflate_is_refused():
    deflated = grpc.insecure_channel(TARGET, compression=grpc.Compression.Deflate)
    equal(error(lambda: unary("Echo", Dish, Dish, deflated)(Dish(string_field="y" * 900)))[0], CODE.UNIMPLEMENTED)
    deflated.close()


@case
def malformed_message():
    raw = channel.unary_unary(SERVICE + "Echo", lambda x: x, lambda x: x)
    equal(error(lambda: raw(b"\xff\xff\xff"))[0], CODE.INTERNAL)


@case
def metadata():
    reply, call = unary("Context", Count, Context).with_call(Count(), metadata=[("idempotency-key", "key-1")])
    equal(reply.idempotency_key, "key-1")
    assert reply.user_agent.startswith("grpc-python"), reply


@case
def two_thousand_at_once():
    calls = [echo.future(Dish(int32_field=i)) for i in range(2000)]
    equal([c.result().int32_field for c in calls], list(range(2000)))


@case
def many_threads():
    wrong = []

    def work(n):
        for i in range(50):
            if echo(Dish(int32_field=n * 1000 + i)).int32_field != n * 1000 + i:
                wrong.append((n, i))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    equal(wrong, [])


check = channel.unary_unary("/grpc.health.v1.Health/Check", HealthRequest.SerializeToString, HealthResponse.FromString)
watch = channel.unary_stream("/grpc.health.v1.Health/Watch", HealthRequest.SerializeToString, HealthResponse.FromString)


@case
def health_check():
    equal(check(HealthRequest()).status, 1)
    equal(error(lambda: check(HealthRequest(service="nobody")))[0], CODE.NOT_FOUND)


@case
def health_watch():
    stream = watch(HealthRequest(service="nobody"))
    equal(next(stream).status, 3)
    stream.cancel()


@case
def reflection_v1():
    reflection("v1")


@case
def reflection_v1alpha():
    reflection("v1alpha")


def reflection(version):
    listed, symbol, by_name, unknown, extension, numbers = reflect(
        channel, message, version,
        {"list_services": ""},
        {"file_containing_symbol": "kitchen.v1.KitchenService.Echo"},
        {"file_by_filename": "google/protobuf/timestamp.proto"},
        {"file_containing_symbol": "no.Such"},
        {"file_containing_extension": {"containing_type": "google.protobuf.MethodOptions", "extension_number": 72295728}},
        {"all_extension_numbers_of_type": "google.protobuf.MethodOptions"},
    )
    equal([s.name for s in listed.list_services_response.service],
          ["kitchen.v1.KitchenService", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"])
    files = [descriptor_pb2.FileDescriptorProto.FromString(f) for f in symbol.file_descriptor_response.file_descriptor_proto]
    names = {f.name for f in files}
    assert {"kitchen/v1/kitchen.proto", "tracker/api/v1/options.proto", "google/protobuf/descriptor.proto"} <= names, names
    equal(descriptor_pb2.FileDescriptorProto.FromString(by_name.file_descriptor_response.file_descriptor_proto[0]).name,
          "google/protobuf/timestamp.proto")
    equal(unknown.error_response.error_code, 5)
    equal(descriptor_pb2.FileDescriptorProto.FromString(extension.file_descriptor_response.file_descriptor_proto[0]).name,
          "tracker/api/v1/options.proto")
    equal(list(numbers.all_extension_numbers_response.extension_number), [50100, 72295728])


@case
def call_from_reflection_alone():
    answer, = reflect(channel, message, "v1", {"file_containing_symbol": "kitchen.v1.KitchenService"})
    pool = pool_of(descriptor_pb2.FileDescriptorProto.FromString(f) for f in answer.file_descriptor_response.file_descriptor_proto)
    method = pool.FindServiceByName("kitchen.v1.KitchenService").FindMethodByName("Echo")
    factory = message_factory.MessageFactory(pool)
    request, response = factory.GetPrototype(method.input_type), factory.GetPrototype(method.output_type)
    reply = channel.unary_unary(SERVICE + method.name, request.SerializeToString, response.FromString)(request(string_field="dynamic"))
    equal(reply.string_field, "dynamic")


run_cases()
