package io.millrace.mux.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.media.Track;
import io.millrace.mux.SegmentOutput.Begin;
import io.millrace.mux.SegmentOutput.Part;
import io.millrace.mux.SegmentOutput.SegmentEnd;
import io.millrace.mux.SegmentTargets;
import io.millrace.testkit.Playlist;
import io.millrace.testkit.PlaylistRules;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LiveWindowTest {
    private static final SegmentTargets TARGETS = new SegmentTargets(500, 2000, 2);
    private static final LiveWindow.Beginning BEGINNING = new LiveWindow.Beginning(0, 0);
    private static final SegmentNames NAMES = new SegmentNames() {
        @Override
        public String init(long number) {
            return "init" + number + ".mp4";
        }

        @Override
        public String segment(long msn) {
            return msn + ".m4s";
        }

        @Override
        public String part(long msn, int index) {
            return msn + "." + index + ".m4s";
        }
    };

    private final LiveWindow window = new LiveWindow(TARGETS, new LiveWindow.Limits(8000, 4000, 1 << 20), BEGINNING);
    private long millis;

    private void begin(int run, String init) {
        window.add(new Begin(Track.VIDEO_0, run, Bytes.utf8(init), List.of()));
    }

    private void part(int duration, boolean key) {
        Bytes data = Bytes.utf8("part at " + millis + ";");
        window.add(new Part(Track.VIDEO_0, List.of(data), duration * 1000L, millis, key, key));
        millis += duration;
    }

    private void endSegment() {
        window.add(new SegmentEnd(Track.VIDEO_0));
    }

    private void segment() {
        for (int i = 0; i < 4; i++) {
            part(500, i == 0);
        }
        endSegment();
    }

    private Playlist lowLatency() {
        return PlaylistRules.check(window.lowLatencyPlaylist(NAMES, List.of()).toText());
    }

    private Playlist plain() {
        return PlaylistRules.check(window.playlist(NAMES).toText());
    }

    @Test
    @DisplayName(
            "RFC 8216bis §4.4.4.9, §4.4.5.3: parts of the segment at hand are listed, and the next one is hinted at")
    void openSegment() {
        begin(0, "init");
        segment();
        part(500, true);
        Playlist playlist = lowLatency();
        assertThat(playlist.segments()).hasSize(2);
        assertThat(playlist.segments().getLast().all("EXT-X-PART"))
                .containsExactly(Map.of("DURATION", "0.500000", "URI", "1.0.m4s", "INDEPENDENT", "YES"));
        assertThat(playlist.attributes("EXT-X-PRELOAD-HINT")).containsEntry("URI", "1.1.m4s");
        assertThat(plain().segments()).hasSize(1);
        endSegment();
        assertThat(lowLatency().attributes("EXT-X-PRELOAD-HINT")).containsEntry("URI", "2.0.m4s");
    }

    @Test
    void textOfASmallPlaylist() {
        begin(0, "init");
        millis = 1_800_000_000_000L;
        part(480, true);
        assertThat(window.lowLatencyPlaylist(
                                NAMES,
                                List.of(new MediaPlaylist.RenditionReport("../audio.m3u8", 0, OptionalInt.of(1))))
                        .toText())
                .isEqualTo("""
                        #EXTM3U
                        #EXT-X-VERSION:9
                        #EXT-X-INDEPENDENT-SEGMENTS
                        #EXT-X-TARGETDURATION:2
                        #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.000000,PART-HOLD-BACK=1.500000
                        #EXT-X-PART-INF:PART-TARGET=0.500000
                        #EXT-X-MEDIA-SEQUENCE:0
                        #EXT-X-DISCONTINUITY-SEQUENCE:0
                        #EXT-X-MAP:URI="init0.mp4"
                        #EXT-X-PROGRAM-DATE-TIME:2027-01-15T08:00:00.000Z
                        #EXT-X-PART:DURATION=0.480000,URI="0.0.m4s",INDEPENDENT=YES
                        #EXT-X-PRELOAD-HINT:TYPE=PART,URI="0.1.m4s"
                        #EXT-X-RENDITION-REPORT:URI="../audio.m3u8",LAST-MSN=0,LAST-PART=1
                        """);
    }

    @Test
    @DisplayName(
            "RFC 8216bis §6.2.2: what leaves the playlist is served for some time; media sequence and discontinuities go on")
    void oldSegmentsGo() {
        begin(0, "init");
        segment();
        segment();
        begin(1, "init");
        segment();
        begin(2, "other");
        for (int i = 0; i < 4; i++) {
            segment();
        }
        Playlist playlist = plain();
        assertThat(playlist.firstMsn()).isEqualTo(3);
        assertThat(playlist.number("EXT-X-DISCONTINUITY-SEQUENCE", "")).isEqualTo(1);
        assertThat(playlist.segments().getFirst().count("EXT-X-DISCONTINUITY")).isEqualTo(1);
        assertThat(playlist.segments().getFirst().all("EXT-X-MAP")).containsExactly(Map.of("URI", "init3.mp4"));
        assertThat(window.segment(0)).isEmpty();
        assertThat(window.segment(1)).isPresent();
        assertThat(window.init(0)).as("of segment 1").contains(Bytes.utf8("init"));
        segment();
        segment();
        assertThat(window.init(0)).isEmpty();
    }

    @Test
    void sameInitSegmentKeepsItsName() {
        begin(0, "init");
        segment();
        begin(1, "init");
        segment();
        assertThat(plain().segments().getLast().all("EXT-X-MAP")).containsExactly(Map.of("URI", "init0.mp4"));
    }

    @Test
    void runThatTheTrackTookNoPartInIsCounted() {
        begin(0, "init");
        segment();
        begin(3, "init");
        segment();
        assertThat(plain().segments().getLast().count("EXT-X-DISCONTINUITY")).isEqualTo(3);
    }

    @Test
    void memoryIsBounded() {
        LiveWindow small = new LiveWindow(TARGETS, new LiveWindow.Limits(3_600_000, 60_000, 1000), BEGINNING);
        small.add(new Begin(Track.VIDEO_0, 0, Bytes.utf8("init"), List.of()));
        for (int i = 0; i < 100; i++) {
            small.add(new Part(Track.VIDEO_0, List.of(Bytes.wrap(new byte[100])), 0, 0, true, true));
            small.add(new SegmentEnd(Track.VIDEO_0));
            assertThat(small.bytes()).isLessThanOrEqualTo(1000);
        }
        assertThat(small.segment(99)).isPresent();
    }

    @Test
    void initSegmentsAreCountedToo() {
        LiveWindow small = new LiveWindow(TARGETS, new LiveWindow.Limits(3_600_000, 60_000, 1000), BEGINNING);
        for (int i = 0; i < 100; i++) {
            for (int again = 0; again < 2; again++) {
                byte[] init = new byte[200];
                init[0] = (byte) (2 * i + again);
                small.add(new Begin(Track.AUDIO_0, i, Bytes.wrap(init), List.of()));
            }
            small.add(new Part(Track.AUDIO_0, List.of(Bytes.wrap(new byte[10])), 0, 0, true, true));
            small.add(new SegmentEnd(Track.AUDIO_0));
            assertThat(small.bytes()).isEqualTo(210L * Math.min(i + 1, 4));
        }
        assertThat(small.init(96)).isPresent();
        assertThat(small.init(95)).isEmpty();
    }

    @Test
    @DisplayName("RFC 8216bis §6.2.5.2: what a blocking reload waits for")
    void blockingReload() {
        begin(0, "init");
        segment();
        part(500, true);
        part(500, false);
        assertThat(window.has(0, OptionalInt.empty())).isTrue();
        assertThat(window.has(1, OptionalInt.empty())).isFalse();
        assertThat(window.has(1, OptionalInt.of(1))).isTrue();
        assertThat(window.has(1, OptionalInt.of(2))).isFalse();
        assertThat(window.has(0, OptionalInt.of(4))).as("the first of the next").isTrue();
        endSegment();
        assertThat(window.has(1, OptionalInt.empty())).isTrue();
        assertThat(window.has(1, OptionalInt.of(2))).as("the first of the next").isFalse();
        assertThat(window.has(2, OptionalInt.of(0))).isFalse();
    }

    @Test
    void partsAndSegmentsAreServed() {
        begin(0, "init");
        segment();
        part(500, true);
        assertThat(Bytes.join(window.segment(0).orElseThrow()).toUtf8())
                .isEqualTo("part at 0;part at 500;part at 1000;part at 1500;");
        assertThat(Bytes.join(window.part(0, 3).orElseThrow()).toUtf8()).isEqualTo("part at 1500;");
        assertThat(Bytes.join(window.part(1, 0).orElseThrow()).toUtf8()).isEqualTo("part at 2000;");
        assertThat(window.part(1, 1)).isEmpty();
        assertThat(window.part(0, -1)).isEmpty();
        assertThat(window.segment(1)).as("not finished").isEmpty();
    }

    @Test
    @DisplayName("RFC 8216bis §6.2.5.1: a delta update skips what is six target durations from the end")
    void deltaUpdate() {
        LiveWindow dvr = new LiveWindow(TARGETS, new LiveWindow.Limits(60_000, 0, 1 << 20), BEGINNING);
        dvr.add(new Begin(Track.VIDEO_0, 0, Bytes.utf8("init"), List.of()));
        for (int i = 0; i < 20; i++) {
            dvr.add(new Part(Track.VIDEO_0, List.of(Bytes.utf8("x")), 2_000_000, 2000L * i, true, true));
            dvr.add(new SegmentEnd(Track.VIDEO_0));
        }
        MediaPlaylist playlist = dvr.lowLatencyPlaylist(NAMES, List.of());
        String delta = playlist.toDeltaText();
        assertThat(delta).contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=14\n").doesNotContain("EXT-X-MAP");
        PlaylistRules.checkDelta(playlist.toText(), delta);
        assertThat(dvr.playlist(NAMES).toDeltaText())
                .isEqualTo(dvr.playlist(NAMES).toText());
    }

    @Test
    @DisplayName(
            "RFC 8216bis §4.4.3.1, §4.4.4.9: a picture that stays for too long is said to last as long as is allowed")
    void longFrames() {
        begin(0, "init");
        part(500, true);
        part(1400, false);
        endSegment();
        segment();
        assertThat(lowLatency().segments().getFirst().all("EXT-X-PART"))
                .extracting(part -> part.get("DURATION"))
                .containsExactly("0.500000", "0.500000");
        part(2900, true);
        endSegment();
        assertThat(window.playlist(NAMES).segments().getLast().durationMicros()).isEqualTo(2_499_999);
    }

    @Test
    @DisplayName("RFC 8216bis §4.4.2.1: that all segments are independent is said until one is not, and never again")
    void independentSegments() {
        begin(0, "init");
        for (int i = 0; i < 12; i++) {
            part(2000, i != 3);
            endSegment();
            assertThat(plain().has("EXT-X-INDEPENDENT-SEGMENTS")).isEqualTo(i < 3);
            assertThat(lowLatency().has("EXT-X-INDEPENDENT-SEGMENTS")).isEqualTo(i < 3);
        }
    }

    @Test
    void endIsTold() {
        begin(0, "init");
        part(500, true);
        window.end();
        assertThat(plain().has("EXT-X-ENDLIST")).isTrue();
        assertThat(lowLatency().has("EXT-X-ENDLIST")).isTrue();
    }

    @Test
    void bandwidthIsThatOfSegments() {
        begin(0, "init");
        segment();
        assertThat(window.peakBandwidth())
                .isEqualTo(window.averageBandwidth())
                .isEqualTo(8 * (window.bytes() - "init".length()) / 2);
    }

    @Test
    @DisplayName("RFC 8216bis §6.2.2: the numbers of a window that takes another's place go on")
    void numbersBeginWhereTheyAreTold() {
        LiveWindow next = new LiveWindow(
                TARGETS, new LiveWindow.Limits(8000, 4000, 1 << 20), new LiveWindow.Beginning(5_000_000_000L, 70));
        next.add(new Begin(Track.VIDEO_0, 2, Bytes.utf8("init"), List.of()));
        next.add(new Part(Track.VIDEO_0, List.of(Bytes.utf8("x")), 2_000_000, 0, true, true));
        next.add(new SegmentEnd(Track.VIDEO_0));
        Playlist playlist = PlaylistRules.check(next.playlist(NAMES).toText());
        assertThat(playlist.firstMsn()).isEqualTo(5_000_000_000L);
        assertThat(playlist.number("EXT-X-DISCONTINUITY-SEQUENCE", "")).isEqualTo(72);
        assertThat(playlist.segments().getFirst().all("EXT-X-MAP"))
                .containsExactly(Map.of("URI", "init5000000000.mp4"));
        assertThat(next.has(5_000_000_000L, OptionalInt.empty())).isTrue();
        assertThat(next.segment(5_000_000_000L)).isPresent();
        assertThat(next.init(5_000_000_000L)).isPresent();
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    @DisplayName("RFC 8216bis §6.2.1, §6.2.2: whatever comes, each playlist is what the one before may become")
    void everyUpdateIsAllowed(long seed) {
        Random random = new Random(seed);
        millis = 1_800_000_000_000L;
        begin(0, "init");
        String whole = "";
        int run = 0;
        for (int i = 0; i < 3; i++) {
            segment();
        }
        for (int i = 0; i < 6; i++) {
            part(450 + random.nextInt(50), random.nextInt(4) > 0);
            if (random.nextInt(2) == 0) {
                endSegment();
                if (random.nextInt(5) == 0) {
                    run += 1 + random.nextInt(2);
                    begin(run, "init" + random.nextInt(2));
                    millis += random.nextInt(10_000);
                }
            } else if (window.lowLatencyPlaylist(NAMES, List.of())
                            .segments()
                            .getLast()
                            .durationMicros()
                    > 1_500_000) {
                endSegment();
            }
            String nowWhole = window.lowLatencyPlaylist(NAMES, List.of()).toText();
            PlaylistRules.checkUpdate(whole.isEmpty() ? nowWhole : whole, nowWhole);
            whole = nowWhole;
        }
        PlaylistRules.check(window.playlist(NAMES).toText());
    }
}
