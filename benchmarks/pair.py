#!/usr/bin/env python3
"""Runs Nix and a native program of ours by turns on each workload and prints medians and ratios (see run)."""
import argparse, math, os, shlex, statistics, subprocess, sys, tempfile, time

parser = argparse.ArgumentParser()
parser.add_argument("--runs", type=int, default=5)
parser.add_argument("--nix", default="nix-instantiate")
parser.add_argument("--command", required=True)
parser.add_argument("files", nargs="+")
options = parser.parse_args()


def once(argv):
    with tempfile.TemporaryFile() as out:
        start = time.time()
        process = subprocess.Popen(argv, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        out.seek(0)
        return usage.ru_utime + usage.ru_stime, time.time() - start, usage.ru_maxrss / 1024, status, out.read()


ratios = []
print(f"{'workload':<16}{'nix cpu':>9}{'our cpu':>9}{'ratio':>7}{'nix MB':>8}{'our MB':>8}{'build s':>9}{'KiB':>7}  equal")
with tempfile.TemporaryDirectory() as folder:
    for file in options.files:
        name = os.path.splitext(os.path.basename(file))[0]
        program = os.path.join(folder, name)
        start = time.time()
        subprocess.run([options.command, "build", file, "-o", program], check=True)
        built = time.time() - start
        nix = shlex.split(options.nix) + ["--readonly-mode", "--eval", "--strict", "--json", os.path.abspath(file)]
        ours = [program, "--strict", "--json"]
        results = {"nix": [], "ours": []}
        for run in range(options.runs):
            for side in ("nix", "ours") if run % 2 == 0 else ("ours", "nix"):
                results[side].append(once(nix if side == "nix" else ours))
        middle = {s: [statistics.median(r[i] for r in results[s]) for i in range(3)] for s in results}
        equal = results["nix"][-1][4] == results["ours"][-1][4] and results["ours"][-1][3] == 0
        ratios.append(middle["nix"][0] / max(middle["ours"][0], 1e-3))
        print(f"{name:<16}{middle['nix'][0]:>9.3f}{middle['ours'][0]:>9.3f}{ratios[-1]:>7.2f}{middle['nix'][2]:>8.0f}{middle['ours'][2]:>8.0f}"
              f"{built:>9.1f}{os.path.getsize(program) // 1024:>7}  {'yes' if equal else 'NO'}", flush=True)
        if not equal:
            sys.exit(f"{name}: the outputs differ")
print(f"geometric mean of the CPU ratios: {math.exp(statistics.fmean(map(math.log, ratios))):.2f}")
