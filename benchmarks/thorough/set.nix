# The package set in stages, each with the tools of the one before, with overlays over the last one.
{ system ? "x86_64-linux", config ? { }, overlays ? [ (import ./overlay-a.nix) (import ./overlay-b.nix) ] }:
let
  lib = import ./lib.nix;
  bootstrap = derivation { name = "bootstrap-tools"; inherit system; builder = "/bin/sh"; args = [ "-c" "mkdir $out" ]; };
  fetchurl = { url ? "", urls ? [ ], sha256, name ? baseNameOf (toString (builtins.head (urls ++ [ url ]))), ... }:
    derivation {
      inherit name system;
      builder = "builtin:fetchurl";
      urls = urls ++ lib.optional (url != "") url;
      outputHashMode = "flat";
      outputHashAlgo = "sha256";
      outputHash = sha256;
      preferLocalBuild = true;
      impureEnvVars = [ "http_proxy" "https_proxy" "ftp_proxy" ];
    };

  stage = { stdenv, overlays ? [ ] }:
    let
      base = final:
        let callPackage = lib.callPackageWith (final // final.scope); in
        {
          inherit stdenv lib callPackage;
          inherit (stdenv) buildPlatform hostPlatform targetPlatform;
          fetchurl = lib.makeOverridable stdenv.fetchurl;
          scope = { inherit lib stdenv; inherit (final) fetchurl; };
        } // import ./all-packages.nix { inherit callPackage final; };
    in
    lib.fix (builtins.foldl' (f: overlay: lib.extends overlay f) base overlays);

  stdenvOf = prev: import ./stdenv.nix {
    inherit lib config system fetchurl;
    tools = if prev == null then bootstrap else prev.pkg0003;
    shell = if prev == null then bootstrap else prev.pkg0002;
    extraInputs = if prev == null then [ ] else [ prev.pkg0000 prev.pkg0001 ];
  };
  next = prev: stage { stdenv = stdenvOf prev; };
in
stage { stdenv = stdenvOf (next (next (next null))); inherit overlays; }
