# What a system string says: a set with some seventy answers, as package sets make it once a platform and ask all the time.
{ lib }:
let
  inherit (builtins) elemAt length mapAttrs;

  cpus = {
    x86_64 = { bits = 64; family = "x86"; endian = "little"; };
    i686 = { bits = 32; family = "x86"; endian = "little"; };
    aarch64 = { bits = 64; family = "arm"; endian = "little"; };
    armv7l = { bits = 32; family = "arm"; endian = "little"; };
    riscv64 = { bits = 64; family = "riscv"; endian = "little"; };
    powerpc64 = { bits = 64; family = "power"; endian = "big"; };
    s390x = { bits = 64; family = "s390"; endian = "big"; };
    wasm32 = { bits = 32; family = "wasm"; endian = "little"; };
  };
  kernels = {
    linux = { execFormat = "elf"; families = [ ]; };
    darwin = { execFormat = "macho"; families = [ "apple" ]; };
    freebsd = { execFormat = "elf"; families = [ "bsd" ]; };
    netbsd = { execFormat = "elf"; families = [ "bsd" ]; };
    windows = { execFormat = "pe"; families = [ ]; };
    wasi = { execFormat = "wasm"; families = [ ]; };
  };
  named = mapAttrs (name: value: value // { inherit name; });
  cpuTable = named cpus;
  kernelTable = named kernels;

  # Each a pattern, or several, of which one must be part of what was parsed.
  patterns = {
    isx86 = { cpu.family = "x86"; };
    isx86_64 = { cpu = { family = "x86"; bits = 64; }; };
    isi686 = { cpu.name = "i686"; };
    isAarch = { cpu.family = "arm"; };
    isAarch64 = { cpu = { family = "arm"; bits = 64; }; };
    isAarch32 = { cpu = { family = "arm"; bits = 32; }; };
    isRiscV = { cpu.family = "riscv"; };
    isPower = { cpu.family = "power"; };
    isS390 = { cpu.family = "s390"; };
    isWasm = { cpu.family = "wasm"; };
    is64bit = { cpu.bits = 64; };
    is32bit = { cpu.bits = 32; };
    isLittleEndian = { cpu.endian = "little"; };
    isBigEndian = { cpu.endian = "big"; };
    isLinux = { kernel.name = "linux"; };
    isDarwin = { kernel.name = "darwin"; };
    isFreeBSD = { kernel.name = "freebsd"; };
    isNetBSD = { kernel.name = "netbsd"; };
    isBSD = [ { kernel.name = "freebsd"; } { kernel.name = "netbsd"; } ];
    isUnix = [ { kernel.name = "linux"; } { kernel.name = "darwin"; } { kernel.name = "freebsd"; } { kernel.name = "netbsd"; } ];
    isWindows = { kernel.name = "windows"; };
    isWasi = { kernel.name = "wasi"; };
    isElf = { kernel.execFormat = "elf"; };
    isMacho = { kernel.execFormat = "macho"; };
    isGnu = [ { abi = "gnu"; } { abi = "gnueabihf"; } ];
    isMusl = { abi = "musl"; };
  };

  parse = system:
    let
      parts = lib.splitString "-" system;
      cpu = cpuTable.${elemAt parts 0} or (throw "unknown processor in ${system}");
      kernel = kernelTable.${elemAt parts 1} or (throw "unknown kernel in ${system}");
    in
    {
      inherit cpu kernel;
      vendor = if kernel.name == "darwin" then "apple" else if kernel.name == "windows" then "pc" else "unknown";
      abi = if length parts > 2 then elemAt parts 2 else if kernel.name == "linux" then "gnu" else "none";
    };

  predicates = mapAttrs (_: pattern: parsed: lib.any (p: lib.matchesPart p parsed) (lib.toList pattern)) patterns;

  elaborate = given:
    let
      args = if builtins.isString given then { system = given; } else given;
      final = {
        parsed = parse final.system;
        config = lib.concatStringsSep "-" [ final.parsed.cpu.name final.parsed.vendor final.parsed.kernel.name final.parsed.abi ];
        libc = if final.isDarwin then "libSystem" else if final.isMusl then "musl" else if final.isLinux then "glibc" else "native";
        linker = if final.isDarwin then "cctools" else "bfd";
        extensions = {
          sharedLibrary = if final.isDarwin then ".dylib" else if final.isWindows then ".dll" else ".so";
          staticLibrary = ".a";
          executable = if final.isWindows then ".exe" else "";
        };
        hasSharedLibraries = final.isUnix || final.isWindows;
        isStatic = final.isWasm;
        canExecute = other: final.isx86 == other.isx86 && final.parsed.kernel == other.parsed.kernel && final.parsed.cpu.bits >= other.parsed.cpu.bits;
        emulator = pkgs: if final.canExecute pkgs.stdenv.hostPlatform then "env" else throw "no emulator for ${final.config}";
        linuxArch = if final.isx86_64 then "x86_64" else if final.isAarch64 then "arm64" else final.parsed.cpu.name;
        rust = { cpu = final.parsed.cpu.name; target = "${final.parsed.cpu.name}-unknown-${final.parsed.kernel.name}"; };
        gcc = { };
        useLLVM = final.isFreeBSD;
      } // mapAttrs (_: test: test final.parsed) predicates // args;
    in
    final;

  systems = lib.concatMap (kernel: map (cpu: "${cpu}-${kernel}") [ "x86_64" "aarch64" "i686" "armv7l" "riscv64" ]) [ "linux" "freebsd" "netbsd" ]
    ++ [ "x86_64-darwin" "aarch64-darwin" "x86_64-windows" "wasm32-wasi" "powerpc64-linux" "s390x-linux" ];
  where' = test: builtins.filter (system: test (parse system)) systems;
in
{
  inherit elaborate patterns predicates;
  platforms = {
    all = systems;
    linux = where' predicates.isLinux;
    darwin = where' predicates.isDarwin;
    bsd = where' predicates.isBSD;
    unix = where' predicates.isUnix;
    x86 = where' predicates.isx86;
    # Patterns instead of names, as some packages give them.
    littleEndian = [ patterns.isLittleEndian ];
  };
}
