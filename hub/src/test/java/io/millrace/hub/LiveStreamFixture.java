package io.millrace.hub;

import io.millrace.testkit.ManualLoop;
import java.time.Duration;

/** A hub with small bounds, the stream {@code live/cam} in it, and one event loop, whose clock is the hub's. */
abstract class LiveStreamFixture {
    static final HubSettings SMALL = new HubSettings(
            Duration.ofSeconds(5), 1 << 20, 4, 2, Duration.ofSeconds(5), Duration.ofSeconds(5), 16L << 20, 0);

    final ManualLoop loop = new ManualLoop();
    final Hub hub = new Hub(SMALL, loop::nanoTime);
    final TextForm form = new TextForm("a");

    final Publication publish() {
        return hub.publish("live/cam", false).orElseThrow();
    }

    final PlaySource play(Form wanted, PlayStart start) {
        LiveStream stream = hub.open("live/cam").orElseThrow();
        PlaySource source = stream.play(wanted, start, loop, () -> {});
        hub.release(stream);
        return source;
    }

    final PlaySource play() {
        return play(form, PlayStart.NEWEST_KEY_FRAME);
    }
}
