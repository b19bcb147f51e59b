package io.millrace.client.inspect;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfStrictArray;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What both sides have said of themselves and of their streams so far. For one thread. */
final class SessionFacts {
    static final int CAPS_RECONNECT = 1;
    static final int CAPS_MULTITRACK = 2;
    static final int CAPS_MOD_EX = 4;

    /** More streams than that are not followed: a peer may name four billion. */
    static final int MAX_STREAMS = 1024;

    private static final int MAX_FOUR_CCS = 64;

    /** What happens on a stream. */
    enum Use {
        IDLE,
        PUBLISHING,
        PLAYING
    }

    /** @param name as it was published or played; empty before */
    record Stream(Use use, String name) {}

    /** Of Enhanced RTMP; without a word about it, nothing is there. */
    private static final class Announced {
        private OptionalInt capsEx = OptionalInt.empty();
        private final Set<String> fourCcs = new HashSet<>();
    }

    private final Map<Direction, Announced> announced = new EnumMap<>(Direction.class);
    private final Map<Long, Stream> streams = new HashMap<>();

    /** Whether all of the session was seen, so that what was not said is known too. */
    private boolean complete = true;

    private boolean connected;
    private int objectEncoding;

    void beganUnseen() {
        complete = false;
    }

    boolean isComplete() {
        return complete;
    }

    boolean isConnected() {
        return connected;
    }

    /** What the client asked for in connect; the answer may give it less. */
    void asked(int encoding) {
        objectEncoding = encoding;
    }

    void connected(int encoding) {
        connected = true;
        objectEncoding = encoding;
    }

    int objectEncoding() {
        return objectEncoding;
    }

    /** Takes the properties of connect or of its answer, in whichever object they are [ER-173]. */
    void announce(Direction speaker, AmfProperties properties) {
        Announced facts = announced.computeIfAbsent(speaker, unused -> new Announced());
        properties.number("capsEx").ifPresent(caps -> facts.capsEx = OptionalInt.of((int) caps));
        AmfValue list = properties.get("fourCcList");
        if (list instanceof AmfStrictArray(var values)) {
            values.forEach(value -> value.asString().ifPresent(fourCc -> add(facts, fourCc)));
        } else if (list != null) {
            list.asProperties()
                    .entries()
                    .forEach(entry -> entry.value().asString().ifPresent(fourCc -> add(facts, fourCc)));
        }
        for (String map : new String[] {"videoFourCcInfoMap", "audioFourCcInfoMap"}) {
            AmfValue infos = properties.get(map);
            if (infos != null) {
                infos.asProperties().entries().forEach(entry -> add(facts, entry.name()));
            }
        }
    }

    private static void add(Announced facts, String fourCc) {
        if (facts.fourCcs.size() < MAX_FOUR_CCS && fourCc.length() <= 4) {
            facts.fourCcs.add(fourCc);
        }
    }

    /** Whether that side said that it handles what the flag stands for; empty if it said nothing of such things. */
    Optional<Boolean> capability(Direction speaker, int flag) {
        Announced facts = announced.get(speaker);
        return facts == null || facts.capsEx.isEmpty()
                ? Optional.empty()
                : Optional.of((facts.capsEx.getAsInt() & flag) != 0);
    }

    /** Whether that side said that it handles the codec; empty if it named none. */
    Optional<Boolean> codec(Direction speaker, String fourCc) {
        Announced facts = announced.get(speaker);
        return facts == null || facts.fourCcs.isEmpty()
                ? Optional.empty()
                : Optional.of(facts.fourCcs.contains("*") || facts.fourCcs.contains(fourCc));
    }

    boolean isCreated(long streamId) {
        return !complete || streams.containsKey(streamId) || streams.size() >= MAX_STREAMS;
    }

    Stream stream(long streamId) {
        return streams.getOrDefault(streamId, new Stream(Use.IDLE, ""));
    }

    void stream(long streamId, Use use, String name) {
        if (streams.size() < MAX_STREAMS || streams.containsKey(streamId)) {
            streams.put(streamId, new Stream(use, name));
        }
    }

    void deleted(long streamId) {
        streams.remove(streamId);
    }
}
