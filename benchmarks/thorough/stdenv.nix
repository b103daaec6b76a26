# A derivation from what a package says of itself: inputs by where they run, flags, checks, outputs, meta, overriding.
{ lib, config, system, tools, shell, extraInputs ? [ ], fetchurl }:
let
  inherit (builtins) any elem filter isList isString map;
  buildPlatform = lib.systems.elaborate system;
  hostPlatform = buildPlatform;
  meta' = import ./meta.nix { inherit lib config hostPlatform; };

  allFlags = [ "fortify" "stackprotector" "pie" "pic" "strictoverflow" "format" "relro" "bindnow" ];
  defaultFlags = lib.remove "pie" allFlags;
  inputKinds = [ "depsBuildBuild" "nativeBuildInputs" "depsBuildTarget" "depsHostHost" "buildInputs" "depsTargetTarget" ];
  propagated = kind: if kind == "buildInputs" then "propagatedBuildInputs" else if kind == "nativeBuildInputs" then "propagatedNativeBuildInputs" else "${kind}Propagated";
  ownAttrs = [ "meta" "passthru" "pos" "checkInputs" "nativeCheckInputs" "installCheckInputs" "nativeInstallCheckInputs" "hardeningEnable" "hardeningDisable" "env" "__darwinAllowLocalNetworking" "sandboxProfile" ]
    ++ inputKinds ++ map propagated inputKinds;

  checkList = where:
    let
      go = path: lib.imap (i: dep:
        if dep == null || isString dep || lib.isDerivation dep || builtins.isPath dep then dep
        else if isList dep then go (path ++ [ i ]) dep
        else throw "input ${toString (i + 1)} of ${where}${lib.concatStringsSep "." (map toString path)} is no derivation");
    in
    go [ ];

  checkEnv = n: v:
    if isString v || builtins.isBool v || builtins.isInt v || lib.isDerivation v then v else throw "env.${n} is no string, number or derivation";

  makeArgs =
    { pname ? null, version ? null
    , depsBuildBuild ? [ ], nativeBuildInputs ? [ ], depsBuildTarget ? [ ], depsHostHost ? [ ], buildInputs ? [ ], depsTargetTarget ? [ ]
    , propagatedBuildInputs ? [ ], propagatedNativeBuildInputs ? [ ]
    , checkInputs ? [ ], nativeCheckInputs ? [ ], installCheckInputs ? [ ]
    , configureFlags ? [ ], cmakeFlags ? [ ], mesonFlags ? [ ], configurePlatforms ? [ ]
    , doCheck ? config.doCheckByDefault or false, doInstallCheck ? false
    , strictDeps ? config.strictDepsByDefault or false, enableParallelBuilding ? config.parallelByDefault or true
    , hardeningEnable ? [ ], hardeningDisable ? [ ], patches ? [ ], outputs ? [ "out" ], env ? { }, separateDebugInfo ? false, ...
    }@attrs:
    let
      unknown = lib.subtractLists (allFlags ++ [ "all" ]) (hardeningDisable ++ hardeningEnable);
      enabled =
        if elem "all" hardeningDisable then [ ]
        else lib.subtractLists hardeningDisable (lib.unique (defaultFlags ++ hardeningEnable));
      really = doCheck && buildPlatform.canExecute hostPlatform;
      outputs' = outputs ++ lib.optional separateDebugInfo "debug";
      dev = list: map (dep: lib.getDev (dep.__spliced.host or dep)) (filter (dep: dep != null) list);
      inputs = {
        depsBuildBuild = dev (checkList "depsBuildBuild" depsBuildBuild);
        nativeBuildInputs = dev (checkList "nativeBuildInputs" (nativeBuildInputs ++ lib.optionals really nativeCheckInputs
          ++ lib.optional (separateDebugInfo && hostPlatform.isLinux) shell));
        depsBuildTarget = dev (checkList "depsBuildTarget" depsBuildTarget);
        depsHostHost = dev (checkList "depsHostHost" depsHostHost);
        buildInputs = dev (checkList "buildInputs" (buildInputs ++ lib.optionals really checkInputs ++ lib.optionals doInstallCheck installCheckInputs ++ extraInputs));
        depsTargetTarget = dev (checkList "depsTargetTarget" depsTargetTarget);
      };
      propagatedInputs = {
        propagatedBuildInputs = dev (checkList "propagatedBuildInputs" propagatedBuildInputs);
        propagatedNativeBuildInputs = dev (checkList "propagatedNativeBuildInputs" propagatedNativeBuildInputs);
      };
      platformFlags = lib.optional (elem "build" configurePlatforms) "--build=${buildPlatform.config}"
        ++ lib.optional (elem "host" configurePlatforms) "--host=${hostPlatform.config}";
      envOverlap = builtins.attrNames (builtins.intersectAttrs attrs env);
    in
    if unknown != [ ] then throw "unknown hardening flags: ${lib.concatStringsSep " " unknown}"
    else if envOverlap != [ ] then throw "both an attribute and in env: ${lib.concatStringsSep " " envOverlap}"
    else
      removeAttrs attrs ownAttrs // builtins.mapAttrs checkEnv env // {
        name = if attrs ? name then attrs.name else "${pname}${lib.optionalString (hostPlatform.isStatic) "-static"}-${version}";
        builder = attrs.realBuilder or "${shell}/bin/sh";
        args = attrs.args or [ "-e" (attrs.builder or ./builder.sh) ];
        stdenv = tools;
        inherit system doInstallCheck strictDeps;
        inherit (inputs) depsBuildBuild nativeBuildInputs depsBuildTarget depsHostHost buildInputs depsTargetTarget;
        inherit (propagatedInputs) propagatedBuildInputs propagatedNativeBuildInputs;
        configureFlags = configureFlags ++ platformFlags;
        doCheck = really;
        inherit patches;
        outputs = outputs';
        __ignoreNulls = true;
      }
      // lib.optionalAttrs (enabled != defaultFlags) { NIX_HARDENING_ENABLE = enabled; }
      // lib.optionalAttrs (attrs ? cmakeFlags || any (d: (d.pname or null) == "cmake") nativeBuildInputs) {
        cmakeFlags = cmakeFlags ++ [ "-DCMAKE_SYSTEM_NAME=${hostPlatform.parsed.kernel.name}" ] ++ lib.optional hostPlatform.isStatic "-DBUILD_SHARED_LIBS=OFF";
      }
      // lib.optionalAttrs (attrs ? mesonFlags) {
        mesonFlags = mesonFlags ++ lib.optional hostPlatform.isStatic "-Ddefault_library=static";
      }
      // lib.optionalAttrs enableParallelBuilding { inherit enableParallelBuilding; enableParallelChecking = attrs.enableParallelChecking or true; }
      // lib.optionalAttrs (hostPlatform.isDarwin) { __sandboxProfile = attrs.sandboxProfile or ""; }
      // lib.optionalAttrs (separateDebugInfo) { dontStrip = true; };

  make = rattrs: attrs:
    let
      args = makeArgs (removeAttrs attrs [ "finalPackage" ]);
      references = attrs.nativeBuildInputs or [ ] ++ attrs.buildInputs or [ ] ++ attrs.propagatedBuildInputs or [ ];
      validity = meta'.assertValidity { inherit meta attrs; };
      meta = meta'.commonMeta { inherit validity attrs; references = filter lib.isDerivation references; };
      overrideAttrs = change:
        let overlay = if lib.isFn change then (final: prev: let f = change prev; in if lib.isFn f then change final prev else f) else (_: _: change);
        in makeFinal (lib.extends overlay rattrs);
      # An environment with the inputs and no build.
      inputDerivation = derivation (args // {
        name = "inputs-${args.name}";
        outputs = [ "out" ];
        args = [ "-c" "export > $out" ];
      });
    in
    lib.extendDerivation validity.handled ({
      inherit overrideAttrs inputDerivation meta;
      passthru = attrs.passthru or { };
    } // (attrs.passthru or { })) (derivation args);
  makeFinal = rattrs:
    let attrs = rattrs (attrs // { inherit finalPackage; }); finalPackage = make rattrs attrs; in finalPackage;
in
{
  inherit buildPlatform hostPlatform system shell fetchurl;
  targetPlatform = hostPlatform;
  inherit (hostPlatform) isLinux isDarwin is64bit;
  mkDerivation = fnOrAttrs: if lib.isFn fnOrAttrs then makeFinal fnOrAttrs else makeFinal (_: fnOrAttrs);
}
