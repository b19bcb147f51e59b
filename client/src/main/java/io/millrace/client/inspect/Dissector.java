package io.millrace.client.inspect;

import io.millrace.amf.AmfValue;
import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.client.inspect.Event.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the bytes of one connection apart, in both directions, and tells what each of them is: handshake, chunks, messages,
 * and what breaks a requirement. Pure: bytes and times in, {@link Event}s out. What it cannot explain it reports as that;
 * nothing a peer sends ends it, and it holds a bounded amount of memory whatever that is. For one thread.
 *
 * <p>The two directions are to come in the order in which they were seen, as answers are looked for where there was a
 * question; how the bytes of a direction are cut does not matter.
 */
public final class Dissector {
    private static final int SAMPLE = 32;

    /** Takes each complete message, parts of aggregates excepted. */
    interface MessageListener {
        void message(WireMessage message, Decoded decoded);
    }

    private final int connection;
    private final Detail detail;
    private final Consumer<? super Event> out;
    private final MessageListener messages;

    private final Findings findings;
    private final SessionFacts facts = new SessionFacts();
    private final HandshakeRules handshakeRules;
    private final ChunkRules chunkRules;
    private final ControlRules controlRules;
    private final CommandRules commandRules;
    private final MediaRules mediaRules;
    private final Map<Direction, Side> sides = new EnumMap<>(Direction.class);
    private long micros;

    /** What the rules find before the message they look at has been shown; null when nothing is to wait. */
    private @Nullable List<Event> held;

    /**
     * For a connection that begins now.
     *
     * @param connection its number, for the events
     * @param detail nothing is made that is not shown at it
     * @param out called on the thread that gives the bytes
     */
    public Dissector(int connection, Detail detail, Consumer<? super Event> out) {
        this(connection, detail, out, (message, decoded) -> {});
    }

    Dissector(int connection, Detail detail, Consumer<? super Event> out, MessageListener messages) {
        this.connection = connection;
        this.detail = detail;
        this.out = out;
        this.messages = messages;
        findings = new Findings(this::found);
        handshakeRules = new HandshakeRules(findings);
        chunkRules = new ChunkRules(findings);
        controlRules = new ControlRules(facts, findings);
        commandRules = new CommandRules(facts, findings);
        mediaRules = new MediaRules(facts, findings);
        for (Direction direction : Direction.values()) {
            sides.put(direction, new Side(direction));
        }
    }

    /** Its beginning was not seen: what comes is searched for the beginning of a chunk. To be called before {@link #read}. */
    public void beganUnseen() {
        facts.beganUnseen();
        sides.values().forEach(side -> side.loseHandshake("the session began before"));
    }

    /**
     * The next bytes of a direction.
     *
     * @param nowMicros when they were seen, on a clock of the caller's
     */
    public void read(Direction direction, long nowMicros, Bytes bytes) {
        micros = nowMicros;
        side(direction).read(bytes);
    }

    /** So many bytes of a direction were not seen, though they were sent. */
    public void gap(Direction direction, long nowMicros, long count) {
        micros = nowMicros;
        side(direction).gap(count);
    }

    /** Who talks to whom. */
    public void opened(long nowMicros, String client, String server) {
        micros = nowMicros;
        emit(
                Kind.CONNECTION,
                null,
                0,
                0,
                "opened",
                new Fields().text("client", client).text("server", server));
    }

    /** Nothing more comes: tells what is left over, and the totals. */
    public void finish(long nowMicros, String reason) {
        micros = nowMicros;
        sides.values().forEach(Side::finish);
        commandRules.finish();
        controlRules.finish();
        emit(Kind.CONNECTION, null, 0, 0, "closed", new Fields().text("reason", reason));
        Fields summary = new Fields();
        sides.forEach((direction, side) -> summary.group(direction.toString(), side.totals.toFields()));
        Fields counts = new Fields();
        for (Severity severity : Severity.values()) {
            counts.put(severity.name().toLowerCase(Locale.ROOT), findings.count(severity));
        }
        findings.byRequirement().forEach(counts::put);
        emit(Kind.SUMMARY, null, 0, 0, "summary", summary.group("findings", counts));
    }

