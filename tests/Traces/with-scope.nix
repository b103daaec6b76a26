with { a = 1; }; with (import ./select.nix); a + b
