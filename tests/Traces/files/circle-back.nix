let back = import ./circle.nix; in back
