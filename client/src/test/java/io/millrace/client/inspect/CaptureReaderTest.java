package io.millrace.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Bytes;
import io.millrace.client.inspect.CaptureWriter.Frame;
import io.millrace.media.MediaFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureReaderTest {
    private static final Session SESSION = Session.publishing()
            .video(0, Session.AVC_HEADER)
            .audio(0, Session.AAC_HEADER)
            .video(40, "17 01 000000" + "ee".repeat(900))
            .audio(40, Session.AAC_FRAME);

    private static final int PCAP_HEADER = 24;

    @TempDir
    private Path folder;

    private final List<Event> events = new ArrayList<>();

    private InspectResult read(byte[] capture) throws IOException {
        Path file = Files.write(folder.resolve("capture"), capture);
        events.clear();
        return new CaptureReader(InspectOptions.DEFAULT, 1935, events::add).read(file);
    }

    private static CaptureWriter whole() {
        return new CaptureWriter().open().session(SESSION, 300).close();
    }

    /** What messages say, without when. */
    private List<String> messages() {
        var form = new TextForm(false, false);
        return events.stream()
                .filter(event -> event.kind() == Event.Kind.MESSAGE)
                .map(event -> form.line(event).substring(16))
                .toList();
    }

    private static List<String> expected() {
        var form = new TextForm(false, false);
        return SESSION.events(Detail.MESSAGES).stream()
                .filter(event -> event.kind() == Event.Kind.MESSAGE)
                .map(event -> form.line(event).substring(16).replaceFirst(" roundTrip.*", ""))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 101, 113, 276})
    void readsEachLinkLayerInBothFormatsAndByteOrders(int linkType) throws IOException {
        CaptureWriter capture = whole();
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            for (byte[] file : List.of(
                    capture.pcap(linkType, order, false),
                    capture.pcap(linkType, order, true),
                    capture.pcapng(linkType, order))) {
                assertThat(read(file)).isEqualTo(new InspectResult(1, 0, 0));
                assertThat(messages()).isEqualTo(expected());
                assertThat(events.get(events.size() - 1).micros())
                        .isEqualTo((capture.frames().size() - 1) * 1000L);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void putsSegmentsInOrderThatCameInAny(long seed) throws IOException {
        var random = new Random(seed);
        CaptureWriter capture = whole();
        List<Frame> frames = capture.frames();
        for (int i = 3; i < frames.size() - 2; i++) {
            // Without acknowledgements, which would tell that nothing is to come before.
            Frame frame = frames.get(i);
            frames.set(i, new Frame(frame.direction(), frame.sequence(), 0, 0, frame.payload()));
        }
        Collections.shuffle(frames.subList(10, 20), random);
        frames.add(15, frames.get(3 + random.nextInt(8))); // a retransmission
        Frame overlapping = frames.get(12);
        Bytes longer = overlapping.payload().slice(0, overlapping.payload().length() / 2);
        frames.add(13, new Frame(overlapping.direction(), overlapping.sequence(), 0, 0, longer));

        assertThat(read(capture.pcap(1, ByteOrder.LITTLE_ENDIAN, false)).unexplainedBytes())
                .isZero();
        assertThat(messages()).hasSize(expected().size());
    }

    @Test
    void aMissingSegmentIsAGapAndTheRestIsFoundAgain() throws IOException {
        CaptureWriter capture = new CaptureWriter().open().session(SESSION, 100_000);
        int lost = capture.frames().size() - 1;
        capture.session(
                        new Session()
                                .raw(
                                        Direction.TO_SERVER,
                                        SESSION.pieces().getLast().bytes()),
                        1000)
                .close();
        capture.frames().remove(lost);
        read(capture.pcap(1, ByteOrder.LITTLE_ENDIAN, false));

        assertThat(events).filteredOn(event -> event.title().equals("not seen")).hasSize(1);
        assertThat(events).anyMatch(event -> event.kind() == Event.Kind.SUMMARY);
    }

    @Test
    void aCaptureThatBeginsInMidSessionIsReadFromTheNextHeaderOn() throws IOException {
        CaptureWriter capture = whole();
        capture.frames().subList(0, capture.frames().size() - 8).clear();
        read(capture.pcap(1, ByteOrder.LITTLE_ENDIAN, false));

        assertThat(messages()).anyMatch(line -> line.contains("Audio AAC"));
    }

    @Test
    void findsASessionOnAnotherPortByItsBeginning() throws IOException {
        CaptureWriter capture = new CaptureWriter()
                .serverPort(8000)
                .open()
                .session(SESSION, 1460)
                .close();

        assertThat(read(capture.pcap(1, ByteOrder.LITTLE_ENDIAN, false)).connections())
                .isEqualTo(1);
    }

    @Test
    void otherConnectionsArePassedOver() throws IOException {
        CaptureWriter capture = new CaptureWriter()
                .serverPort(80)
                .open()
                .send(Direction.TO_SERVER, Bytes.utf8("GET / HTTP/1.1\r\n\r\n"), 100)
                .close();

        assertThat(read(capture.pcap(1, ByteOrder.LITTLE_ENDIAN, false))).isEqualTo(InspectResult.NONE);
        assertThat(events).isEmpty();
    }

    @Test
    void connectionsThatNobodyAnsweredHideNone() throws IOException {
        var file = new ByteArrayOutputStream();
        file.writeBytes(capture(new CaptureWriter()));
        for (int port = 1; port <= 5000; port++) {
            if (port == 1000) {
                add(file, new CaptureWriter().open().session(SESSION, 1460)); // goes on till the end
            }
            CaptureWriter unanswered =
                    new CaptureWriter().clientPort(port).serverPort(443).open();
            unanswered.frames().removeLast();
            add(file, unanswered);
        }
        add(file, new CaptureWriter().clientPort(50_001).open().session(SESSION, 1460));

        assertThat(read(file.toByteArray())).isEqualTo(new InspectResult(2, 0, 0));
        assertThat(messages()).containsAll(expected()).hasSize(2 * expected().size());
        assertThat(events).noneMatch(event -> event.title().equals("more connections are left out"));
    }

    private static byte[] capture(CaptureWriter writer) {
        return writer.pcap(101, ByteOrder.LITTLE_ENDIAN, false);
    }

    /** Puts it behind what is there, without a header of its own. */
    private static void add(ByteArrayOutputStream file, CaptureWriter writer) {
        byte[] capture = capture(writer);
        file.write(capture, PCAP_HEADER, capture.length - PCAP_HEADER);
    }

    @ParameterizedTest
    @CsvSource({"pcap", "pcapng"})
    void eachCutOfAFileIsReadAsFarAsItGoes(String format) throws IOException {
        CaptureWriter capture =
                new CaptureWriter().open().session(SESSION, 2000).close();
        byte[] file = format.equals("pcap")
                ? capture.pcap(1, ByteOrder.LITTLE_ENDIAN, false)
                : capture.pcapng(1, ByteOrder.LITTLE_ENDIAN);
        for (int length = 0; length < file.length; length += 1 + length / 50) {
            try {
                assertThat(read(Arrays.copyOf(file, length)).unexplainedBytes()).isZero();
            } catch (MediaFileException e) {
                assertThat(length).isLessThan(28); // within the header of the file
            }
        }
    }

    @Test
    @DisplayName("ER-126: a session of FFmpeg 8 and nginx-rtmp is explained to the last byte, its HEVC too")
    void aCaptureOfRealPrograms() throws IOException, URISyntaxException {
        Path file = Path.of(Objects.requireNonNull(getClass().getResource("ffmpeg-nginx.pcap"))
                .toURI());
        InspectResult result = new CaptureReader(InspectOptions.DEFAULT, 19_350, events::add).read(file);

        assertThat(result).isEqualTo(new InspectResult(2, 0, 0));
        assertThat(messages())
                .filteredOn(line -> line.contains("Video hvc1 SequenceStart"))
                .hasSize(2)
                .allMatch(line -> line.contains("profile=Main level=1.0 width=64 height=48"));
    }

    @Test
    void whatIsNoCaptureIsRefused() {
        assertThatThrownBy(() -> read("FLV is another format".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(MediaFileException.class)
                .hasMessage(folder.resolve("capture") + ": neither a pcap nor a pcapng file");
    }
}
