#!/usr/bin/env python3
"""Trains the ranking of src/people/history: who fits a message, and who is odd in it.

usage: train.py --data FOLDER --outguard COMMAND [--work FOLDER] [--out FILE]

FOLDER holds messages.jsonl.gz and users.json. COMMAND is the outguard binary (release build): it computes the features and makes
the slips, so that they are the same here and in use. Everything is seeded; the same data gives the same weights.

Steps: figures of fit; one forest of fit for each fold of senders, and one of all; figures of oddity, each sender's with the fit
forest that has not seen them; the same of oddity; the weights of all senders to --out, those of each fold to FOLDER/cv.
"""
import argparse
import json
import os
import struct
import subprocess

import lightgbm as lgb
import numpy as np

VERSION = 1
FOLDS = 5
FIT = dict(objective="binary", learning_rate=0.08, num_leaves=31, min_data_in_leaf=150, feature_fraction=0.6,
           bagging_fraction=0.7, bagging_freq=1, lambda_l2=10.0, max_bin=63, verbosity=-1, seed=3, num_threads=1,
           deterministic=True, force_row_wise=True)
FIT_TREES = 150
ODD = dict(FIT, learning_rate=0.06, num_leaves=31, min_data_in_leaf=200, feature_fraction=0.4, lambda_l2=20.0, seed=4)
ODD_TREES = 300
FORMS = ("clean", "autocomplete", "samedomain", "lookalike", "replyall", "stray", "typo", "directory")


def rows(a, stage, seed, rankings=None):
    folder = os.path.join(a.work, "%s-%d" % (stage, seed))
    os.makedirs(folder, exist_ok=True)
    command = a.outguard.split() + ["bench", "rows", "--data", a.data, "--out", folder, "--stage", stage, "--seed", str(seed)]
    if rankings:
        command += ["--rankings", rankings]
    subprocess.run(command, check=True)
    return read(folder, stage)


def read(folder, stage):
    with open(os.path.join(folder, stage + ".names")) as f:
        names = f.read().split("\n")
    x = np.fromfile(os.path.join(folder, stage + ".f32"), dtype="<f4").reshape(-1, len(names))
    k = np.fromfile(os.path.join(folder, stage + ".i32"), dtype="<i4").reshape(-1, 5)
    order = np.lexsort((k[:, 4], k[:, 3], k[:, 2], k[:, 1], k[:, 0]), axis=0)
    return names, x[order], k[order]


def folds(messages):
    """Fold of each sender: the largest senders are spread first."""
    out = np.zeros(len(messages), dtype=int)
    load = [0] * FOLDS
    for u in sorted(range(len(messages)), key=lambda u: -messages[u]):
        f = load.index(min(load))
        out[u] = f
        load[f] += messages[u]
    return out


def octets(forest):
    """The byte form that src/people/history/forest.rs reads."""
    out = struct.pack("<H", len(forest))
    for root in forest:
        nodes, leaves = [], []

        def walk(n):
            if "leaf_value" in n:
                leaves.append(n["leaf_value"])
                return -len(leaves)
            at = len(nodes)
            nodes.append(None)
            below, above = walk(n["left_child"]), walk(n["right_child"])
            # features are 32-bit: the largest such number that is not above the threshold compares the same
            t = np.float32(n["threshold"])
            if float(t) > n["threshold"]:
                t = np.nextafter(t, np.float32(-np.inf))
            nodes[at] = struct.pack("<Hfhh", n["split_feature"], t, below, above)
            return at

        walk(root)
        out += struct.pack("<H", len(nodes)) + b"".join(nodes) + struct.pack("<%df" % len(leaves), *leaves)
    return out


def trees(model):
    return [t["tree_structure"] for t in model.dump_model()["tree_info"]]


def write(path, n_fit, n_odd, fit, odd, calibration=()):
    with open(path, "wb") as f:
        f.write(b"OGR1" + struct.pack("<HHHH", VERSION, n_fit, n_odd, len(calibration)))
        f.write(struct.pack("<%df" % len(calibration), *calibration))
        f.write(octets(fit) + octets(odd))


def train(params, count, x, y, w):
    return lgb.train(params, lgb.Dataset(x, y, weight=w, free_raw_data=False), count)
