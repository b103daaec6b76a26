# Whether a package may be evaluated: types of its meta attributes, licenses, platforms.
{ lib, config, hostPlatform }:
let
  inherit (builtins) attrNames concatMap elem isAttrs isBool isInt isList isString;

  type = name: verify: { inherit name verify; };
  types = {
    str = type "string" isString;
    bool = type "bool" isBool;
    int = type "int" isInt;
    any = type "anything" (_: true);
    attrsOf = t: type "set of ${t.name}" (x: isAttrs x && lib.all t.verify (builtins.attrValues x));
    listOf = t: type "list of ${t.name}" (x: isList x && lib.all t.verify x);
    either = a: b: type "${a.name} or ${b.name}" (x: a.verify x || b.verify x);
    platform = types.either types.str (types.attrsOf types.any);
  };
  known = {
    description = types.str;
    longDescription = types.str;
    branch = types.str;
    homepage = types.either (types.listOf types.str) types.str;
    changelog = types.either (types.listOf types.str) types.str;
    license = types.either (types.listOf (types.attrsOf types.any)) (types.attrsOf types.any);
    maintainers = types.listOf (types.attrsOf types.any);
    priority = types.int;
    platforms = types.listOf types.platform;
    badPlatforms = types.listOf types.platform;
    mainProgram = types.str;
    outputsToInstall = types.listOf types.str;
    position = types.str;
    broken = types.bool;
    insecure = types.bool;
    available = types.bool;
    unfree = types.bool;
    unsupported = types.bool;
    tests = types.any;
    name = types.str;
  };

  checkAttr = k: v:
    if known ? ${k} then lib.optional (!known.${k}.verify v) "meta.${k} is no ${known.${k}.name}"
    else [ "meta has no attribute ${k}; it has: ${lib.concatStringsSep ", " (attrNames known)}" ];
  checkMeta = meta: concatMap (k: checkAttr k meta.${k}) (attrNames meta);

  licensesOf = attrs: lib.toList attrs.meta.license;
  isUnfree = attrs: lib.any (l: !(l.free or true)) (licensesOf attrs);
  matches = platform: pattern:
    if isString pattern then platform.system == pattern else lib.matchesPart pattern platform.parsed;
  availableOn = platform: attrs:
    (!(attrs.meta ? platforms) || lib.any (matches platform) attrs.meta.platforms)
    && !(lib.any (matches platform) (attrs.meta.badPlatforms or [ ]));

  problem = attrs:
    let errors = checkMeta attrs.meta; in
    if config.checkMeta or true && attrs ? meta && errors != [ ] then { valid = "no"; reason = lib.concatStringsSep "; " errors; }
    else if attrs ? outputs && isList (attrs.meta.outputsToInstall or null) && lib.subtractLists attrs.outputs attrs.meta.outputsToInstall != [ ]
    then { valid = "no"; reason = "outputs to install that it does not have"; }
    else if attrs ? meta.license && isUnfree attrs && !(config.allowUnfree or false) && !(elem attrs.pname (config.allowed or [ ]))
    then { valid = "warn"; reason = "unfree"; }
    else if attrs.meta.broken or false && !(config.allowBroken or false) then { valid = "no"; reason = "broken"; }
    else if attrs ? meta && !(availableOn hostPlatform attrs) && !(config.allowUnsupportedSystem or false)
    then { valid = "no"; reason = "not available on ${hostPlatform.system}"; }
    else if (attrs.meta.knownVulnerabilities or [ ]) != [ ] then { valid = "no"; reason = "insecure"; }
    else { valid = "yes"; reason = null; };

  positionOf = attrs:
    let pos = builtins.unsafeGetAttrPos (if attrs ? meta.description then "description" else "pname") (if attrs ? meta.description then attrs.meta else attrs);
    in lib.optionalAttrs (pos != null) { position = lib.showPos pos; };

  commonMeta = { validity, attrs, references ? [ ] }:
    let
      outputs = attrs.outputs or [ "out" ];
      hasOutput = out: elem out outputs;
    in
    {
      name = attrs.name or "${attrs.pname}-${attrs.version}";
      outputsToInstall = [ (lib.findFirst hasOutput "out" [ "bin" "out" ]) ] ++ lib.optional (hasOutput "man") "man";
    } // attrs.meta or { } // positionOf attrs // {
      unfree = attrs ? meta.license && isUnfree attrs;
      broken = attrs.meta.broken or false;
      unsupported = attrs ? meta && !(availableOn hostPlatform attrs);
      insecure = (attrs.meta.knownVulnerabilities or [ ]) != [ ];
      available = validity.valid != "no" && (config.checkMetaRecursively or false -> lib.all (d: d.meta.available or true) references);
    };

  assertValidity = { meta, attrs }:
    let validity = problem attrs; in
    validity // {
      handled =
        if validity.valid == "no" then throw "${meta.name}, at ${meta.position or "an unknown place"}, will not be evaluated: ${validity.reason}"
        else if validity.valid == "warn" && config.warn or false then builtins.trace "${meta.name}: ${validity.reason}" true
        else true;
    };
in
{ inherit assertValidity commonMeta; }
