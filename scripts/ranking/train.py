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
FIT_TREES = 200
ODD = dict(FIT, learning_rate=0.05, num_leaves=31, min_data_in_leaf=200, feature_fraction=0.4, lambda_l2=20.0, seed=4)
ODD_TREES = 400
OWN = 62          # features of oddity besides those of fit
FIRST = 150       # messages of a sender that are only learnt
RIVALS = 0.4      # share of rivals that the fit forest sees
OTHERS = 0.15     # share of rightful recipients of slips that the oddity forest sees
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


def calibrate(score, k):
    """What the senders' own pasts are measured by: the 95th percentile of the top scores of clean mail of all senders, and the
    scores that 0.5, 1, 2 and 5 of 100 clean messages exceed, each sender judged by a forest that has not seen them."""
    clean = (k[:, 2] == 0) & (k[:, 1] >= 200)
    message = k[clean, 0].astype(np.int64) * 1000000 + k[clean, 1]
    _, at = np.unique(message, return_inverse=True)
    top = np.full(at.max() + 1, -np.inf)
    np.maximum.at(top, at, score[clean])
    return [float(np.quantile(top, q)) for q in (0.95, 0.995, 0.99, 0.98, 0.95)]


def train(params, count, x, y, w):
    return lgb.train(params, lgb.Dataset(x, y, weight=w), count)


def drawn(share, many, seed):
    """A drawn share of many rows."""
    return np.random.RandomState(seed).rand(many) < share


def fit_rows(k):
    """Rows of the fit forest: who got the mail fits; rivals, and who came in by a slip, do not. Of the rivals some do, and weigh
    more for it."""
    y = ((k[:, 2] == 0) & (k[:, 3] >= 0)).astype(int)
    rival = k[:, 3] < 0
    use = ~rival | drawn(RIVALS, len(y), 2)
    return use, y, np.where(rival, 1 / RIVALS, 1.0)


def odd_rows(k):
    """Rows of the oddity forest: wrong recipients against those of mail as it was sent; of the others in a slip, some. Forms that
    seldom can happen weigh more."""
    y = k[:, 4]
    use = (k[:, 1] >= FIRST) & ((k[:, 2] == 0) | (y == 1) | drawn(OTHERS, len(y), 1))
    many = np.maximum(np.bincount(k[y == 1, 2], minlength=len(FORMS)), 1)
    weight = np.sqrt(many[1:].mean() / many)
    return use, y, np.where(y == 1, weight[k[:, 2]], 1.0)


def check(path, forests, figures):
    """A few rows and what the forests say of them, for the test that reads the weights. Each figure of a row is drawn for itself,
    so that no row is of anybody's mail."""
    out = {}
    for name, model in forests.items():
        x, r = figures[name], np.random.RandomState(7)
        drawn_rows = np.stack([x[r.randint(len(x), size=16), c] for c in range(x.shape[1])], axis=1)
        plain = [[float("%.6g" % v) for v in row] for row in drawn_rows]
        scores = model.predict(np.array(plain, dtype=np.float32), raw_score=True)
        out[name] = [{"features": row, "score": round(float(s), 5)} for row, s in zip(plain, scores)]
    with open(path, "w") as f:
        json.dump(out, f)
        f.write("\n")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--data", required=True)
    p.add_argument("--outguard", required=True)
    p.add_argument("--work", default="ranking-work")
    p.add_argument("--out", default="ranking.model")
    p.add_argument("--seed", type=int, default=1, help="what slips are drawn with")
    a = p.parse_args()
    with open(os.path.join(a.data, "users.json")) as f:
        users = json.load(f)
    fold = folds([u["messages"] for u in users])
    cv = os.path.join(a.work, "cv")
    os.makedirs(cv, exist_ok=True)

    names, x, k = rows(a, "fit", a.seed)
    whole, figures = {}, {"fit": x}
    use, y, w = fit_rows(k)
    of = fold[k[:, 0]]
    fits = {}
    for f in list(range(FOLDS)) + [None]:
        seen = use & (of != f) if f is not None else use
        whole["fit"] = train(FIT, FIT_TREES, x[seen], y[seen], w[seen])
        fits[f] = trees(whole["fit"])
        print("fit", "all" if f is None else f, seen.sum(), flush=True)
    n_fit = len(names)
    n_odd = n_fit + OWN
    for u, info in enumerate(users):
        write(os.path.join(cv, info["user"] + ".model"), n_fit, n_odd, fits[fold[u]], [])

    names, x, k = rows(a, "odd", a.seed, cv)
    figures["odd"] = x
    assert len(names) == n_odd
    use, y, w = odd_rows(k)
    of = fold[k[:, 0]]
    score = np.zeros(len(y))
    odds = {}
    for f in list(range(FOLDS)) + [None]:
        seen = use & (of != f) if f is not None else use
        m = whole["odd"] = train(ODD, ODD_TREES, x[seen], y[seen], w[seen])
        odds[f] = trees(m)
        if f is not None:
            score[of == f] = m.predict(x[of == f], raw_score=True)
        print("odd", "all" if f is None else f, seen.sum(), flush=True)
    np.save(os.path.join(a.work, "scores.npy"), score)
    calibration = calibrate(score, k)
    for u, info in enumerate(users):
        write(os.path.join(cv, info["user"] + ".model"), n_fit, n_odd, fits[fold[u]], odds[fold[u]], calibration)
    write(a.out, n_fit, n_odd, fits[None], odds[None], calibration)
    check(os.path.splitext(a.out)[0] + ".check.json", whole, figures)


if __name__ == "__main__":
    main()
