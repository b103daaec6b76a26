let f = { aa }: aa; in f { aa = 1; ab = 2; }
