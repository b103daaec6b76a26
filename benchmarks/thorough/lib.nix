# What the packages of the thorough set take from their library.
let
  inherit (builtins) attrNames elem elemAt filter foldl' functionArgs genList head isAttrs isFunction isList isString length listToAttrs;
  lib = {
    inherit (builtins) any all concatMap concatStringsSep filter head tail elem isFunction isString isList isAttrs;

    id = x: x;
    const = x: _: x;
    flip = f: a: b: f b a;
    fix = f: let x = f x; in x;
    extends = overlay: f: final: let prev = f final; in prev // overlay final prev;
    toList = x: if isList x then x else [ x ];
    optional = cond: x: if cond then [ x ] else [ ];
    optionals = cond: xs: if cond then xs else [ ];
    optionalString = cond: s: if cond then s else "";
    optionalAttrs = cond: set: if cond then set else { };
    imap = f: xs: genList (i: f i (elemAt xs i)) (length xs);
    unique = foldl' (seen: x: if elem x seen then seen else seen ++ [ x ]) [ ];
    subtractLists = remove: filter (x: !(elem x remove));
    intersectLists = keep: filter (x: elem x keep);
    flatten = x: if isList x then builtins.concatMap lib.flatten x else [ x ];
    remove = x: filter (y: y != x);
    findFirst = test: default: xs: let found = filter test xs; in if found == [ ] then default else head found;
    last = xs: elemAt xs (length xs - 1);
    init = xs: genList (elemAt xs) (length xs - 1);
    splitString = sep: s: filter isString (builtins.split (lib.escapeRegex sep) s);
    escapeRegex = builtins.replaceStrings [ "." "+" "*" "(" ")" "[" "]" "?" "^" "$" "|" "\\" "{" "}" ]
      [ "\\." "\\+" "\\*" "\\(" "\\)" "\\[" "\\]" "\\?" "\\^" "\\$" "\\|" "\\\\" "\\{" "\\}" ];
    hasPrefix = prefix: s: builtins.substring 0 (builtins.stringLength prefix) s == prefix;
    hasSuffix = suffix: s:
      let n = builtins.stringLength s; m = builtins.stringLength suffix; in n >= m && builtins.substring (n - m) m s == suffix;
    removeSuffix = suffix: s:
      if lib.hasSuffix suffix s then builtins.substring 0 (builtins.stringLength s - builtins.stringLength suffix) s else s;
    versionAtLeast = a: b: builtins.compareVersions a b >= 0;
    versions = {
      splitVersion = builtins.splitVersion;
      major = v: elemAt (builtins.splitVersion v) 0;
      majorMinor = v: lib.concatStringsSep "." (lib.take 2 (builtins.splitVersion v));
    };
    take = n: xs: genList (elemAt xs) (if n < length xs then n else length xs);

    nameValuePair = name: value: { inherit name value; };
    genAttrs = names: f: listToAttrs (map (n: lib.nameValuePair n (f n)) names);
    mapAttrsToList = f: set: map (n: f n set.${n}) (attrNames set);
    filterAttrs = test: set: removeAttrs set (filter (n: !(test n set.${n})) (attrNames set));
    attrByPath = path: default: set:
      let n = length path; go = i: s: if i == n then s else if s ? ${elemAt path i} then go (i + 1) s.${elemAt path i} else default; in go 0 set;
    recursiveUpdate = a: b: a // builtins.mapAttrs (n: v: if isAttrs v && isAttrs (a.${n} or null) then lib.recursiveUpdate a.${n} v else v) b;
    # Whether a set has all that a pattern asks for.
    matchesPart = part: set: lib.all (n: set ? ${n}
      && (if isAttrs part.${n} then isAttrs set.${n} && lib.matchesPart part.${n} set.${n} else set.${n} == part.${n})) (attrNames part);

    isDerivation = x: (x.type or null) == "derivation";
    getOutput = output: pkg: if !(pkg ? outputSpecified) || !pkg.outputSpecified then pkg.${output} or pkg.out or pkg else pkg;
    getDev = lib.getOutput "dev";
    getBin = lib.getOutput "bin";
    getLib = lib.getOutput "lib";
    getVersion = x: x.version or (builtins.parseDrvName x.name).version;

    setFunctionArgs = f: args: { __functor = self: f; __functionArgs = args; };
    functionArgs = f: if f ? __functor then f.__functionArgs or (lib.functionArgs (f.__functor f)) else functionArgs f;
    isFn = f: isFunction f || (f ? __functor && lib.isFn (f.__functor f));
    toFn = f: if lib.isFn f then f else lib.const f;
    mirrorArgs = f: let args = lib.functionArgs f; in g: lib.setFunctionArgs g args;

    # A function whose result can be made again with other arguments.
    makeOverridable = f:
      let
        mirror = lib.mirrorArgs f;
        overridden = result: args: g:
          let again = new: lib.makeOverridable (mirror (a: g (f a) new)); in again;
      in
      mirror (args:
        let
          result = f args;
          newArgs = new: args // (if lib.isFn new then new args else new);
          override = lib.mirrorArgs f (new: lib.makeOverridable f (newArgs new));
          through = change: lib.makeOverridable (mirror (a: change (f a))) args;
        in
        if isAttrs result then
          result // {
            inherit override;
            overrideDerivation = change: through (drv: drv // change drv);
            ${if result ? overrideAttrs then "overrideAttrs" else null} = change: through (drv: drv.overrideAttrs change);
          }
        else if lib.isFn result then lib.setFunctionArgs result (lib.functionArgs result) // { inherit override; }
        else result);

    callPackageWith = auto: fn: args:
      let
        f = if lib.isFn fn then fn else import fn;
        wanted = lib.functionArgs f;
        all = builtins.intersectAttrs wanted auto // args;
        missing = removeAttrs (lib.filterAttrs (n: optional: !optional) wanted) (attrNames all);
        error = n: "the package wants ${n}, at ${lib.showPos (builtins.unsafeGetAttrPos n wanted)}";
      in
      if missing == { } then lib.makeOverridable f all else throw (lib.concatStringsSep ", " (map error (attrNames missing)));
    showPos = pos: if pos == null then "an unknown place" else "${pos.file}:${toString pos.line}";

    # Adds attributes to a derivation and to each of its outputs, on a condition.
    extendDerivation = condition: passthru: drv:
      let
        outputs = drv.outputs or [ "out" ];
        common = drv // listToAttrs list // { all = map (x: x.value) list; } // passthru;
        list = map (name: {
          inherit name;
          value = common // {
            inherit (drv.${name}) outputName type;
            outputSpecified = true;
            drvPath = assert condition; drv.${name}.drvPath;
            outPath = assert condition; drv.${name}.outPath;
          } // passthru;
        }) outputs;
      in
      common // {
        drvPath = assert condition; drv.drvPath;
        outPath = assert condition; drv.outPath;
      };

    licenses = builtins.mapAttrs (id: l: { shortName = id; free = true; deprecated = false; redistributable = l.free or true; url = "https://spdx.org/licenses/${id}"; } // l) {
      mit = { fullName = "MIT License"; };
      gpl = { fullName = "GNU General Public License v3"; };
      bsd = { fullName = "BSD 3-clause"; };
      odd = { fullName = "An odd license"; free = false; };
    };
  };
  systems = import ./platforms.nix { inherit lib; };
in
lib // { inherit systems; inherit (systems) platforms; }
