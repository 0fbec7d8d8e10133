# Pages: list.
