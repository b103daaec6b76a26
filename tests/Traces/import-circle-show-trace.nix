import ./files/circle.nix
