using Tvix.Aot;

// The classes Nix.* come from the NixFile items of the project.
var options = new NixOptions();
options.Arguments["environment"] = args.Length > 0 ? args[0] : "production";
options.Arguments["replicas"] = 2;

try
{
    NixValue config = Nix.Config.Evaluate(options);
    Console.WriteLine($"{config["name"].AsString()} listens on {config["http"]["host"].AsString()}:{config["http"]["port"].AsInt64()}");
    foreach (NixValue worker in config["workers"])
    {
        Console.WriteLine($"worker {worker["id"].AsInt64()} reads {worker["queue"].AsString()}");
    }

    Console.WriteLine(config.ToJson());
    return 0;
}
catch (NixException e)
{
    Console.Error.Write(e.Details);
    return 1;
}
