"""Work beside the loop that draws, which nobody waits for who leaves."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable


async def beside(work: Callable[[], object]) -> None:
    """Do work in a thread of its own, and wait for it. Raises what it raises.

    A process that ends leaves it behind; a pool of threads would be waited for.
    """
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    faults: list[Exception] = []

    def run() -> None:
        try:
            work()
        except Exception as fault:  # noqa: BLE001 - raised again where it is waited for
            faults.append(fault)
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(done.set)

    threading.Thread(target=run, name="beside", daemon=True).start()
    await done.wait()
    for fault in faults:
        raise fault
