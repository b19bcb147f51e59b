package io.millrace.server.config;

import java.time.Duration;
import java.util.Optional;

/** Settings of the applications whose name matches a pattern: {@code applications: <pattern>:} in millrace.yaml. */
public record ApplicationConfig(
        @Option(doc = "Key that publishers must give as `?key=...` after the stream name. Empty: anyone may publish.")
        Secret publishKey,

        @Option(doc = "Key that players must give as `?key=...` after the stream name. Empty: anyone may play.")
        Secret playKey,

        @Option(
                doc =
                        "SWF files, or directories with such, that may connect. Clients are asked which one they are, and all they"
                                + " want waits for the answer (SWF verification). Who has the file can give it. Empty: nobody"
                                + " is asked.")
        PathList swfVerification,

        @Option(
                doc = "Close a client that is asked so and does not answer in this time.",
                byDefault = "10s",
                min = "100ms",
                max = "1h")
        Duration swfVerificationTimeout,

        @Option(
                doc = "Start viewers at the newest key frame that is kept, so that they see a picture at once."
                        + " With false they wait for the next key frame, and are as close to live as can be.",
                byDefault = "true")
        boolean gopCache,

        @Option(
                doc = "Longest time that audio waits to be sent together with the next video. More saves system calls"
                        + " with many viewers. 0 sends it at once.",
                byDefault = "50ms",
                max = "1s")
        Duration audioWait,

        @Option(
                doc =
                        "Send viewers what is new no more often than this, all of it at a time. Many more viewers fit on a"
                                + " server, and each sees everything later by up to this much. 0 sends it at once.",
                byDefault = "0s",
                max = "2s")
        Duration mergeWindow,

        @Option(
                doc = "A second publisher of the same name replaces the first, at its first key frame. With false it is"
                        + " refused while the first one sends. Two encoders that both reconnect by themselves replace"
                        + " each other for ever.",
                byDefault = "false")
        boolean takeOver,

        @Option(
                doc = "Players of one application at a time, those included that wait for a stream. One more is refused"
                        + " with NetStream.Play.Failed. 0: no limit of its own.",
                byDefault = "0")
        int maxPlayers,

        @Option(
                doc = "Players of one stream at a time, likewise. A player counts for the stream that it plays first.",
                byDefault = "0")
        int maxPlayersPerStream,

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
                doc = "What they are recorded to: flv, messages as published, or fmp4, which browsers play.",
                byDefault = "flv")
        RecordFormat recordFormat,

        @Option(
                doc =
                        "What a recording is called, without extension: `{name}` is the stream's name, `{date}` and `{time}`"
                                + " say when the file was begun, in UTC, `{n}` counts. A slash makes a directory. In quotes.",
                byDefault = "{name}")
        RecordName recordName,

        @Option(
                doc =
                        "Go on in another file at the first key frame after this time. 0 never does. Needs a record-name with"
                                + " `{time}` or `{n}`.",
                byDefault = "0",
                max = "168h")
        Duration recordRotateAfter,

        @Option(doc = "Likewise when the file has this size.", byDefault = "0")
        ByteSize recordRotateSize,

        @Option(
                doc = "Send recorded streams in aggregate messages: fewer headers, but not every player reads them.",
                byDefault = "false")
        boolean aggregates,

        @Option(
                doc =
                        "What players get that announce no codec of Enhanced RTMP, of a stream in one: forward the stream,"
                                + " filter those tracks, or reject them with NetStream.Play.Failed.",
                byDefault = "forward")
        CodecPolicy noCodecsAnnounced,

        @Option(
                doc = "What players get that announce codecs, of a track in another one: forward, filter or reject, as"
                        + " above.",
                byDefault = "reject")
        CodecPolicy codecNotAnnounced,

        @Option(
                doc =
                        "Which streams are packaged for HLS: requested those that somebody plays so, always all, never none.",
                byDefault = "requested")
        HlsMode hls,

        @Option(
                doc =
                        "How far players of HLS may go back, as far as a stream was packaged, and hls.max-stream-bytes allow."
                                + " At least three segments are kept.",
                byDefault = "0s",
                max = "24h")
        Duration hlsWindow) {
    public ApplicationConfig {
        Options.check(
                ApplicationConfig.class,
                publishKey,
                playKey,
                swfVerification,
                swfVerificationTimeout,
                gopCache,
                audioWait,
                mergeWindow,
                takeOver,
                maxPlayers,
                maxPlayersPerStream,
                record,
                recordings,
                recordFormat,
                recordName,
                recordRotateAfter,
                recordRotateSize,
                aggregates,
                noCodecsAnnounced,
                codecNotAnnounced,
                hls,
                hlsWindow);
    }

    public static ApplicationConfig defaults() {
        return Options.defaults(ApplicationConfig.class);
    }

    /**
     * What is wrong with {@code record-name} where recordings go on in other files, each of which needs a name of its own; empty if
     * nothing is. It is asked for when all is set, since one is set after the other.
     */
    public Optional<String> recordNameProblem() {
        boolean rotates = !recordRotateAfter.isZero() || recordRotateSize.bytes() > 0;
        return rotates && !recordName.isUnique()
                ? Optional.of("record-name: '" + recordName
                        + "' (expected: one with {time} or {n}, since recordings are to go on in other files)")
                : Optional.empty();
    }

    public ApplicationConfig withPublishKey(String key) {
        return Options.with(this, "publish-key", new Secret(key));
    }

    public ApplicationConfig withPlayKey(String key) {
        return Options.with(this, "play-key", new Secret(key));
    }

    public ApplicationConfig withSwfVerification(PathList files) {
        return Options.with(this, "swf-verification", files);
    }

    public ApplicationConfig withSwfVerificationTimeout(Duration longest) {
        return Options.with(this, "swf-verification-timeout", longest);
    }

    public ApplicationConfig withGopCache(boolean on) {
        return Options.with(this, "gop-cache", on);
    }

    public ApplicationConfig withAudioWait(Duration longest) {
        return Options.with(this, "audio-wait", longest);
    }

    public ApplicationConfig withMergeWindow(Duration window) {
        return Options.with(this, "merge-window", window);
    }

    public ApplicationConfig withTakeOver(boolean on) {
        return Options.with(this, "take-over", on);
    }

    public ApplicationConfig withMaxPlayers(int players) {
        return Options.with(this, "max-players", players);
    }

    public ApplicationConfig withMaxPlayersPerStream(int players) {
        return Options.with(this, "max-players-per-stream", players);
    }

    public ApplicationConfig withRecord(RecordMode mode) {
        return Options.with(this, "record", mode);
    }

    public ApplicationConfig withRecordings(String directory) {
        return Options.with(this, "recordings", directory);
    }

    public ApplicationConfig withRecordFormat(RecordFormat format) {
        return Options.with(this, "record-format", format);
    }

    public ApplicationConfig withRecordName(RecordName name) {
        return Options.with(this, "record-name", name);
    }

    public ApplicationConfig withRecordRotateAfter(Duration time) {
        return Options.with(this, "record-rotate-after", time);
    }

    public ApplicationConfig withRecordRotateSize(ByteSize size) {
        return Options.with(this, "record-rotate-size", size);
    }

    public ApplicationConfig withAggregates(boolean on) {
        return Options.with(this, "aggregates", on);
    }

    public ApplicationConfig withNoCodecsAnnounced(CodecPolicy policy) {
        return Options.with(this, "no-codecs-announced", policy);
    }

    public ApplicationConfig withCodecNotAnnounced(CodecPolicy policy) {
        return Options.with(this, "codec-not-announced", policy);
    }
}
