#!/usr/bin/env python3
"""What strangers' tools say of the API: schemathesis of every route by its description, promtool of the metrics.

test/api/contract.py --jutong build/dev/bin/jutong [--examples 20]

Both tools are fetched into build/contract (PyPI, and Debian's package `prometheus` unpacked, not installed): scripts/test contract.
"""
import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
REPO = HERE.parents[1]
TOOLS = REPO / "build" / "contract"
SCHEMATHESIS = "schemathesis==4.32.5"
# A description cannot say everything: a number's check digit, a folder that must be there. What fits it may still be refused.
EXCLUDED_CHECKS = "positive_data_acceptance,missing_required_header,unsupported_method"
sys.path.insert(0, str(HERE.parent / "console"))
from with_server import Server  # noqa: E402


def tools():
    venv = TOOLS / "venv"
    if not (venv / "bin" / "schemathesis").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin" / "pip", "install", "-q", SCHEMATHESIS], check=True)
    promtool = TOOLS / "prometheus" / "usr" / "bin" / "promtool"
    if not promtool.exists():
        part = TOOLS / "part"
        part.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "-qq", "download", "prometheus"], cwd=part, check=True)
        subprocess.run(["dpkg", "-x", next(part.glob("prometheus_*.deb")), TOOLS / "prometheus"], check=True)
    return venv / "bin" / "schemathesis", promtool


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jutong", required=True)
    parser.add_argument("--examples", default="20")
    options = parser.parse_args()
    jutong = str(pathlib.Path(options.jutong).resolve())
    schemathesis, promtool = tools()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="jutong-contract."))
    try:
        subprocess.run([jutong, "demo", "generate", "--people", "300", "--organizations", "80", "--seed", "1", "--out", folder / "in",
                        "--packs", REPO / "packs"], check=True, capture_output=True)
        subprocess.run([jutong, "run", "--from", folder / "in", "--data", folder / "var", "--packs", REPO / "packs"], check=True,
                       capture_output=True)
        server = Server(jutong, folder / "var")
        try:
            routes = subprocess.run([schemathesis, "run", server.url + "/api/v1/openapi.json", "--max-examples", options.examples,
                                     "--workers", "2", "--exclude-checks", EXCLUDED_CHECKS, "--exclude-path-regex", "/events$", "--exclude-method", "PATCH",
                                     "--phases", "coverage,fuzzing", "--request-timeout", "40"], cwd=folder)
            metrics = urllib.request.urlopen(server.url + "/metrics").read()
            names = subprocess.run([promtool, "check", "metrics"], input=metrics)
        finally:
            ended = server.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"schemathesis {'ok' if routes.returncode == 0 else 'FAIL'}, promtool {'ok' if names.returncode == 0 else 'FAIL'}, "
          f"server ended with {ended}")
    return 0 if routes.returncode == names.returncode == ended == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
