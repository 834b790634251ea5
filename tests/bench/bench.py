#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the benchmark programs of a build and writes docs/benchmarks.md and docs/benchmarks.json: nobody types a figure.

Each program prints one JSON object: {"title", "figures": [{"id", "what", "value", "unit", "goal", "met"?, "detail"?}]}.
Ratios are taken within one run of one program, both sides alternating; the load average stands beside them.
"""
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ["bench_decode", "bench_roundtrip", "bench_window", "bench_models", "bench_start", "bench_raster", "nn_bench"]


def output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False).stdout.strip()
    except OSError:
        return ""


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def find_program(build, name):
    for folder in ("bench", "bin", "tests"):
        if (build / folder / name).exists():
            return build / folder / name
    return None


def run(program, build):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "OMP_WAIT_POLICY": "passive"}
    load_before = os.getloadavg()[0]
    started = time.time()
    done = subprocess.run([program, str(build / "bin")], capture_output=True, text=True, cwd=ROOT, env=environment)
    if done.returncode != 0:
        sys.stderr.write(f"{program.name} failed ({done.returncode}):\n{done.stderr[-2000:]}\n")
        return None
    result = json.loads(done.stdout)
    result.update(program=program.name, load_before=round(load_before, 2), load_after=round(os.getloadavg()[0], 2),
                  seconds=round(time.time() - started, 1))
    return result


def shown(value):
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
    return str(value)


def markdown(report):
    lines = [
        "# Benchmarks",
        "",
        "Written by `./dev bench`; nobody types a figure. Ratios are taken within one run, both sides alternating, as the median over rounds.",
        "",
        f"- {report['date']}, commit {report['commit']}, {report['processor']}, {report['cores']} cores, LibTorch {report['libtorch']}",
        f"- {report['gpu']}",
    ]
    for result in report["results"]:
        lines += ["", f"## {result['title']}", "",
                  f"`{result['program']}`, {result['seconds']} s, load average {result['load_before']} before and {result['load_after']} after.",
                  "", "| figure | what | measured | goal | met |", "| --- | --- | ---: | --- | --- |"]
        for figure in result["figures"]:
            met = {True: "yes", False: "**no**"}.get(figure.get("met"), "")
            lines.append(f"| {figure['id']} | {figure['what']} | {shown(figure['value'])} {figure.get('unit', '')} "
                         f"| {figure.get('goal', '')} | {met} |")
    return "\n".join(lines) + "\n"


def main():
    build = (ROOT / sys.argv[1]).resolve()
    only = sys.argv[2:]
    results = []
    for name in PROGRAMS:
        program = find_program(build, name)
        if program is None or (only and name not in only):
            continue
        sys.stderr.write(f"{name} …\n")
        result = run(program, build)
        if result:
            results.append(result)
            for figure in result["figures"]:
                sys.stderr.write(f"  {figure['id']:8} {figure['what']}: {shown(figure['value'])} {figure.get('unit', '')}"
                                 f"  (goal {figure.get('goal', 'none')})\n")
    information = output(str(build / "bin/morphoscope-cli"), "info", "arrows", "--json")
    cuda = output(str(build / "bin/nn_selfcheck"), "--devices")
    report = {
        "date": time.strftime("%Y-%m-%d"),
        "commit": output("git", "rev-parse", "--short", "HEAD"),
        "processor": processor(),
        "cores": os.cpu_count(),
        "libtorch": json.loads(information)["libtorch"] if information else "unknown",
        "gpu": f"GPU checks ran on {cuda}" if "cuda" in cuda else "No GPU was at hand: the CUDA paths have never run; "
               "their tests say that they were skipped.",
        "results": results,
    }
    if only:
        print(markdown(report))
        return
    (ROOT / "docs/benchmarks.json").write_text(json.dumps(report, indent=1) + "\n")
    (ROOT / "docs/benchmarks.md").write_text(markdown(report))


main()
