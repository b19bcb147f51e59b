package io.millrace.server;

import io.millrace.hub.Hub;
import io.millrace.hub.HubListener;
import io.millrace.hub.HubSettings;
import io.millrace.hub.Pacing;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.config.StreamsConfig;

/** Makes the hub that the configuration wants. */
final class LiveStreams {
    private LiveStreams() {}

    static Hub hub(ServerConfig config, HubListener listener) {
        return new Hub(settings(config.streams()), System::nanoTime, path -> pacing(config, path), listener);
    }

    private static HubSettings settings(StreamsConfig streams) {
        HubSettings standard = HubSettings.defaults();
        return new HubSettings(
                streams.maxLag(),
                streams.maxStreamBytes().asInt(),
                streams.maxStreams(),
                standard.maxRenditions(),
                standard.renditionLinger(),
                standard.publisherSilence(),
                maxBufferBytes(streams),
                Math.min(standard.maxReserveBytes(), Runtime.getRuntime().maxMemory() / 16));
    }

    private static Pacing pacing(ServerConfig config, String path) {
        return config.application(new StreamPath(path).application())
                .map(application -> new Pacing(application.audioWait(), application.mergeWindow()))
                .orElse(Pacing.STANDARD);
    }

    /**
     * Used twice, for what is kept and for what viewers share, of a direct memory as large as the largest heap, unless the
     * JVM is told otherwise; reserves need some of it too.
     */
    private static long maxBufferBytes(StreamsConfig streams) {
        long configured = streams.maxBufferBytes().bytes();
        return configured > 0 ? configured : Runtime.getRuntime().maxMemory() / 5 * 2;
    }
}
