using Caloguessr.Benchmarks;

return args switch
{
    ["intake"] => await IntakeBenchmark.RunAsync(),
    ["recognise", var photo] => await RecogniseBenchmark.RunAsync(photo),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("intake | recognise PHOTO");
    return 2;
}
