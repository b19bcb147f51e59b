package io.millrace.client.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.client.load.FileFrames.Recording;
import io.millrace.flv.VideoTagCodec;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FileFramesTest {
    private static final MediaFrame HEADER = video(0x17, 0, 0);

    /** Key frames at 0 and 80 ms, 120 ms long; the file's times begin at 1000. */
    private static final Recording RECORDING =
            Recording.of(List.of(HEADER), List.of(key(1000), inter(1040), key(1080)), 120);

    private static MediaFrame key(long millis) {
        return video(0x17, 1, millis);
    }

    private static MediaFrame inter(long millis) {
        return video(0x27, 1, millis);
    }

    private static MediaFrame video(int firstByte, int packetType, long millis) {
        Bytes body = Bytes.of(firstByte, packetType, 0, 0, 0, 1);
        return new MediaFrame(MediaKind.VIDEO, millis, body, VideoTagCodec.decode(body));
    }

    private static List<MediaFrame> until(FrameSupply supply, long millis) {
        var all = new ArrayList<MediaFrame>();
        for (MediaFrame frame = supply.next(millis, 0); frame != null; frame = supply.next(millis, 0)) {
            all.add(frame);
        }
        return all;
    }

    @Test
    void fileBeginsAgainWhereItEndsAndItsTimesGoOn() {
        List<MediaFrame> all = until(new FileFrames(RECORDING), 250);

        assertThat(all.getFirst()).isEqualTo(HEADER);
        assertThat(all.subList(1, all.size()))
                .extracting(MediaFrame::dtsMillis)
                .containsExactly(0L, 40L, 80L, 120L, 160L, 200L, 240L);
    }

    @Test
    void whoIsLateGoesOnAtTheNextKeyFrame() {
        var frames = new FileFrames(RECORDING);
        until(frames, 0);

        assertThat(frames.skipTo(130)).isEqualTo(4);
        assertThat(until(frames, 200)).containsExactly(key(200));
    }

    @Test
    void withoutKeyFramesWhoIsLateGoesOnAtOnce() {
        var frames = new FileFrames(Recording.of(List.of(), List.of(inter(0), inter(40)), 80));

        assertThat(frames.skipTo(30)).isEqualTo(1);
        assertThat(frames.wakeMillis()).isEqualTo(40);
    }

    @Test
    void anotherConnectionGetsTheHeadersAgain() {
        var frames = new FileFrames(RECORDING);
        until(frames, 40);

        frames.restart();

        assertThat(until(frames, 40)).containsExactly(HEADER.at(80));
    }
}
