"""Work of every bad kind, for processes that are to stand it."""

import os
import signal
import sys
import time


def of_kind(kind):
    yield "begun"
    match kind:
        case "hangs":
            time.sleep(600)
        case "spins":
            while True:
                pass
        case "leaves":
            os._exit(0)
        case "crashes":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "raises":
            raise ValueError(kind)
        case "swallows":
            yield len(bytearray(6 * 1024**3))
        case "prints":
            print("noise" * 10_000, flush=True)
            print("noise" * 10_000, file=sys.stderr, flush=True)
            os.write(1, b"noise")
        case "floods":
            yield from ("x" * 1_000_000 for _ in range(20))
    yield "done"