    /** Bytes of both directions without a meaning, so far. */
    public long unexplainedBytes() {
        return sides.values().stream()
                .mapToLong(side -> side.totals.unexplainedBytes())
                .sum();
    }

    /** How often a requirement was broken, so far. */
    public long violations() {
        return findings.count(Severity.VIOLATION);
    }

    /** Bytes seen of a direction, those missing left out. */
    public long bytes(Direction direction) {
        return side(direction).totals.bytes();
    }

    private Side side(Direction direction) {
        return Objects.requireNonNull(sides.get(direction));
    }

    private void found(Direction direction, long offset, Finding finding, boolean last) {
        Fields fields = new Fields()
                .word("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                .word("text", finding.text());
        if (last) {
            fields.word("more", "(more of it is only counted)");
        }
        emit(Kind.FINDING, direction, offset, 0, finding.requirement(), fields);
    }

    private void emit(Kind kind, @Nullable Direction direction, long offset, long length, String title, Fields fields) {
        Event event = event(kind, direction, offset, length, title, fields);
        if (held != null) {
            held.add(event);
        } else {
            emitNow(event);
        }
    }

    private Event event(
            Kind kind, @Nullable Direction direction, long offset, long length, String title, Fields fields) {
        return new Event(kind, connection, micros, direction, offset, length, title, fields.toList());
    }

    private void emitNow(Event event) {
        if (event.kind().isShownAt(detail)) {
            out.accept(event);
        }
    }

    /** One direction. */
    private final class Side implements Handshake.Listener, ChunkWalk.Listener {
        private final Direction direction;
        private final Totals totals = new Totals();
        private final Handshake handshake = new Handshake(this);
        private @Nullable ChunkWalk walk;
        private String opaque = "";
        private long opaqueOffset;
        private Bytes opaqueSample = Bytes.EMPTY;
        private long offset;

        Side(Direction direction) {
            this.direction = direction;
        }

        private ChunkWalk walkFrom(long start) {
            if (walk == null) {
                walk = new ChunkWalk(direction, start, detail == Detail.BYTES, this);
            }
            return walk;
        }

        void read(Bytes bytes) {
            totals.bytes(bytes.length());
            long end = offset + bytes.length();
            controlRules.sent(direction, end);
            ByteReader in = bytes.reader();
            if (walk == null && opaque.isEmpty()) {
                handshake.read(in);
                if (handshake.state() == Handshake.State.FOREIGN) {
                    beginOpaque(offset, Handshake.foreign(bytes.u8(0)));
                } else if (handshake.state() == Handshake.State.DONE) {
                    endHandshake(end - in.remaining());
                }
            }
            offset = end;
            if (!in.hasRemaining()) {
                return;
            }
            if (walk != null) {
                checkOrder(end - in.remaining());
                walk.read(micros, in.rest());
            } else if (opaqueSample.length() < SAMPLE) {
                Bytes more = in.bytes(Math.min(in.remaining(), SAMPLE - opaqueSample.length()));
                opaqueSample = new ByteWriter().bytes(opaqueSample).bytes(more).toBytes();
            }
        }

        /** A client waits for S2 before it sends anything after C2. */
        private void checkOrder(long at) {
            boolean first = at == 1 + 2L * Handshake.PACKET_BYTES;
            if (first
                    && direction == Direction.TO_SERVER
                    && facts.isComplete()
                    && side(Direction.TO_CLIENT).handshake.state() != Handshake.State.DONE) {
                findings.at(direction, at);
                findings.violation("R-004", "the client goes on before S2 is there");
            }
        }

        private void endHandshake(long at) {
            if (handshake.isEncrypted() && side(direction.opposite()).handshake.version() != 3) {
                beginOpaque(at, "RTMPE, which is encrypted");
            } else {
                walkFrom(at);
            }
        }

        private void beginOpaque(long at, String what) {
            opaque = what;
            opaqueOffset = at;
            findings.at(direction, at);
            if (handshake.state() == Handshake.State.FOREIGN) {
                findings.violation("R-001", "this is " + what + " (expected: version 3)");
            }
        }

        void loseHandshake(String why) {
            if (walk == null) {
                walkFrom(offset).lose(why);
            }
        }

        void gap(long count) {
            totals.missing(count);
            offset += count;
            controlRules.sent(direction, offset);
            emit(Kind.UNEXPLAINED, direction, offset - count, count, "not seen", new Fields());
            if (walk != null) {
                walk.gap(count);
            } else if (opaque.isEmpty()) {
                facts.beganUnseen();
                totals.unexplained(handshake.partial());
                loseHandshake("a part of the handshake is missing");
            }
        }

        void finish() {
            String end = walk == null ? "" : walk.finish();
            if (offset > opaqueOffset && !opaque.isEmpty()) {
                unexplained(opaqueOffset, offset - opaqueOffset, opaqueSample, opaque);
            } else if (walk == null && offset > 0) {
                end = "inside the handshake";
            }
            if (!end.isEmpty()) {
                emit(Kind.CONNECTION, direction, offset, 0, "ends " + end, new Fields());
            }
        }

        // ---- handshake ----

        private void packet(String name, long at, long length, Fields fields, Bytes packet) {
            if (detail == Detail.BYTES) {
                fields.put("bytes", packet);
            }
            emit(Kind.HANDSHAKE, direction, at, length, (direction == Direction.TO_SERVER ? "C" : "S") + name, fields);
        }

        @Override
        public void version(int version) {
            findings.at(direction, 0);
            packet("0", 0, 1, handshakeRules.version(version), Bytes.of(version));
        }

        @Override
        public void hello(Bytes packet) {
            findings.at(direction, 1);
            packet("1", 1, packet.length(), handshakeRules.hello(direction, packet), packet);
        }

        @Override
        public void answer(Bytes packet) {
            long at = 1 + Handshake.PACKET_BYTES;
            findings.at(direction, at);
            Bytes answered = side(direction.opposite()).handshake.hello();
            packet("2", at, packet.length(), handshakeRules.answer(direction, packet, answered), packet);
        }

        // ---- chunks ----

        @Override
        public void chunk(Chunk chunk) {
            totals.chunk();
            if (detail.compareTo(Detail.CHUNKS) >= 0) {
                long length = chunk.header().length() + (long) chunk.payloadLength();
                emit(Kind.CHUNK, direction, chunk.offset(), length, "chunk type " + chunk.format(), fields(chunk));
            }
            findings.at(direction, chunk.offset());
            chunkRules.chunk(chunk);
        }

        private Fields fields(Chunk chunk) {
            Fields fields = new Fields().put("csid", chunk.csid());
            if (chunk.format() < 3) {
                fields.put(chunk.format() == 0 ? "timestamp" : "delta", chunk.timestampField());
            }
            if (chunk.extended() && (chunk.format() < 3 || chunk.repeats())) {
                fields.put("extendedTimestamp", chunk.timestampField());
            }
            if (chunk.format() < 2) {
                fields.put("messageLength", chunk.length()).put("typeId", chunk.typeId());
            }
            if (chunk.format() == 0) {
                fields.put("streamId", chunk.streamId());
            }
            fields.put("from", chunk.position()).put("payload", chunk.payloadLength());
            return detail == Detail.BYTES ? fields.put("header", chunk.header()).put("bytes", chunk.payload()) : fields;
        }

        @Override
        public void impossible(long at, String requirement, String why) {
            findings.at(direction, at);
            findings.violation(requirement, why);
        }

        @Override
        public void unexplained(long at, long count, Bytes sample, String why) {
            totals.unexplained(count);
            emit(Kind.UNEXPLAINED, direction, at, count, why, new Fields().put("bytes", sample));
        }

        // ---- messages ----

        @Override
        public void message(WireMessage message) {
            totals.message(message.typeId());
            Decoded decoded = MessageReader.read(message);
            findings.at(direction, message.offset());
            held = new ArrayList<>();
            Fields more = judge(message, decoded);
            if (detail != Detail.SUMMARY) {
                String title = MessageText.title(message, decoded);
                Fields fields = MessageText.fields(message, decoded).addAll(more);
                emitNow(event(Kind.MESSAGE, direction, message.offset(), message.length(), title, fields));
            }
            held.forEach(Dissector.this::emitNow);
            held = null;
            Bytes rest = decoded.unexplained();
            if (!rest.isEmpty()) {
                Bytes sample = rest.slice(0, Math.min(rest.length(), SAMPLE));
                String where = "in the body of " + MessageText.title(message, decoded);
                unexplained(message.offset(), rest.length(), sample, where);
            }
            apply(message, decoded.content());
            messages.message(message, decoded);
        }

        /** Looks for what is wrong; what the rules know of it beside that. */
        private Fields judge(WireMessage message, Decoded decoded) {
            findings.addAll(decoded.findings());
            if (MessageType.hasFormat(message.typeId())
                    && facts.isComplete()
                    && facts.isConnected()
                    && facts.objectEncoding() == 0) {
                findings.violation("R-075", "AMF3 message where objectEncoding 0 was agreed on");
            }
            controlRules.checkWindow(direction);
            Fields more = new Fields();
            switch (decoded.content()) {
                case Content.Control control -> more = controlRules.control(message, control);
                case Content.UserEvent event -> more = controlRules.userEvent(message, event);
                case Content.Values(List<AmfValue> values) -> {
                    if (MessageType.isData(message.typeId())) {
                        mediaRules.data(values);
                        break;
                    }
                    String answered = commandRules.command(message, values);
                    if (!answered.isEmpty()) {
                        more.text("answers", answered);
                    }
                }
                case Content.Media(MediaTag tag) -> mediaRules.media(message, tag);
                case Content.Parts(List<WireMessage> parts) -> parts.forEach(this::judgePart);
                case Content.Shared shared -> {}
                case Content.Unknown unknown -> {}
            }
            return more;
        }

        private void judgePart(WireMessage part) {
            if (MessageType.isMedia(part.typeId())) {
                Decoded decoded = MessageReader.read(part);
                findings.addAll(decoded.findings());
                if (decoded.content() instanceof Content.Media(MediaTag tag)) {
                    mediaRules.media(part, tag);
                }
            }
        }

        /** Does what the message asks of who reads on. */
        private void apply(WireMessage message, Content content) {
            ChunkWalk chunks = Objects.requireNonNull(walk); // it gave this message
            if (content instanceof Content.Control(long value, int limit)) {
                if (message.typeId() == MessageType.SET_CHUNK_SIZE) {
                    int size = (int) (value & 0x7FFF_FFFF);
                    if (size > 0) {
                        chunks.chunkSize(size);
                    } else {
                        chunks.lose("the chunk size is 0");
                    }
                } else if (message.typeId() == MessageType.ABORT && chunks.abort(value) < 0) {
                    findings.note("R-051", "aborts csid " + value + ", on which no message is unfinished");
                }
            } else if (content instanceof Content.Values values && MessageType.isCommand(message.typeId())) {
                switch (values.text(0)) {
                    case "publish" -> mediaRules.restart(Direction.TO_SERVER, message.streamId());
                    case "play", "play2", "seek", "pause", "receiveAudio", "receiveVideo", "onStatus" ->
                        mediaRules.restart(Direction.TO_CLIENT, message.streamId());
                    default -> {}
                }
            }
        }
    }
}
