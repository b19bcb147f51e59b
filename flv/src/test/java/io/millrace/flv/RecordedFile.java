package io.millrace.flv;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.ByteSource;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A recording in memory: what the file would hold. */
final class RecordedFile {
    static final Bytes AVC_HEADER = Bytes.hex("17 00 000000 01640028");
    static final Bytes OTHER_AVC_HEADER = Bytes.hex("17 00 000000 0142C01E");
    static final Bytes AAC_HEADER = Bytes.hex("AF 00 1190");
    static final Bytes KEY = Bytes.hex("17 01 000000 0000000465888400");
    static final Bytes INTER = Bytes.hex("27 01 000000 0000000441888400");
    static final Bytes SOUND = Bytes.hex("AF 01 21004988");

    final FlvRecording recording;
    private final ByteWriter written = new ByteWriter();

    private RecordedFile(FlvRecording recording, Bytes before) {
        this.recording = recording;
        written.bytes(before);
    }

    static RecordedFile start(Bytes metadata, long dtsMillis) {
        FlvRecording recording = FlvRecording.start(metadata, dtsMillis);
        return new RecordedFile(recording, recording.incompleteHead());
    }

    static RecordedFile start() {
        return start(Bytes.EMPTY, 0);
    }

    static RecordedFile resume(Bytes file, long dtsMillis) {
        try {
            FlvRecording recording = FlvRecording.resume(ByteSource.of(file), dtsMillis);
            return new RecordedFile(
                    recording, withHead(file.slice(0, (int) recording.length()), recording.incompleteHead()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RecordedFile video(Bytes body, long dtsMillis) {
        return add(new MediaFrame(MediaKind.VIDEO, dtsMillis, body, VideoTagCodec.decode(body)));
    }

    RecordedFile audio(Bytes body, long dtsMillis) {
        return add(new MediaFrame(MediaKind.AUDIO, dtsMillis, body, AudioTagCodec.decode(body)));
    }

    RecordedFile add(MediaFrame frame) {
        recording.add(frame, frame.dtsMillis()).forEach(written::bytes);
        return this;
    }

    RecordedFile metadata(Bytes body) {
        recording.addMetadata(body).forEach(written::bytes);
        return this;
    }

    /** What a process that is killed leaves. */
    Bytes incomplete() {
        return written.toBytes();
    }

    Bytes complete() {
        return withHead(written.toBytes(), recording.completeHead());
    }

    private static Bytes withHead(Bytes file, Bytes head) {
        return new ByteWriter().bytes(head).bytes(file.from(head.length())).toBytes();
    }

    static List<FlvTag> tags(Bytes file) {
        List<FlvTag> tags = new ArrayList<>();
        new FlvReader().read(file, tags::add);
        return tags;
    }

    /** Without the metadata at the beginning. */
    static List<FlvTag> media(Bytes file) {
        List<FlvTag> tags = tags(file);
        return tags.subList(1, tags.size());
    }

    static AmfProperties metadataOf(Bytes file) {
        List<AmfValue> values = Amf0.decodeAll(tags(file).getFirst().body());
        if (!values.getFirst().equals(new AmfString("onMetaData"))) {
            throw new AssertionError("begins with " + values.getFirst());
        }
        return values.get(1).asProperties();
    }

    static List<Double> numbers(AmfProperties properties, String name) {
        return KeyFrameIndex.numbers(Objects.requireNonNull(properties.get(name), name));
    }

    static AmfProperties keyFrames(Bytes file) {
        return Objects.requireNonNull(metadataOf(file).get("keyframes"), "keyframes")
                .asProperties();
    }

    /** The tag that begins there. */
    static FlvTag tagAt(Bytes file, double position) {
        var rest = new ByteWriter();
        FlvWriter.writeHeader(new FlvHeader(true, true), rest);
        return tags(rest.bytes(file.from((int) position)).toBytes()).getFirst();
    }
}
