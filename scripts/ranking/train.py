#!/usr/bin/env python3
"""Trains the ranking of src/people/history: who fits a message, and who is odd in it.

usage: train.py --data FOLDER --outguard COMMAND [--work FOLDER] [--out FILE]

FOLDER holds messages.jsonl.gz and users.json. COMMAND is the outguard binary (release build): it computes the features and makes
the slips, so that they are the same here and in use. Everything is seeded; the same data gives the same weights.

Steps: figures of fit; one forest of fit for each fold of senders, and one of all; figures of oddity, each sender's with the fit
forest that has not seen them; from these forests of spelling and of oddity alike; the weights of all senders to --out, those of
each fold to FOLDER/cv.
"""
import argparse
import json
import os
import struct
import subprocess

import lightgbm as lgb
import numpy as np

VERSION = 4
FOLDS = 5
FIT = dict(objective="binary", learning_rate=0.08, num_leaves=31, min_data_in_leaf=150, feature_fraction=0.6,
           bagging_fraction=0.7, bagging_freq=1, lambda_l2=10.0, max_bin=63, verbosity=-1, seed=3, num_threads=1,
           deterministic=True, force_row_wise=True)
FIT_TREES = 200
ODD = dict(FIT, learning_rate=0.06, min_data_in_leaf=100, feature_fraction=0.4, lambda_l2=8.0, num_threads=2)
ODD_TREES = 300
ODD_SEEDS = (4, 5)
SPELT = dict(FIT, learning_rate=0.1, num_leaves=15, min_data_in_leaf=20, feature_fraction=1.0, bagging_fraction=1.0,
             bagging_freq=0, lambda_l2=1.0, num_threads=2)
SPELT_TREES = 80
OWN = 69          # features of oddity besides those of fit
FIRST = 150       # messages of a sender that are only learnt
YOUNGER = (0.25, 0.5, 0.75)  # the oddity forest also sees everybody as if their past began after this share of their mail
RIVALS = 0.4      # share of rivals that the fit forest sees
OTHERS = 0.15     # share of rightful recipients of slips that the oddity forest sees
SLIPS = 0.1       # weight of a slip in the oddity forest: where few are asked about, that is where it shall tell best
SURE = 3.0        # a typo that spelling alone gives away by more than this is not for the oddity forest
DEAREST = 1.8     # a slip to a similar name elsewhere weighs so much more: it costs most, and can be told
AHEAD = 1.5       # what spelling alone is put ahead by: most of what it asks about on clean mail are typos that happened
FORMS = ("clean", "autocomplete", "samedomain", "lookalike", "replyall", "stray", "typo", "directory")
TYPO = FORMS.index("typo")
LOOKALIKE = FORMS.index("lookalike")

# What tells how an address is spelt, whatever the message is.
SPELLING = ("near", "near_count", "near_slip", "near_domain", "near_domain_count", "other_end", "end_share", "name_fit",
            "nearly_named", "odd_letters", "odd_domain", "domain_slip", "no_end", "slip_names", "known_names", "quoted_near",
            "written_near", "near_first", "same_local", "place_unseen", "inside", "freemail", "named", "learnt")


def rows(a, stage, seed, rankings=None, after=0.0):
    folder = os.path.join(a.work, "%s-%d" % (stage, seed))
    os.makedirs(folder, exist_ok=True)
    command = a.outguard.split() + ["bench", "rows", "--data", a.data, "--out", folder, "--stage", stage, "--seed", str(seed),
                                    "--after", str(after)]
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


def octets(forest, columns=None):
    """The byte form that src/people/history/forest.rs reads; columns: which features the forest was shown."""
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
            feature = n["split_feature"] if columns is None else columns[n["split_feature"]]
            nodes[at] = struct.pack("<Hfhh", feature, t, below, above)
            return at

        walk(root)
        out += struct.pack("<H", len(nodes)) + b"".join(nodes) + struct.pack("<%df" % len(leaves), *leaves)
    return out


def trees(model, share=1.0, ahead=0.0):
    """Its trees, each giving a share of what it says; the first one gives something more."""
    out = [t["tree_structure"] for t in model.dump_model()["tree_info"]]

    def change(n, more):
        if "leaf_value" in n:
            n["leaf_value"] = n["leaf_value"] * share + more
        else:
            change(n["left_child"], more)
            change(n["right_child"], more)

    for at, tree in enumerate(out):
        change(tree, ahead if at == 0 else 0.0)
    return out


def write(path, n_fit, n_odd, fit, odd, spelt, calibration=()):
    with open(path, "wb") as f:
        f.write(b"OGR1" + struct.pack("<HHHH", VERSION, n_fit, n_odd, len(calibration)))
        f.write(struct.pack("<%df" % len(calibration), *calibration))
        f.write(fit + odd + spelt)


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


def is_typo_that_happened(names, x, k):
    """Clean mail to an address nobody got mail at before, one slip away from a contact with several messages. Nearly all of
    these are typos that people made; they shall not teach that such addresses are right."""
    column = {name: x[:, at] for at, name in enumerate(names)}
    is_near = (column["near_slip"] == 1) & (column["near_count"] > np.log1p(3.5))
    return (k[:, 2] == 0) & (column["count"] == 0) & is_near


