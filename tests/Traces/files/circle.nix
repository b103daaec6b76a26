1 + import ./circle-back.nix
