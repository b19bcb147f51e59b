package io.millrace.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.bytes.Bytes;
import io.millrace.server.http.Problem;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpOutput;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells subscribers what happens, as Server-Sent Events: ten times a second what is new, and each second the figures, written down
 * once for all. On a thread of its own while there are any; any thread may call it.
 */
final class EventStreams implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventStreams.class);

    private static final Map<String, String> HEADERS = headers();
    private static final long STEP_MILLIS = 100;
    private static final int STEPS_PER_SECOND = 10;

    /** Of a subscriber that reads more slowly than things happen. */
    private static final int MAX_WAITING_BYTES = 1 << 20;

    private static final byte[] END = {'\n', '\n'};
    private static final Bytes HEARTBEAT = Bytes.utf8(":\n\n");

    /** The first that a subscriber gets: whether it now has all that came behind the one it had last. */
    record ReadyView(boolean complete) {}

    private final EventLog events;
    private final UnaryOperator<@Nullable FiguresView> figures;
    private final int maxSubscribers;
    private final String start = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean started = new AtomicBoolean();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("millrace-events").factory());

    // The timer's.
    private final List<Subscriber> subscribers = new ArrayList<>();
    private long told;
    private int step;
    private @Nullable FiguresView before;

    /** One of them; {@code wantsFigures} or it gets heartbeats in their place. */
    private record Subscriber(HttpExchange exchange, HttpOutput out, boolean wantsFigures) {
        /** Any thread may call. */
        void send(Bytes bytes) {
            try {
                exchange.loop().execute(() -> {
                    if (out.waitingBytes() > MAX_WAITING_BYTES) {
                        out.end("too slow for what happens");
                    } else {
                        out.send(bytes);
                    }
                });
            } catch (RejectedExecutionException e) {
                // The server has stopped.
            }
        }
    }

    /** {@code figures} makes those of now, given those before. */
    EventStreams(EventLog events, UnaryOperator<@Nullable FiguresView> figures, int maxSubscribers) {
        this.events = events;
        this.figures = figures;
        this.maxSubscribers = maxSubscribers;
    }

    /** On the exchange's loop. */
    void subscribe(HttpExchange exchange) {
        if (open.incrementAndGet() > maxSubscribers) {
            open.decrementAndGet();
            exchange.respond(Problem.of(503, "There are as many subscribers as may be (api.max-event-streams)."));
            return;
        }
        String wanted = exchange.request().parameter("figures").orElse("true");
        HttpOutput out = exchange.stream(200, HEADERS);
        var subscriber = new Subscriber(exchange, out, !wanted.equals("false"));
        String lastEventId = exchange.request().header("last-event-id").orElse("");
        later(() -> begin(subscriber, lastEventId));
        out.whenClosed(reason -> {
            open.decrementAndGet();
            later(() -> subscribers.remove(subscriber));
        });
        if (started.compareAndSet(false, true)) {
            var unused = timer.scheduleWithFixedDelay(this::step, 0, STEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void later(Runnable task) {
        try {
            timer.execute(task);
        } catch (RejectedExecutionException e) {
            // The server stops, and ends all answers.
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    // ---- on the timer's thread ----

    private void begin(Subscriber subscriber, String lastEventId) {
        tell(); // so that all subscribers have been told as much
        OptionalLong number = numberOf(lastEventId);
        boolean complete = number.isPresent() && events.isKnown(number.getAsLong());
        var out = new ByteArrayOutputStream();
        if (complete) {
            events.after(number.getAsLong()).stream()
                    .filter(entry -> entry.number() <= told)
                    .forEach(entry -> write(entry, out));
        }
        write("ready", id(told), Json.of(new ReadyView(complete)), out);
        subscriber.send(Bytes.wrap(out.toByteArray()));
        subscribers.add(subscriber);
    }

    private void step() {
        try {
            tell();
            if (step++ % STEPS_PER_SECOND == 0) {
                tellFigures();
            }
        } catch (RuntimeException e) { // else there would be no step after this
            log.error("a fault of ours", e);
        }
    }

    private void tell() {
        List<EventLog.Entry> entries = events.after(told);
        if (!entries.isEmpty()) {
            told = entries.getLast().number();
            if (!subscribers.isEmpty()) {
                var out = new ByteArrayOutputStream();
                entries.forEach(entry -> write(entry, out));
                var bytes = Bytes.wrap(out.toByteArray());
                subscribers.forEach(subscriber -> subscriber.send(bytes));
            }
        }
    }

    private void tellFigures() {
        if (subscribers.isEmpty()) {
            before = null;
            return;
        }
        FiguresView now = figures.apply(before);
        before = now;
        var out = new ByteArrayOutputStream();
        write("figures", "", Json.of(now), out);
        var bytes = Bytes.wrap(out.toByteArray());
        subscribers.forEach(subscriber -> subscriber.send(subscriber.wantsFigures() ? bytes : HEARTBEAT));
    }

    private void write(EventLog.Entry entry, ByteArrayOutputStream out) {
        write(entry.event().type(), id(entry.number()), Json.of(entry.event(), entry.at()), out);
    }

    /** JSON has no line breaks, so its line is one. */
    private static void write(String type, String id, Bytes json, ByteArrayOutputStream out) {
        String head = (id.isEmpty() ? "" : "id: " + id + "\n") + "event: " + type + "\ndata: ";
        out.writeBytes(head.getBytes(UTF_8));
        out.writeBytes(json.toByteArray());
        out.writeBytes(END);
    }

    /** Of another server, or of this one before it started anew, it is none that is known. */
    private String id(long number) {
        return start + "-" + number;
    }

    private OptionalLong numberOf(String id) {
        String prefix = start + "-";
        return id.startsWith(prefix) && id.substring(prefix.length()).matches("\\d{1,18}")
                ? OptionalLong.of(Long.parseLong(id.substring(prefix.length())))
                : OptionalLong.empty();
    }

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "text/event-stream");
        headers.put("Cache-Control", "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Accel-Buffering", "no"); // a proxy should not wait for more
        return headers;
    }
}
