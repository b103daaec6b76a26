{ seq = throw "seq"; zz = throw "zz"; map = throw "map"; success = throw "success"; fetchGit = throw "fetchGit"; import = throw "import"; }
