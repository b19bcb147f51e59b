package io.millrace.client.inspect;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfMap;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfUndefined;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What can be wrong with commands, and what they tell of the session. For one thread. */
final class CommandRules {
    private static final int MAX_OPEN_CALLS = 1024;
    private static final int LONGEST_DESCRIPTION = 255;
    private static final String RECONNECT_REQUEST = "NetConnection.Connect.ReconnectRequest";

    /** Commands that are not answered by {@code _result} or {@code _error}, but by a status or not at all. */
    private static final Set<String> UNANSWERED = Set.of(
            "publish",
            "play",
            "play2",
            "pause",
            "pauseRaw",
            "seek",
            "receiveAudio",
            "receiveVideo",
            "deleteStream",
            "closeStream",
            "close",
            "onStatus");

    private static final Set<String> LEVELS = Set.of("status", "warning", "error");
    private static final Set<String> PUBLISH_TYPES = Set.of("live", "record", "append");

    private final SessionFacts facts;
    private final Findings findings;
    private final Map<Direction, Map<Double, String>> openCalls = new EnumMap<>(Direction.class);
    private boolean connectSeen;

    CommandRules(SessionFacts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
        for (Direction direction : Direction.values()) {
            openCalls.put(direction, new LinkedHashMap<>());
        }
    }

    private Map<Double, String> calls(Direction direction) {
        return Objects.requireNonNull(openCalls.get(direction));
    }

    /** Looks at a command; which call it answers, or empty. */
    String command(WireMessage message, List<AmfValue> values) {
        if (values.size() < 2
                || !(values.get(0) instanceof AmfString(String name))
                || !(values.get(1) instanceof AmfNumber(double id))) {
            findings.violation("R-110", "a command without name and transaction ID");
            return "";
        }
        if (values.size() > 2 && !isCommandObject(values.get(2)) && !isAnswer(name)) {
            findings.violation("R-110", name + ": the command object is neither an object nor null");
        }
        Direction direction = message.direction();
        if (isAnswer(name)) {
            return answer(direction, name, id, values);
        }
        open(direction, name, id);
        if (direction == Direction.TO_SERVER) {
            request(message, name, id, values);
        } else if (name.equals("onStatus")) {
            status(message, id, values);
        } else if (name.equals("onFCPublish") && message.streamId() != 0) {
            findings.note("IP-17", "onFCPublish on stream " + message.streamId() + "; HaishinKit wants it on 0");
        }
        return "";
    }

    private static boolean isAnswer(String name) {
        return name.equals("_result") || name.equals("_error");
    }

    private static boolean isCommandObject(AmfValue value) {
        return value instanceof AmfMap
                || value instanceof AmfNull
                || value instanceof AmfUndefined
                || value instanceof AmfValue.AmfAvmPlus;
    }

    // ---- calls and answers ----

    private void open(Direction direction, String name, double id) {
        if (id == 0 || UNANSWERED.contains(name)) {
            return;
        }
        Map<Double, String> calls = calls(direction);
        if (calls.containsKey(id)) {
            findings.note("R-113", name + ": transaction ID " + number(id) + " is that of a call that is still open");
        }
        if (calls.size() < MAX_OPEN_CALLS) {
            calls.put(id, name);
        }
    }

    private String answer(Direction direction, String name, double id, List<AmfValue> values) {
        String call = calls(direction.opposite()).remove(id);
        if (call == null) {
            if (facts.isComplete()) {
                findings.warning("R-113", name + " to a call that nobody made: " + number(id));
            }
            return "";
        }
        if (call.equals("connect")) {
            connectAnswer(direction, name, values);
        } else if (call.equals("createStream") && name.equals("_result")) {
            created(values);
        }
        return call;
    }

    private void connectAnswer(Direction direction, String name, List<AmfValue> values) {
        AmfProperties information = properties(values, 3);
        facts.announce(direction, properties(values, 2));
        facts.announce(direction, information);
        if (name.equals("_result")) {
            double encoding = information.number("objectEncoding").orElse(-1);
            if (encoding < 0) {
                findings.note("R-123", "the answer to connect has no objectEncoding");
            } else if (encoding > facts.objectEncoding()) {
                findings.violation(
                        "R-123",
                        "objectEncoding " + number(encoding) + " where the client asked for " + facts.objectEncoding());
            }
            facts.connected((int) Math.max(0, encoding));
        }
        String description = information.string("description").orElse("");
        if (description.length() > LONGEST_DESCRIPTION) {
            findings.warning(
                    "R-124", "description of " + description.length() + " characters (expected: <= 255) [IP-42]");
        }
        checkInformation(information);
    }

    private void created(List<AmfValue> values) {
        double id = values.size() > 3 ? values.get(3).asNumber().orElse(-1) : -1;
        if (id < 1 || id != Math.rint(id) || id > 0xFF_FFFF) {
            findings.violation("R-127", "createStream gives no stream ID from 1 on");
        } else {
            facts.stream((long) id, SessionFacts.Use.IDLE, "");
        }
    }

