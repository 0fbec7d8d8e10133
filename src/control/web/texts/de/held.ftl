# Pages: held.
