{ a = 1; } // import ./broken.nix
