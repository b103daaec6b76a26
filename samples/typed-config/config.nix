# The configuration of an imaginary web service: a function of the environment it runs in.
{ environment ? "development", replicas ? 1 }:
let
  inherit (builtins) genList map toString;
  inherit (import ./lib.nix) merge port;

  base = {
    name = "shop";
    log.level = "info";
    http = { host = "0.0.0.0"; port = port 80; };
  };

  overrides = {
    development = { log.level = "debug"; http.host = "localhost"; };
    production = { http.port = port 443; };
  };
in
assert replicas > 0;
merge base overrides.${environment} // {
  workers = genList (i: { id = i; queue = "jobs-${toString i}"; }) replicas;
}
