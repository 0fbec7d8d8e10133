# Pages: sign in.
