#!/usr/bin/env python3
"""A full disk: the run fails, says so, with exit code 9 (unavailable), and leaves a state from which the next run goes on once
there is room. The disk is a small tmpfs in a mount namespace of its own.

    test/fault/disk_full.py --jutong build/dev/bin/jutong [--shares 0.02 0.1 …]
"""
import os
import subprocess
import sys

from common import Bench, need, skip

SHARES = (0.02, 0.1, 0.3, 0.7)  # of the room that a run needs; more with --shares


def mount(*words):
    subprocess.run(["mount", *map(str, words)], check=True, capture_output=True)


def main():
    if os.environ.get("JUTONG_DISK_FULL") != "inside":
        if subprocess.run(["unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=1m none /mnt"], capture_output=True).returncode != 0:
            skip("this user may not mount")
        os.execvpe("unshare", ["unshare", "-m", sys.executable, *sys.argv], {**os.environ, "JUTONG_DISK_FULL": "inside"})
    bench = Bench(__doc__, (("--shares",), {"type": float, "nargs": "+", "default": SHARES}))
    demo = bench.demo()
    disk = bench.folder / "disk"
    disk.mkdir()

    def fresh(kib):
        subprocess.run(["umount", disk], capture_output=True)
        mount("-t", "tmpfs", "-o", f"size={kib}k", "none", disk)
        return disk / "var"

    def used_kib():
        status = os.statvfs(disk)
        return (status.f_blocks - status.f_bfree) * status.f_frsize // 1024

    data = fresh(1 << 20)
    bench.run("run", "--from", demo, data=data)
    wanted, needed = bench.libraries(data), used_kib()

    def full_at(share):
        data = fresh(int(needed * share))
        done = bench.run("run", "--from", demo, data=data, code=None)
        need(done.returncode == 9, f"exit {done.returncode}: {done.stdout[-500:]}{done.stderr[-1500:]}")
        need("full" in done.stderr or "No space" in done.stderr, f"it does not say why: {done.stderr[-800:]}")
        mount("-o", "remount,size=1g", disk)
        bench.run("run", "--from", demo, data=data)
        bench.check_same(bench.libraries(data), wanted)
        bench.check_clean(data)

    for share in bench.options.shares:
        bench.case(f"disk_full/at {share:.0%} of {needed} KiB", lambda share=share: full_at(share))
    subprocess.run(["umount", disk], capture_output=True)
    bench.finish()


main()
