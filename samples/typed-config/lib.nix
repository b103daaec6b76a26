rec {
  # Ports below 1024 are moved out of the privileged range.
  port = n: if n < 1024 then n + 8000 else n;

  # The right side wins; sets are merged all the way down.
  merge = a: b:
    a // builtins.mapAttrs
      (name: value: if builtins.isAttrs value && a ? ${name} then merge a.${name} value else value)
      b;
}