def spelt_rows(names, x, k):
    """Rows of the spelling forest: typos against new addresses of mail as it was sent."""
    y = k[:, 4]
    new = (x[:, names.index("count")] == 0) & (k[:, 1] >= FIRST)
    return new & ((k[:, 2] == 0) | ((k[:, 2] == TYPO) & (y == 1))) & ~is_typo_that_happened(names, x, k), y


def odd_rows(names, x, k, spelt):
    """Rows of the oddity forest: wrong recipients against those of mail as it was sent; of the others in a slip, some. Forms that
    seldom can happen weigh more."""
    y = k[:, 4]
    is_sure = (k[:, 2] == TYPO) & (y == 1) & (spelt > SURE)
    use = (k[:, 1] >= FIRST) & ((k[:, 2] == 0) | (y == 1) | drawn(OTHERS, len(y), 1))
    use &= ~is_sure & ~is_typo_that_happened(names, x, k)
    many = np.maximum(np.bincount(k[(y == 1) & ~is_sure, 2], minlength=len(FORMS)), 1)
    weight = np.sqrt(many[1:TYPO].mean() / many)
    weight[LOOKALIKE] *= DEAREST
    return use, y, np.where(y == 1, weight[k[:, 2]] * SLIPS, 1.0)


def check(path, forests, figures):
    """A few rows and what the forests say of them, for the test that reads the weights. Each figure of a row is drawn for itself,
    so that no row is of anybody's mail."""
    out = {}
    for name, score in forests.items():
        x, r = figures[name], np.random.RandomState(7)
        drawn_rows = np.stack([x[r.randint(len(x), size=16), c] for c in range(x.shape[1])], axis=1)
        plain = [[float("%.6g" % v) for v in row] for row in drawn_rows]
        scores = score(np.array(plain, dtype=np.float32))
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
    figures = {"fit": x}
    use, y, w = fit_rows(k)
    of = fold[k[:, 0]]
    fits = {}
    for f in list(range(FOLDS)) + [None]:
        seen = use & (of != f) if f is not None else use
        fit = train(FIT, FIT_TREES, x[seen], y[seen], w[seen])
        fits[f] = octets(trees(fit))
        print("fit", "all" if f is None else f, seen.sum(), flush=True)
    n_fit = len(names)
    n_odd = n_fit + OWN
    nothing = octets([])
    for u, info in enumerate(users):
        write(os.path.join(cv, info["user"] + ".model"), n_fit, n_odd, fits[fold[u]], nothing, nothing)

    names, x, k = rows(a, "odd", a.seed, cv)
    figures["odd"] = figures["spelt"] = x
    assert len(names) == n_odd
    younger = [rows(a, "odd", a.seed + n, cv, after)[1:] for n, after in enumerate(YOUNGER, 1)]
    spelts, odds, whole, calibration = oddity(names, x, k, fold, younger)
    whole["fit"] = lambda rows: fit.predict(rows, raw_score=True)
    for u, info in enumerate(users):
        f = fold[u]
        write(os.path.join(cv, info["user"] + ".model"), n_fit, n_odd, fits[f], odds[f], spelts[f], calibration)
    write(a.out, n_fit, n_odd, fits[None], odds[None], spelts[None], calibration)
    check(os.path.splitext(a.out)[0] + ".check.json", whole, figures)


def oddity(names, x, k, fold, younger=()):
    """The forests of spelling and of oddity, for each fold and for all; what those of all say of rows; and the calibration.
    younger: more figures and keys for the forest of oddity to learn from; nothing is measured with them."""
    def spelt_of(m, rows):
        return m.predict(rows[:, columns], raw_score=True) + AHEAD

    def odd_of(models, rows):
        # as if slips had not been weighed down
        return sum(m.predict(rows, raw_score=True) for m in models) / len(models) - np.log(SLIPS)

    many = len(k)
    x, k = np.concatenate([x] + [more for more, _ in younger]), np.concatenate([k] + [more for _, more in younger])
    of = fold[k[:, 0]]
    columns = [names.index(name) for name in SPELLING]
    use, y = spelt_rows(names, x, k)
    use[many:] = False
    spelt, spelts = np.zeros(len(y)), {}
    for f in list(range(FOLDS)) + [None]:
        seen = use & (of != f) if f is not None else use
        speller = train(SPELT, SPELT_TREES, x[seen][:, columns], y[seen], np.ones(seen.sum()))
        spelts[f] = octets(trees(speller, ahead=AHEAD), columns)
        if f is not None:
            spelt[of == f] = spelt_of(speller, x[of == f])
    new = x[:, names.index("count")] == 0
    use, y, w = odd_rows(names, x, k, np.where(new, spelt - AHEAD, -np.inf))
    score, odds = np.zeros(len(y)), {}
    share = 1.0 / len(ODD_SEEDS)
    for f in list(range(FOLDS)) + [None]:
        seen = use & (of != f) if f is not None else use
        models = [train(dict(ODD, seed=seed), ODD_TREES, x[seen], y[seen], w[seen]) for seed in ODD_SEEDS]
        odds[f] = octets([tree for m in models for tree in trees(m, share, -np.log(SLIPS) * share)])
        if f is not None:
            score[of == f] = odd_of(models, x[of == f])
        print("odd", "all" if f is None else f, seen.sum(), flush=True)
    score = np.where(new, np.maximum(score, spelt), score)
    whole = {"odd": lambda rows: odd_of(models, rows), "spelt": lambda rows: spelt_of(speller, rows)}
    return spelts, odds, whole, calibrate(score[:many], k[:many])


if __name__ == "__main__":
    main()
