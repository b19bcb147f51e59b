package io.millrace.server.record;

import static io.millrace.server.record.Recorded.AVC_HEADER;
import static io.millrace.server.record.Recorded.data;
import static io.millrace.server.record.Recorded.inter;
import static io.millrace.server.record.Recorded.key;
import static io.millrace.server.record.Recorded.sound;
import static io.millrace.server.record.Recorded.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.hub.Hub;
import io.millrace.hub.HubSettings;
import io.millrace.hub.LogEntry;
import io.millrace.hub.Publication;
import io.millrace.media.MediaFrame;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class FrameQueueTest {
    private final WaitingBytes total = new WaitingBytes(3000);
    private final FrameQueue queue = new FrameQueue(1400, total); // four entries, or nine in all queues

    private void append(MediaFrame... frames) {
        for (MediaFrame frame : frames) {
            queue.appended(new LogEntry.Frame(frame), frame.dtsMillis());
        }
    }

    private List<FrameQueue.Item> drain() {
        List<FrameQueue.Item> items = queue.waiting();
        queue.remove(items.size());
        return items;
    }

    private List<Bytes> bodies() {
        return drain().stream().map(item -> bodyOf(item.entry())).toList();
    }

    private static Bytes bodyOf(LogEntry entry) {
        return switch (entry) {
            case LogEntry.Frame(MediaFrame frame) -> frame.body();
            case LogEntry.Metadata metadata -> metadata.frame().body();
            default -> throw new AssertionError(entry);
        };
    }

    private void overflow() {
        append(key(1, 0), inter(2, 40), inter(3, 80), inter(4, 120), inter(5, 160));
        assertThat(queue.isOverflowed()).isTrue();
        assertThat(queue.takeLostFrames()).isEqualTo(1);
        drain();
    }

    @Test
    void entriesComeInOrder() {
        append(key(1, 0), sound(2, 10), inter(3, 40));
        assertThat(bodies())
                .containsExactly(
                        key(1, 0).body(), sound(2, 10).body(), inter(3, 40).body());
        assertThat(bodies()).isEmpty();
    }

    @Test
    @DisplayName("Room is taken until a write is done: one that hangs costs no more memory than the queue")
    void whatIsBeingWrittenTakesRoom() {
        append(key(1, 0), inter(2, 40), inter(3, 80), inter(4, 120));
        assertThat(queue.waiting()).hasSize(4);
        append(inter(5, 160));
        assertThat(queue.isOverflowed()).isTrue();
        assertThat(queue.waiting()).hasSize(4);
    }

    @Test
    void whatComesDuringAWriteIsKept() {
        append(key(1, 0), inter(2, 40));
        int written = queue.waiting().size();
        append(inter(3, 80));
        queue.remove(written);
        assertThat(bodies()).containsExactly(inter(3, 80).body());
    }

    @Test
    void allQueuesTogetherAreBounded() {
        List<FrameQueue> queues = Stream.generate(() -> new FrameQueue(1400, total))
                .limit(3)
                .peek(each -> List.of(key(1, 0), inter(2, 40), inter(3, 80), inter(4, 120))
                        .forEach(frame -> each.appended(new LogEntry.Frame(frame), frame.dtsMillis())))
                .toList();
        assertThat(queues).extracting(each -> each.waiting().size()).containsExactly(4, 4, 1);
        assertThat(queues).extracting(FrameQueue::isOverflowed).containsExactly(false, false, true);

        append(key(5, 160));
        assertThat(queue.isOverflowed()).isTrue();
        queues.get(0).remove(1);
        queues.get(1).abandon();
        queue.tapped();
        append(key(6, 200), inter(7, 240), inter(8, 280), inter(9, 320));
        assertThat(bodies()).hasSize(4);
    }

    @Test
    void removingMakesRoom() {
        append(key(1, 0), inter(2, 40), inter(3, 80), inter(4, 120));
        drain();
        append(inter(5, 160));
        assertThat(queue.isOverflowed()).isFalse();
        assertThat(bodies()).containsExactly(inter(5, 160).body());
    }

    @Test
    void overflowingQueueTakesNothingUntilItIsResumed() {
        overflow();
        append(key(6, 200), video(AVC_HEADER, 240));
        assertThat(drain()).isEmpty();
        assertThat(queue.takeLostFrames()).isEqualTo(2);
        assertThat(queue.takeLostFrames()).isZero();
    }

    @Test
    void afterAGapComeHeadersAndMetadataThenAKeyFrame() {
        overflow();
        queue.tapped();
        append(video(AVC_HEADER, 200), inter(6, 200), sound(7, 210));
        queue.appended(new LogEntry.Metadata("onMetaData", data(Bytes.of(9), 220)), 220);
        append(key(8, 240));
        List<FrameQueue.Item> items = drain();
        assertThat(items)
                .extracting(item -> bodyOf(item.entry()))
                .containsExactly(AVC_HEADER, Bytes.of(9), key(8, 240).body());
        assertThat(items).extracting(FrameQueue.Item::afterGap).containsExactly(false, false, true);
    }

    @Test
    void soundAloneGoesOnAtOnceAfterAGap() {
        append(sound(1, 0), sound(2, 20), sound(3, 40), sound(4, 60), sound(5, 80));
        drain();
        queue.tapped();
        append(sound(6, 100));
        assertThat(drain()).extracting(FrameQueue.Item::afterGap).containsExactly(true);
    }

    @Test
    void streamWithoutKeyFramesGoesOnAfterTenSeconds() {
        overflow();
        queue.tapped();
        append(inter(6, 200), inter(7, 10_199), inter(8, 10_200));
        assertThat(bodies()).containsExactly(inter(8, 10_200).body());
    }

    @Test
    void nothingIsTakenAfterThePublisherHasLeft() {
        append(key(1, 0));
        queue.appended(new LogEntry.StreamDry(), 0);
        assertThat(queue.isEnded()).isFalse();
        queue.appended(new LogEntry.PublisherLeft(), 0);
        append(key(2, 40));
        assertThat(queue.isEnded()).isTrue();
        assertThat(bodies()).containsExactly(key(1, 0).body());
    }

    @Test
    void publisherThatLeavesWithinAGapIsNotFollowedByTheNext() {
        var hub = new Hub(HubSettings.defaults());
        Publication first = hub.publish("live/cam", false).orElseThrow();
        first.stream().tap(queue);
        for (int frame = 1; !queue.isOverflowed(); frame++) {
            first.append(key(frame, frame * 40L));
        }
        drain();

        first.end();
        Publication second = hub.publish("live/cam", false).orElseThrow();
        first.stream().tap(queue); // too late
        second.append(key(9, 440));
        assertThat(queue.isEnded()).isTrue();
        assertThat(bodies()).isEmpty();
    }
}