    // ---- what clients ask ----

    private void request(WireMessage message, String name, double id, List<AmfValue> values) {
        if (name.equals("connect")) {
            connect(id, values);
            return;
        }
        if (facts.isComplete() && !connectSeen) {
            findings.violation("R-125", name + " before connect");
        }
        switch (name) {
            case "publish" -> publish(message, values);
            case "play" -> play(message, values);
            case "releaseStream", "FCPublish" -> {
                if (id == 0) {
                    findings.note("IP-16", name + " with transaction ID 0, as GStreamer sends it");
                }
            }
            case "deleteStream" -> delete(values);
            case "closeStream" -> facts.stream(message.streamId(), SessionFacts.Use.IDLE, "");
            default -> {}
        }
    }

    private void connect(double id, List<AmfValue> values) {
        if (connectSeen) {
            findings.violation("R-125", "a second connect");
        }
        connectSeen = true;
        if (id != 1) {
            findings.violation("R-120", "connect with transaction ID " + number(id) + " (expected: 1)");
        }
        AmfProperties properties = properties(values, 2);
        if (properties.string("app").isEmpty()) {
            findings.violation("R-120", "connect without app");
        }
        if (properties.string("tcUrl").isEmpty()) {
            findings.violation("R-120", "connect without tcUrl");
        }
        facts.announce(Direction.TO_SERVER, properties);
        facts.asked((int) properties.number("objectEncoding").orElse(0));
    }

    private void publish(WireMessage message, List<AmfValue> values) {
        onStream("publish", message);
        String type = text(values, 4);
        if (!type.isEmpty() && !PUBLISH_TYPES.contains(type)) {
            findings.warning("R-141", "publish type " + Quoted.of(type) + " (expected: live, record or append)");
        }
        facts.stream(message.streamId(), SessionFacts.Use.PUBLISHING, text(values, 3));
    }

    private void play(WireMessage message, List<AmfValue> values) {
        onStream("play", message);
        double start = values.size() > 4 ? values.get(4).asNumber().orElse(-2) : -2;
        if (start < 0 && start != -1 && start != -2 && start != -1000 && start != -2000) {
            findings.note("R-144", "play from " + number(start) + " (expected: -2, -1 or >= 0)");
        } else if (start == -2000 || start == -1000) {
            findings.note("IP-50", "play from " + number(start) + ": milliseconds, as FFmpeg sends them");
        }
        facts.stream(message.streamId(), SessionFacts.Use.PLAYING, text(values, 3));
    }

    private void onStream(String name, WireMessage message) {
        if (message.streamId() == 0) {
            findings.warning("R-114", name + " on message stream 0 (expected: that of the NetStream)");
        } else if (!facts.isCreated(message.streamId())) {
            findings.violation("R-127", name + " on stream " + message.streamId() + ", which createStream never gave");
        }
    }

    private void delete(List<AmfValue> values) {
        AmfValue argument = values.size() > 3 ? values.get(3) : new AmfUndefined();
        if (argument.asNumber().isPresent()) {
            facts.deleted((long) argument.asNumber().getAsDouble());
        } else {
            findings.note("IP-44", "deleteStream without the number of a stream, as GStreamer sends it");
        }
    }

    // ---- what servers tell ----

    private void status(WireMessage message, double id, List<AmfValue> values) {
        if (id != 0) {
            findings.warning("R-140", "onStatus with transaction ID " + number(id) + " (expected: 0)");
        }
        AmfProperties information = properties(values, 3);
        checkInformation(information);
        if (!RECONNECT_REQUEST.equals(information.string("code").orElse(""))) {
            return;
        }
        if (message.streamId() != 0) {
            findings.violation("ER-040", "Reconnect Request on message stream " + message.streamId());
        }
        if (!facts.capability(Direction.TO_SERVER, SessionFacts.CAPS_RECONNECT).orElse(false)) {
            findings.warning("ER-045", "Reconnect Request to a client that did not announce it");
        }
    }

    private void checkInformation(AmfProperties information) {
        String level = information.string("level").orElse("");
        if (information.string("code").isEmpty() || level.isEmpty()) {
            findings.violation("ER-046", "an information object without code and level");
        } else if (!LEVELS.contains(level)) {
            findings.warning("ER-046", "level " + Quoted.of(level) + " (expected: status, warning or error)");
        }
    }

    /** The session is over. */
    void finish() {
        openCalls.forEach((direction, calls) -> calls.forEach((id, name) -> {
            findings.at(direction, 0);
            findings.note("R-111", name + " with transaction ID " + number(id) + " was not answered");
        }));
    }

    private static AmfProperties properties(List<AmfValue> values, int index) {
        return index < values.size() ? values.get(index).asProperties() : AmfProperties.EMPTY;
    }

    private static String text(List<AmfValue> values, int index) {
        return index < values.size() ? values.get(index).asString().orElse("") : "";
    }

    private static String number(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
