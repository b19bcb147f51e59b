package io.millrace.server.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.activity.ServerEvent;
import io.millrace.server.activity.ServerEvent.PlayerStarted;
import io.millrace.server.activity.ServerEvent.PlayerStopped;
import io.millrace.server.activity.ServerEvent.SessionClosed;
import io.millrace.server.activity.ServerEvent.SessionOpened;
import io.millrace.server.activity.Session;
import io.millrace.server.activity.Sessions;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.hls.HlsViewers.Key;
import io.millrace.server.hls.HlsViewers.Place;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.server.viewing.ViewerKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

final class HlsViewersTest {
    private static final StreamPath CAM = new StreamPath("live/cam");
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 5000);
    private static final long GONE_SECONDS = 20;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // it may be anything
    private final AtomicLong millis = new AtomicLong(HlsScene.START_MILLIS);
    private final List<ServerEvent> events = new ArrayList<>();
    private final PlayerCounts players =
            new PlayerCounts(ServerConfig.defaults().with("applications.full.max-players", "1"), this::happened);
    private final Sessions sessions = new Sessions(this::happened);
    private final HlsViewers viewers = new HlsViewers(
            players, sessions, TimeUnit.SECONDS.toNanos(GONE_SECONDS), new HlsClock(nanos::get, millis::get));

    private void happened(ServerEvent event) {
        synchronized (events) {
            events.add(event);
        }
        Thread.yield(); // so that others come in between, if they can
    }

    private void pass(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        millis.addAndGet(TimeUnit.SECONDS.toMillis(seconds));
    }

    private static Key key(String agent) {
        return new Key(CAM.path(), "", InetAddress.getLoopbackAddress(), agent);
    }

    private HlsViewer allowed(Key key) {
        return ((Place.Taken) viewers.allow(key, CAM, ADDRESS)).viewer();
    }

    @Test
    void viewerIsASessionFromWhenItIsAllowedUntilItIsGone() {
        HlsViewer viewer = allowed(key("a\nplayer"));
        assertThat(sessions.all()).containsExactly(viewer);
        assertThat(viewer.carrier()).isEqualTo("hls");
        assertThat(viewer.address()).isEqualTo(ADDRESS);
        assertThat(viewer.agent()).isEqualTo("a?player");
        assertThat(viewer.application()).isEqualTo("live");
        assertThat(viewer.plays()).containsExactly("live/cam");
        assertThat(viewer.publishes()).isEmpty();
        assertThat(viewer.connectedAt()).isEqualTo(Instant.ofEpochMilli(HlsScene.START_MILLIS));
        pass(GONE_SECONDS - 1);
        viewers.forgetGone();
        assertThat(sessions.find(viewer.id())).contains(viewer);
        pass(1);
        viewers.forgetGone();
        assertThat(sessions.all()).isEmpty();
        assertThat(players.all()).isZero();
        assertThat(events)
                .containsExactly(
                        new PlayerStarted("live/cam", "hls"),
                        new SessionOpened(viewer.id(), "hls", "live"),
                        new PlayerStopped("live/cam", "hls"),
                        new SessionClosed(viewer.id()));
    }

    @Test
    void permissionIsAskedForAnewAfterTenSecondsAndTheViewerStaysTheSame() {
        HlsViewer viewer = allowed(key("a"));
        assertThat(viewers.known(key("a"))).contains(viewer);
        pass(9);
        assertThat(viewers.known(key("a"))).contains(viewer);
        pass(1);
        assertThat(viewers.known(key("a"))).isEmpty();
        assertThat(allowed(key("a"))).isSameAs(viewer);
        assertThat(viewers.known(key("a"))).contains(viewer);
        assertThat(viewer.connectedAt()).isEqualTo(Instant.ofEpochMilli(HlsScene.START_MILLIS));
        assertThat(players.byKind("live/cam")).isEqualTo(Map.of(ViewerKind.HLS, 1));
        assertThat(count(SessionOpened.class)).isEqualTo(1);
        assertThat(count(SessionClosed.class)).isZero();
    }

    @Test
    void whoAsksOnButMayNotAnyMoreIsGone() {
        allowed(key("a"));
        for (int i = 0; i < GONE_SECONDS + 10; i++) {
            pass(1);
            viewers.known(key("a"));
        }
        viewers.forgetGone();
        assertThat(sessions.all()).isEmpty();
    }

    @Test
    void whoComesWhenItIsFullIsNoSession() {
        var full = new StreamPath("full/cam");
        assertThat(viewers.allow(key("a"), full, ADDRESS)).isInstanceOf(Place.Taken.class);
        assertThat(viewers.allow(key("b"), full, ADDRESS)).isInstanceOf(Place.Full.class);
        assertThat(sessions.all()).hasSize(1);
        sessions.all().iterator().next().kick("Go.");
        assertThat(viewers.allow(key("b"), full, ADDRESS)).isInstanceOf(Place.Taken.class);
    }

    @Test
    void whoIsKickedLeavesItsPlaceAndMayNotComeBackForAMinute() {
        HlsViewer viewer = allowed(key("a"));
        HlsViewer other = allowed(key("b"));
        viewer.kick("Go.");
        viewer.kick("Go."); // twice is once
        assertThat(sessions.all()).containsExactly(other);
        assertThat(players.all()).isEqualTo(1);
        pass(59);
        viewers.forgetGone();
        assertThat(viewers.known(key("a"))).isEmpty();
        assertThat(viewers.isKicked(key("a"))).isTrue();
        assertThat(viewers.isKicked(key("b"))).isFalse();
        assertThat(viewers.allow(key("a"), CAM, ADDRESS)).isInstanceOf(Place.Kicked.class);
        pass(1);
        assertThat(viewers.isKicked(key("a"))).isFalse();
        viewers.forgetGone();
        assertThat(viewers.kicked.size()).isZero();
        assertThat(allowed(key("a")).id()).isGreaterThan(other.id());
    }

    @Test
    void whoHasGoneAndComeBackIsNotKickedAsWhoItWas() {
        HlsViewer before = allowed(key("a"));
        pass(GONE_SECONDS);
        viewers.forgetGone();
        HlsViewer now = allowed(key("a"));
        before.kick("Go.");
        assertThat(sessions.all()).containsExactly(now);
        assertThat(viewers.isKicked(key("a"))).isFalse();
    }

    @Test
    void logTellsSomeOfThemEachSecondAndCountsTheOthers() {
        var log = new HlsViewerLog();
        for (int i = 0; i < HlsViewerLog.MAX_LINES; i++) {
            assertThat(log.level(nanos.get())).isEqualTo(Level.INFO);
        }
        assertThat(log.level(nanos.get())).isEqualTo(Level.DEBUG);
        assertThat(log.level(nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(999))))
                .isEqualTo(Level.DEBUG);
        assertThat(log.takeLeftOut()).isEqualTo(2);
        assertThat(log.level(nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1)))).isEqualTo(Level.INFO);
        assertThat(log.takeLeftOut()).isZero();
    }

    @Test
    void viewerIsAsOldAsTheSecondsThatHavePassedWhateverTheClockSays() {
        HlsViewer viewer = allowed(key("a"));
        pass(3);
        millis.addAndGet(-TimeUnit.HOURS.toMillis(1));
        assertThat(viewer.age(nanos.get())).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void noMoreThanSomeOfTheKickedAreRememberedAndNotForLong() {
        var kicked = new HlsKicked();
        kicked.add(key("first"), nanos.get());
        kicked.add(key("second"), nanos.get());
        pass(1);
        kicked.add(key("first"), nanos.get()); // so that it is the last
        for (int i = 0; i < HlsKicked.MAX - 1; i++) {
            kicked.add(key("a" + i), nanos.get());
        }
        assertThat(kicked.size()).isEqualTo(HlsKicked.MAX);
        assertThat(kicked.has(key("second"), nanos.get())).isFalse();
        assertThat(kicked.has(key("first"), nanos.get())).isTrue();
        pass(59);
        kicked.forget(nanos.get());
        assertThat(kicked.size()).isEqualTo(HlsKicked.MAX);
        pass(1);
        kicked.forget(nanos.get());
        assertThat(kicked.size()).isZero();
    }

    @Test
    void countsAreRightWhateverHappensAtOnce() throws Exception {
        var asking = new AtomicInteger(2);
        Callable<Void> ask = () -> {
            var random = new Random(7);
            for (int i = 0; i < 10_000; i++) {
                pass(random.nextInt((int) GONE_SECONDS));
                Key key = key("a" + random.nextInt(2));
                if (viewers.known(key).isEmpty()) {
                    viewers.allow(key, CAM, ADDRESS);
                }
            }
            asking.decrementAndGet();
            return null;
        };
        Callable<Void> forget = () -> {
            while (asking.get() > 0) {
                viewers.forgetGone();
            }
            return null;
        };
        Callable<Void> kick = () -> {
            while (asking.get() > 0) {
                sessions.all().forEach(session -> session.kick("Go."));
            }
            return null;
        };
        atOnce(List.of(ask, ask, forget, kick));
        assertThat(sessions.all())
                .hasSize(players.all())
                .extracting(Session::agent)
                .doesNotHaveDuplicates();
        pass(GONE_SECONDS);
        viewers.forgetGone();
        assertThat(players.all()).isZero();
        assertThat(sessions.all()).isEmpty();
        assertThat(count(SessionOpened.class))
                .isEqualTo(count(SessionClosed.class))
                .isEqualTo(count(PlayerStarted.class))
                .isEqualTo(count(PlayerStopped.class))
                .isGreaterThan(1);
    }

    @Test
    void whoAsksWhileItIsKickedIsKicked() throws Exception {
        int times = 1_000;
        var barrier = new CyclicBarrier(2);
        List<HlsViewer> all =
                IntStream.range(0, times).mapToObj(i -> allowed(key("a" + i))).toList();
        Callable<Void> ask = () -> {
            for (HlsViewer viewer : all) {
                barrier.await();
                for (int i = 0; i < 20; i++) {
                    viewers.allow(viewer.key(), CAM, ADDRESS);
                }
            }
            return null;
        };
        Callable<Void> kick = () -> {
            for (HlsViewer viewer : all) {
                barrier.await();
                viewer.kick("Go.");
            }
            return null;
        };
        atOnce(List.of(ask, kick));
        assertThat(sessions.all()).isEmpty();
        assertThat(all)
                .allSatisfy(viewer -> assertThat(viewers.isKicked(viewer.key())).isTrue());
    }

    private long count(Class<? extends ServerEvent> type) {
        return events.stream().filter(type::isInstance).count();
    }

    private static void atOnce(List<Callable<Void>> tasks) throws Exception {
        try (var threads = Executors.newCachedThreadPool()) {
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        }
    }
}
