let self = import ./imports-itself-show-trace.nix; in builtins.trace "once more" (self + 1)
