using System.Globalization;
using Caloguessr.Benchmarks;
using Caloguessr.Benchmarks.Kafka;
using Confluent.Kafka;

return args switch
{
    ["intake"] => await IntakeBenchmark.RunAsync(),
    ["recognise", var photo] => await RecogniseBenchmark.RunAsync(photo),
    ["photos", var source, var folder] => BenchmarkPhotos.Write(source, folder),
    ["stub", var port] => await InstantStub.RunAsync(Number(port)),
    ["estimates", var count, var atOnce, var url, var form] => await EstimateRun.RunAsync(Number(count), Number(atOnce), new(url), form),
    ["hostile", var count, var url] => await HostileRun.RunAsync(Number(count), new(url)),
    ["first-view", var rounds, var url] => await FirstView.RunAsync(Number(rounds), new(url)),
    ["choose-photo", var rounds, var url, var photo] => await ChosenPhoto.RunAsync(Number(rounds), new(url), photo),
    ["sessions", var count, var url] => await Sessions.RunAsync(Number(count), new(url)),
    ["kafka-rates", var bootstrap, var count, var bytes, var partitions, var codec] =>
        await KafkaRates.RunAsync(bootstrap, Number(count), Number(bytes), Number(partitions), Enum.Parse<CompressionType>(codec, ignoreCase: true)),
    ["kafka-latency", var bootstrap, var rate, var seconds] => await KafkaLatency.RunAsync(bootstrap, Number(rate), Number(seconds)),
    ["kafka-idle", var bootstrap, var count, var seconds, var broker] => await KafkaIdle.RunAsync(bootstrap, Number(count), Number(seconds), Number(broker)),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int Usage()
{
    Console.Error.WriteLine("""
        Each prints table cells, one a line. They are put together by bench/web.sh.
          intake | recognise PHOTO                 in this process
          photos SOURCE FOLDER                     write the photos and forms that the others post
          stub PORT                                stand for Gemini and answer at once; GET / tells the median time of an answer
          estimates COUNT ATONCE URL FORM          post a form again and again
          hostile COUNT URL                        post malformed, mislabelled and hostile uploads
          first-view ROUNDS URL                    Chromium: empty cache, warm cache, a bare page
          choose-photo ROUNDS URL PHOTO            Chromium, from choosing a photo to its estimate
          sessions COUNT URL                       HTTP clients that load the page and all it needs at once
          kafka-rates BOOTSTRAP COUNT BYTES PARTITIONS none|gzip|snappy|lz4|zstd     records/s produced and consumed
          kafka-latency BOOTSTRAP RATE SECONDS     from the intended moment of a record until it is consumed
          kafka-idle BOOTSTRAP COUNT SECONDS PID   consumers that wait, and what the broker of that process id does meanwhile
        """);
    return 2;
}
