{ x = 1; inherit (x) y y 1; }
