#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the benchmark programs of a build and writes docs/benchmarks.md and docs/benchmarks.json: nobody types a figure.
Those that are named take the places of their last run, if that was on such a machine; else they are only shown.

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
PROGRAMS = ["bench_decode", "bench_generate", "bench_roundtrip", "bench_window", "bench_models", "bench_samples",
            "bench_variations", "bench_start", "bench_sandbox", "bench_raster", "bench_neighbours", "bench_graph", "bench_pca", "bench_encode",
            "bench_invert", "bench_attribute", "bench_lassos", "bench_tsne", "bench_beside", "nn_bench"]


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
        sys.exit(f"{program.name} failed ({done.returncode}):\n{done.stderr[-2000:]}")
    result = json.loads(done.stdout)
    result["missing"] = "" if result["figures"] else done.stderr.strip()
    result.update(program=program.name, commit=commit(), load_before=round(load_before, 2), load_after=round(os.getloadavg()[0], 2),
                  seconds=round(time.time() - started, 1))
    return result


def commit():
    changes = output("git", "status", "--porcelain", "--untracked-files=no")
    return output("git", "rev-parse", "--short", "HEAD") + (" with changes" if changes else "")


def gpu_run(build, now):
    """Runs the self-check of core/nn, which uses a GPU where its LibTorch sees one. Else what the last run on a GPU
    left in benchmarks.json: {"devices", "date", "commit"}, or nothing."""
    if "cuda" in output(str(build / "bin/nn_selfcheck"), "--devices"):
        check = subprocess.run([str(build / "bin/nn_selfcheck")], capture_output=True, text=True, check=False)
        if check.returncode != 0:
            sys.exit(f"nn_selfcheck failed on the GPU:\n{check.stdout[-2000:]}{check.stderr[-2000:]}")
        return {**now, "devices": output("nvidia-smi", "--query-gpu=name", "--format=csv,noheader")}
    before = ROOT / "docs/benchmarks.json"
    return json.loads(before.read_text()).get("gpu_run") if before.exists() else None


def gpu_sentence(run):
    if not run:
        return "The CUDA paths have never run: no GPU was at hand, and their tests say that they were skipped."
    return f"The CUDA paths last ran on {run['devices']}, {run['date']}, commit {run['commit']}."


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
        f"- {gpu_sentence(report['gpu_run'])}",
    ]
    for result in report["results"]:
        lines += ["", f"## {result['title']}", "",
                  f"`{result['program']}`, commit {result['commit']}, {result['seconds']} s, load average {result['load_before']} before and {result['load_after']} after."]
        if not result["figures"]:
            lines += ["", "Not measured: " + result["missing"]]
            continue
        lines += ["", "| figure | what | measured | goal | met |", "| --- | --- | ---: | --- | --- |"]
        for figure in result["figures"]:
            met = {True: "yes", False: "**no**"}.get(figure.get("met"), "")
            lines.append(f"| {figure['id']} | {figure['what']} | {shown(figure['value'])} {figure.get('unit', '')} "
                         f"| {figure.get('goal', '')} | {met} |")
    return "\n".join(lines) + "\n"


def with_others(report):
    """The report with the last run's results of the other programs; None where that was on another machine."""
    file = ROOT / "docs/benchmarks.json"
    before = json.loads(file.read_text()) if file.exists() else {}
    if any(before.get(key) != report[key] for key in ("processor", "cores", "libtorch")):
        return None
    new = {result["program"]: result for result in report["results"]}
    others = {result["program"]: result for result in before["results"]}
    return {**report, "results": [{**others, **new}[name] for name in PROGRAMS if name in others or name in new]}


def main():
    build = (ROOT / sys.argv[1]).resolve()
    only = sys.argv[2:]
    results = []
    for name in PROGRAMS:
        program = find_program(build, name)
        if only and name not in only:
            continue
        if program is None:
            sys.exit(f"{name} is not built in {build}")
        sys.stderr.write(f"{name} …\n")
        result = run(program, build)
        results.append(result)
        for figure in result["figures"]:
            sys.stderr.write(f"  {figure['id']:8} {figure['what']}: {shown(figure['value'])} {figure.get('unit', '')}"
                             f"  (goal {figure.get('goal', 'none')})\n")
    information = output(str(build / "bin/morphoscope-cli"), "info", "arrows", "--json")
    now = {"date": time.strftime("%Y-%m-%d"), "commit": commit()}
    report = {
        **now,
        "processor": processor(),
        "cores": os.cpu_count(),
        "libtorch": json.loads(information)["libtorch"] if information else "unknown",
        "gpu_run": gpu_run(build, now),
        "results": results,
    }
    if only:
        print(markdown(report))
        report = with_others(report)
        if report is None:
            return
    (ROOT / "docs/benchmarks.json").write_text(json.dumps(report, indent=1) + "\n")
    (ROOT / "docs/benchmarks.md").write_text(markdown(report))


main()
