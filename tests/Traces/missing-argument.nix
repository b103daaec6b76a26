let
  make = { name, version ? "1" }: "${name}-${version}";
in
make { versoin = "2"; }
