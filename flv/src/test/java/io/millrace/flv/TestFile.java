package io.millrace.flv;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.ByteSource;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** An FLV file made tag by tag: the bodies hold as much as says what they are, and a number to tell them apart. */
final class TestFile {
    private static final AmfString ON_META_DATA = new AmfString("onMetaData");

    private final ByteWriter out = new ByteWriter();
    private final FlvWriter writer = new FlvWriter();

    TestFile() {
        FlvWriter.writeHeader(new FlvHeader(true, true), out);
    }

    static Bytes metadata(AmfProperties.Builder properties) {
        return Amf0.encodeAll(ON_META_DATA, properties.buildEcmaArray());
    }

    static AmfValue keyFrames(double[] seconds, long... positions) {
        return AmfProperties.builder()
                .put("times", numbers(seconds))
                .put(
                        "filepositions",
                        numbers(LongStream.of(positions).asDoubleStream().toArray()))
                .buildObject();
    }

    static AmfStrictArray numbers(double... numbers) {
        List<AmfValue> values = new ArrayList<>();
        for (double number : numbers) {
            values.add(new AmfNumber(number));
        }
        return new AmfStrictArray(values);
    }

    /** Where the next tag begins. */
    long position() {
        return out.length();
    }

    TestFile tag(int type, long millis, Bytes body) {
        writer.write(new FlvTag(type, millis, body), out);
        return this;
    }

    TestFile metadata(long millis, AmfProperties.Builder properties) {
        return tag(FlvTag.SCRIPT, millis, metadata(properties));
    }

    TestFile avcHeader(long millis, int number) {
        return tag(FlvTag.VIDEO, millis, Bytes.of(0x17, 0, 0, 0, 0, number));
    }

    TestFile aacHeader(long millis, int number) {
        return tag(FlvTag.AUDIO, millis, Bytes.of(0xAF, 0, number));
    }

    TestFile key(long millis, int number) {
        return tag(FlvTag.VIDEO, millis, Bytes.of(0x17, 1, 0, 0, 0, number));
    }

    TestFile inter(long millis, int number) {
        return tag(FlvTag.VIDEO, millis, Bytes.of(0x27, 1, 0, 0, 0, number));
    }

    TestFile audio(long millis, int number) {
        return tag(FlvTag.AUDIO, millis, Bytes.of(0xAF, 1, number));
    }

    TestFile raw(Bytes bytes) {
        out.bytes(bytes);
        return this;
    }

    Bytes bytes() {
        return out.toBytes();
    }

    FlvFile open() throws IOException {
        return open(bytes());
    }

    static FlvFile open(Bytes file) throws IOException {
        return open(ByteSource.of(file));
    }

    static FlvFile open(ByteSource source) throws IOException {
        return new FlvFile(FlvIndex.read(source), source);
    }

    /** Each frame as its time and the last byte of its body: {@code 40:7}. */
    static List<String> rest(FlvFile file) throws IOException {
        return frames(file).stream().map(TestFile::text).toList();
    }

    static List<String> headers(FlvFile file) throws IOException {
        return file.headers().stream().map(TestFile::text).toList();
    }

    static List<MediaFrame> frames(FlvFile file) throws IOException {
        List<MediaFrame> frames = new ArrayList<>();
        for (MediaFrame frame = file.next(); frame != null; frame = file.next()) {
            frames.add(frame);
        }
        return frames;
    }

    private static String text(MediaFrame frame) {
        Bytes body = frame.body();
        return frame.dtsMillis() + ":" + (body.isEmpty() ? "empty" : body.u8(body.length() - 1));
    }
}
