# Functions whose bindings belong to one way through them each, as of callPackage, evalOptionValue and mkDerivation.
let
  call = scope: f: args:
    let
      wanted = builtins.functionArgs f;
      all = builtins.intersectAttrs wanted scope // args;
      missing = builtins.filter (n: !wanted.${n} && !(all ? ${n})) (builtins.attrNames wanted);
      near = name: builtins.filter (n: builtins.substring 0 1 n == builtins.substring 0 1 name) (builtins.attrNames scope);
      describe = name: "${name} (perhaps ${toString (near name)})";
      error = "missing: ${toString (map describe missing)}";
      result = f all;
      override = new: call scope f (args // new);
    in
    if missing == [ ] then (if builtins.isAttrs result then result // { inherit override; } else result) else throw error;
  scope = { a = 1; b = 2; c = 3; d = 4; e = 5; };
  make = { a, b, c ? 0, extra ? 1 }:
    let
      sum = a + b + c;
      slow = builtins.genList (i: i * sum) 10;
      report = "of ${toString slow} and ${toString extra}";
      checked = assert sum > 0; sum;
    in
    if extra == 1 then { value = checked; inherit report; } else { value = builtins.length slow; inherit report; };
in
builtins.foldl' (acc: i: acc + (call scope make { extra = i - (i / 7) * 7; }).value) 0 (builtins.genList (i: i) 200000)
