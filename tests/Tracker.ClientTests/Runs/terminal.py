"""Runs the wrapper on real terminals. Prints "PASS case" or "FAIL case: why" for each case."""
import fcntl, os, pty, re, select, signal, struct, sys, termios, time

TRACKER, PATIENCE = sys.argv[1], 30.0


class Terminal:
    """A program whose terminal this is."""

    def __init__(self, *command, rows=33, columns=101):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            # The size is there before the program looks.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvp(command[0], command)
        self.seen = ""

    def type(self, text):
        os.write(self.fd, text.encode())

    def type_to_command(self, text):
        """Types once the shell's line editor has let the terminal go."""
        end = time.monotonic() + PATIENCE
        while not termios.tcgetattr(self.fd)[3] & termios.ICANON:
            assert time.monotonic() < end, "the shell keeps the terminal"
            time.sleep(0.01)
        self.type(text)

    def expect(self, pattern):
        """Waits for a pattern in what was not expected yet, and takes it out."""
        end = time.monotonic() + PATIENCE
        while True:
            found = re.search(pattern, self.seen)
            if found:
                self.seen = self.seen[found.end():]
                return found
            self.read(end, pattern)

    def press_until(self, key, pattern):
        """Presses a key again while nothing comes of it: the shell may not have handed the terminal over yet."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, self.seen):
            assert time.monotonic() < end, f"no {pattern!r} in {self.seen!r}"
            self.type(key)
            if select.select([self.fd], [], [], 2)[0]:
                time.sleep(0.2)
                self.read(end, pattern)
        self.expect(pattern)

    def read(self, end, what):
        ready, _, _ = select.select([self.fd], [], [], max(0, end - time.monotonic()))
        if not ready:
            raise AssertionError(f"no {what!r} in {self.seen!r}")
        try:
            got = os.read(self.fd, 65536)
        except OSError:
            got = b""
        if not got:
            raise AssertionError(f"it ended without {what!r}: {self.seen!r}")
        self.seen += got.decode(errors="replace")

    def end(self):
        """Waits for the end and returns the exit code."""
        end = time.monotonic() + PATIENCE
        try:
            while True:
                self.read(end, "its end")
        except AssertionError as e:
            if "it ended" not in str(e):
                raise
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


def run(*command):
    return Terminal(TRACKER, "run", "-q", *command)


def a_terminal_stays_a_terminal():
    t = run("python3", "-c", "import os; print([os.isatty(f) for f in (0, 1, 2)], tuple(os.get_terminal_size()), os.ttyname(0) == os.ttyname(2))")
    t.expect(r"\[True, True, True\] \(101, 33\) True")
    assert t.end() == 0


COUNTS = """
import signal, sys, time
n = 0
def count(*_):
    global n
    n += 1
signal.signal(signal.{0}, count)
print("up", flush=True)
while n == 0:
    time.sleep(0.01)
# A second one would come at once.
end = time.monotonic() + 0.5
while time.monotonic() < end:
    time.sleep(0.01)
print("counted", n, flush=True)
sys.exit(6)
"""


def a_key_reaches_the_command_once():
    for key, name in (("\x03", "SIGINT"), ("\x1c", "SIGQUIT")):
        t = run("python3", "-c", COUNTS.format(name))
        t.expect("up")
        t.type(key)
        t.expect("counted 1")
        code = t.end()
        assert code == 6, code


def an_interrupt_ends_the_command():
    t = run("sh", "-c", "echo up; exec sleep 600")
    t.expect("up")
    t.type("\x03")
    code = t.end()
    assert code == 130, code


def a_signal_to_the_wrapper_alone_is_passed_on():
    t = run("python3", "-c", COUNTS.format("SIGTERM"))
    t.expect("up")
    os.kill(t.pid, signal.SIGTERM)
    t.expect("counted 1")
    assert t.end() == 6


def shell():
    t = Terminal("bash", "--norc", "--noprofile", "-i")
    t.type("PS1='ready> '; set -b\n")
    t.expect("ready> ")
    t.expect("ready> ")
    return t


def leave(t):
    t.type("exit 3\n")
    assert t.end() == 3


def a_job_stops_and_goes_on():
    t = shell()
    t.type(f"{TRACKER} run -q sh -c 'echo u''p; read x; echo got $x'\n")
    t.expect("up\r\n")
    for _ in range(3):
        t.press_until("\x1a", "Stopped")
        t.expect("ready> ")
        t.type("fg\n")
        t.expect("run -q")
    t.type_to_command("hello\n")
    t.expect("got hello")
    t.expect("ready> ")
    leave(t)


def a_command_that_stops_itself_stops_the_job():
    t = shell()
    t.type(f"{TRACKER} run -q sh -c 'kill -STOP $$; echo on a''gain'\n")
    t.expect("Stopped")
    t.expect("ready> ")
    t.type("fg\n")
    t.expect("on again")
    t.expect("ready> ")
    leave(t)


def a_job_in_the_background_may_not_read():
    t = shell()
    t.type(f"{TRACKER} run -q cat &\n")
    # The job's line and not fg's, after which the terminal is still the shell's.
    t.expect("Stopped.*run -q cat")
    t.type("\nfg\n")
    t.expect("fg\r\n")
    t.expect("run -q cat")
    t.type_to_command("line\n")
    t.expect("line\r\nline")
    t.type_to_command("\x04")
    t.expect("ready> ")
    leave(t)


def a_pipeline_has_one_terminal():
    t = shell()
    t.type(f"{TRACKER} run -q sh -c 'read x </dev/tty; echo $x' | {TRACKER} run -q tr a-z A-Z\n")
    t.type_to_command("shout\n")
    t.expect("SHOUT")
    t.expect("ready> ")
    leave(t)


def the_terminal_stays_as_the_command_leaves_it():
    t = shell()
    t.type(f"{TRACKER} run -q stty -echo; stty -a | grep -o -- '-echo '; stty echo; {TRACKER} run -q true; stty -a | grep -o -- ' echo '\n")
    t.expect("\r-echo \r\n echo \r\n")
    t.expect("ready> ")
    leave(t)


def a_hangup_reaches_the_command():
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    t = run("sh", "-c", f"trap 'echo hangup >&{writer}; exit' HUP; echo up; while :; do sleep 0.05; done")
    os.close(writer)
    t.expect("up")
    os.close(t.fd)
    assert select.select([reader], [], [], PATIENCE)[0], "nothing"
    assert os.read(reader, 100).startswith(b"hangup")
    os.waitpid(t.pid, 0)


for case in (
    a_terminal_stays_a_terminal, a_key_reaches_the_command_once, an_interrupt_ends_the_command, a_signal_to_the_wrapper_alone_is_passed_on,
    a_job_stops_and_goes_on, a_command_that_stops_itself_stops_the_job, a_job_in_the_background_may_not_read, a_pipeline_has_one_terminal,
    the_terminal_stays_as_the_command_leaves_it, a_hangup_reaches_the_command,
):
    try:
        case()
        print("PASS", case.__name__, flush=True)
    except Exception as e:
        print(f"FAIL {case.__name__}: {type(e).__name__}: {str(e)!r}", flush=True)
