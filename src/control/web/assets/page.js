// Live list and clock; every page works without.
