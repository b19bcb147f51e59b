package io.millrace.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class GopTest {
    private final SlabPool pool = new SlabPool(Long.MAX_VALUE, Long.MAX_VALUE);
    private final Gop gop = new Gop(pool);

    private static MediaFrame random(Random random, long dtsMillis) {
        byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(200_000) : random.nextInt(2000)];
        random.nextBytes(bytes);
        Bytes body = Bytes.wrap(bytes);
        List<MediaPacket> packets = new ArrayList<>();
        for (int id = random.nextInt(4); id > 0; id--) {
            int offset = random.nextInt(bytes.length + 1);
            packets.add(packet(id, body.slice(offset, random.nextInt(bytes.length - offset + 1))));
        }
        return new MediaFrame(MediaKind.VIDEO, dtsMillis, body, packets);
    }

    private static MediaPacket packet(int id, Bytes payload) {
        return new MediaPacket(
                new Track(MediaKind.VIDEO, id),
                new Codec.Enhanced(FourCc.HEVC),
                PacketType.CODED_FRAMES,
                id % 2,
                -id,
                id,
                payload);
    }

    private List<LogEntry> entries() {
        List<LogEntry> entries = new ArrayList<>();
        gop.forEach(entry -> entries.add(entry.entry()));
        return entries;
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void givesBackWhatWasAddedSinceTheLastRestart(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 3; round++) {
            gop.restart();
            List<LogEntry> added = new ArrayList<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                LogEntry entry =
                        random.nextInt(6) == 0 ? new LogEntry.StreamDry() : new LogEntry.Frame(random(random, i));
                gop.add(entry, i);
                added.add(entry);
            }
            assertThat(entries()).isEqualTo(added);
            assertThat(gop.isEmpty() ? null : gop.last().entry()).isEqualTo(added.isEmpty() ? null : added.getLast());
        }
    }

    @Test
    void aPayloadThatIsNoPartOfTheBodyIsKeptToo() {
        var frame = new MediaFrame(MediaKind.VIDEO, 5, Bytes.of(1, 2), List.of(packet(0, Bytes.of(2))));
        gop.add(new LogEntry.Frame(frame), 5);
        assertThat(gop.last()).isEqualTo(new TimedEntry(new LogEntry.Frame(frame), 5));
    }

    @Test
    void whatIsReadStaysAsItIsWhenTheMemoryIsUsedAgain() {
        gop.add(new LogEntry.Frame(new MediaFrame(MediaKind.DATA, 0, Bytes.of(1, 2, 3), List.of())), 0);
        TimedEntry read = gop.last();
        gop.restart();
        gop.add(new LogEntry.Frame(new MediaFrame(MediaKind.DATA, 0, Bytes.of(7, 8, 9), List.of())), 0);
        assertThat(read.entry())
                .isEqualTo(new LogEntry.Frame(new MediaFrame(MediaKind.DATA, 0, Bytes.of(1, 2, 3), List.of())));
    }

    @Test
    void framesOfMoreTracksThanAreKnownAreKeptToo() {
        List<LogEntry> added = new ArrayList<>();
        for (int id = 0; id < 200; id++) {
            Bytes body = Bytes.of(1, 2, id);
            List<MediaPacket> packets = List.of(packet(id, body.from(1)));
            added.add(new LogEntry.Frame(new MediaFrame(MediaKind.VIDEO, id, body, packets)));
            gop.add(added.getLast(), id);
        }
        assertThat(entries()).isEqualTo(added);
    }

    @Test
    void keepsLittleOfTheMemoryWhenItIsShort() {
        var poor = new SlabPool(4 << 20, 0);
        var large = new Gop(poor);
        large.add(new LogEntry.Frame(new MediaFrame(MediaKind.DATA, 0, Bytes.wrap(new byte[3 << 20]), List.of())), 0);
        large.restart();
        assertThat(poor.usedBytes()).isEqualTo(1 << 20);
    }

    @Test
    void keepsTheMemoryThatTheGroupOfPicturesBeforeNeeded() {
        byte[] megabyte = new byte[1 << 20];
        for (int times : new int[] {3, 1}) {
            gop.restart();
            for (int i = 0; i < times; i++) {
                gop.add(new LogEntry.Frame(new MediaFrame(MediaKind.DATA, 0, Bytes.wrap(megabyte), List.of())), 0);
            }
            assertThat(pool.usedBytes()).isBetween(3L << 20, (3L << 20) + SlabPool.MIN_BYTES);
        }
        gop.restart();
        assertThat(pool.usedBytes()).isBetween(1L << 20, (1L << 20) + SlabPool.MIN_BYTES);
        gop.free();
        assertThat(pool.usedBytes()).isZero();
    }
}
