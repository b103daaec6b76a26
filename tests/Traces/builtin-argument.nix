builtins.concatStringsSep "," [ "a" (builtins.length 3) ]
