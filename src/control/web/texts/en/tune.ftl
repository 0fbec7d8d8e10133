# Pages: tune.
