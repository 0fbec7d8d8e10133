#!/usr/bin/env python3
"""What each group of features adds to the oddity forest, on the figures that train.py left in its work folder.

usage: ablate.py --work FOLDER

Each group is taken out and the forest trained anew (fewer trees, two of the folds); what the fit forest says stays, but for the
last row; the forest of spelling is left out. Prints slips caught at 1 and 2 asks on 100 clean messages.
"""
import argparse
import os

import numpy as np

import train as t

GROUPS = {
    "frequency and recency": "count share live livelier recent50 recent5 days messages_since minutes first_age rel_count "
                             "others_min_count others_unseen",
    "thread": "in_thread thread_since thread_exists alike_thread others_in_thread",
    "quote": "named author named_before quote others_named named_count alike_named alike_author author_known author_absent "
             "others_author",
    "greeting and names in the text": "greeted greeted_start mentioned is_greeting alike_greeted greeted_known others_mentioned",
    "company": "together_best together_mean together_back group_share group_rank alike_together neighbours",
    "words": "cosine cosine_own nearest nearest_rank odds subject recent_words words_now words_of_late same_text nearest_top "
             "alike_nearest alike_cosine alike_cosine_own alike_subject alike_odds alike_same_text rel_nearest "
             "shared_text_others",
    "domain": "inside place_count place_unseen freemail place_beside only_outsider place_nearest place_word place_live "
              "other_label others_inside",
    "habit": "field_share alone_share length_off reply_share",
    "spelling": "near near_count near_slip near_domain near_domain_count other_end end_share name_fit nearly_named "
                "odd_letters odd_domain twin_count same_local near_margin domain_slip no_end slip_names known_names "
                "quoted_near written_near near_first",
    "rivals": "alike_fit alike_margin missing_fit missing_margin beside_margin meant_odds alike_count best_prefix "
              "best_same_given best_same_family best_beside best_inside rivals_fitting given_count family_count given_margin "
              "family_margin prefix_margin near_margin alike_live alike_nearest alike_cosine alike_cosine_own alike_together "
              "alike_subject alike_odds alike_named alike_author alike_greeted alike_thread alike_same_text",
    "fit of the first forest": "fit alike_fit alike_margin missing_fit missing_margin beside_margin meant_odds fit_rank "
                               "fit_min_others fit_mean_others fit_max_others rivals_fitting given_margin family_margin "
                               "prefix_margin near_margin",
}
TREES = 120
TESTED = range(2)


def caught(score, y, k, rate):
    clean = k[:, 2] == 0
    _, at = np.unique(k[clean, 0].astype(np.int64) * 1000000 + k[clean, 1], return_inverse=True)
    top = np.full(at.max() + 1, -np.inf)
    np.maximum.at(top, at, score[clean])
    cut = np.sort(top)[::-1][int(rate * len(top))]
    return np.mean([np.mean(score[(k[:, 2] == f) & (y == 1)] > cut) for f in range(1, len(t.FORMS))])


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--work", required=True)
    a = p.parse_args()
    names, x, k = t.read(os.path.join(a.work, "odd-1"), "odd")
    fold = t.folds(np.bincount(k[:, 0], minlength=k[:, 0].max() + 1))
    of = fold[k[:, 0]]
    use, y, w = t.odd_rows(names, x, k, np.full(len(k), -np.inf))
    tested = np.isin(of, list(TESTED)) & (k[:, 1] >= 200)
    for title, group in [("nothing", "")] + list(GROUPS.items()):
        gone = set(group.split())
        assert gone <= set(names), gone - set(names)
        columns = [i for i, n in enumerate(names) if n not in gone]
        score = np.zeros(len(y))
        for f in TESTED:
            seen = use & (of != f)
            m = t.train(t.ODD, TREES, x[np.ix_(seen, columns)], y[seen], w[seen])
            score[of == f] = m.predict(x[np.ix_(of == f, columns)], raw_score=True)
        print("| %s | %.1f | %.1f |" % ((title,) + tuple(100 * caught(score[tested], y[tested], k[tested], r)
                                                        for r in (0.01, 0.02))), flush=True)


if __name__ == "__main__":
    main()
