package io.millrace.mux;

import io.millrace.media.Codec;
import io.millrace.media.MediaPacket;
import io.millrace.media.Track;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what an {@link Fmp4Writer} could not write as it came. For one thread. */
final class Fmp4Losses {
    /** Kinds of frames that are told apart; a publisher may name billions of codecs. */
    private static final int MAX_KINDS = 64;

    private final Map<Kind, Long> frames = new LinkedHashMap<>();
    private long repairedTimes;

    private record Kind(Track track, Codec codec, Fmp4LeftOut.Reason reason) {}

    void leftOut(MediaPacket packet, Fmp4LeftOut.Reason reason) {
        Kind kind = new Kind(packet.track(), packet.codec(), reason);
        if (frames.size() < MAX_KINDS || frames.containsKey(kind)) {
            frames.merge(kind, 1L, Long::sum);
        }
    }

    void repairedTime() {
        repairedTimes++;
    }

    List<Fmp4LeftOut> leftOut() {
        return frames.entrySet().stream()
                .map(entry -> new Fmp4LeftOut(
                        entry.getKey().track, entry.getKey().codec, entry.getKey().reason, entry.getValue()))
                .toList();
    }

    long repairedTimes() {
        return repairedTimes;
    }
}
