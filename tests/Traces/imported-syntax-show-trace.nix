import ./files/outer.nix
