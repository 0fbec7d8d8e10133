# Pages: approval.
