"""What the Python clients share: cases that print their outcome, and messages made at run time."""
import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

CASES = []


def case(function):
    CASES.append(function)
    return function


def run_cases():
    for run in CASES:
        try:
            run()
            print("PASS", run.__name__, flush=True)
        except Exception as e:  # A case that breaks in any way has failed; the others still count.
            print("FAIL", f"{run.__name__}: {type(e).__name__} {e}".replace("\n", " "), flush=True)


def equal(actual, expected):
    assert actual == expected, f"{actual!r} instead of {expected!r}"


def error(call):
    try:
        call()
    except grpc.RpcError as e:
        return e.code(), e.details()
    raise AssertionError("the call succeeded")


def pool_of(files):
    """A descriptor pool of FileDescriptorProtos given in any order."""
    pool, waiting = descriptor_pool.DescriptorPool(), {f.name: f for f in files}

    def add(name):
        if name in waiting:
            file = waiting.pop(name)
            for dependency in file.dependency:
                add(dependency)
            pool.Add(file)

    for name in list(waiting):
        add(name)
    return pool


def messages_of(descriptor_set):
    """A function from a message's full name to its class, for the messages of a stored FileDescriptorSet."""
    with open(descriptor_set, "rb") as stored:
        pool = pool_of(descriptor_pb2.FileDescriptorSet.FromString(stored.read()).file)
    factory = message_factory.MessageFactory(pool)
    return lambda name: factory.GetPrototype(pool.FindMessageTypeByName(name))


def reflect(channel, message, version, *questions):
    """Asks the server's reflection, whose v1 and v1alpha have the same messages."""
    ask = message("grpc.reflection.v1.ServerReflectionRequest")
    answer = message("grpc.reflection.v1.ServerReflectionResponse")
    method = f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo"
    call = channel.stream_stream(method, ask.SerializeToString, answer.FromString)
    return list(call(iter([ask(**q) for q in questions]), timeout=20))
