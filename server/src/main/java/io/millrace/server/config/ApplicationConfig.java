package io.millrace.server.config;

/** Settings of the applications whose name matches a pattern: {@code applications: <pattern>:} in millrace.yaml. */
public record ApplicationConfig(
        @Option(doc = "Key that publishers must give as `?key=...` after the stream name. Empty: anyone may publish.")
        Secret publishKey,

        @Option(doc = "Key that players must give as `?key=...` after the stream name. Empty: anyone may play.")
        Secret playKey,

        @Option(
                doc = "Start viewers at the newest key frame that is kept, so that they see a picture at once."
                        + " With false they wait for the next key frame, and are as close to live as can be.",
                byDefault = "true")
        boolean gopCache,

        @Option(
                doc = "A second publisher of the same name replaces the first, at its first key frame. With false it is"
                        + " refused while the first one sends. Two encoders that both reconnect by themselves replace"
                        + " each other for ever.",
                byDefault = "false")
        boolean takeOver,

        @Option(
                doc =
                        "Which streams are recorded: requested those whose publisher asks for it, always all, never none.",
                byDefault = "requested")
        RecordMode record,

        @Option(
                doc = "Directory of the recordings of these applications. Empty: the one named as the application in"
                        + " recordings.directory.")
        String recordings,

        @Option(
                doc = "Send recorded streams in aggregate messages: fewer headers, but not every player reads them.",
                byDefault = "false")
        boolean aggregates) {
    public ApplicationConfig {
        Options.check(ApplicationConfig.class, publishKey, playKey, gopCache, takeOver, record, recordings, aggregates);
    }

    public static ApplicationConfig defaults() {
        return Options.defaults(ApplicationConfig.class);
    }

    public ApplicationConfig withPublishKey(String key) {
        return new ApplicationConfig(new Secret(key), playKey, gopCache, takeOver, record, recordings, aggregates);
    }

    public ApplicationConfig withPlayKey(String key) {
        return new ApplicationConfig(publishKey, new Secret(key), gopCache, takeOver, record, recordings, aggregates);
    }

    public ApplicationConfig withGopCache(boolean on) {
        return new ApplicationConfig(publishKey, playKey, on, takeOver, record, recordings, aggregates);
    }

    public ApplicationConfig withTakeOver(boolean on) {
        return new ApplicationConfig(publishKey, playKey, gopCache, on, record, recordings, aggregates);
    }

    public ApplicationConfig withRecord(RecordMode mode) {
        return new ApplicationConfig(publishKey, playKey, gopCache, takeOver, mode, recordings, aggregates);
    }

    public ApplicationConfig withRecordings(String directory) {
        return new ApplicationConfig(publishKey, playKey, gopCache, takeOver, record, directory, aggregates);
    }

    public ApplicationConfig withAggregates(boolean on) {
        return new ApplicationConfig(publishKey, playKey, gopCache, takeOver, record, recordings, on);
    }
}
