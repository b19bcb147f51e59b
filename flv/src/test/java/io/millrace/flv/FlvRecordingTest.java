package io.millrace.flv;

import static io.millrace.flv.RecordedFile.AAC_HEADER;
import static io.millrace.flv.RecordedFile.AVC_HEADER;
import static io.millrace.flv.RecordedFile.INTER;
import static io.millrace.flv.RecordedFile.KEY;
import static io.millrace.flv.RecordedFile.OTHER_AVC_HEADER;
import static io.millrace.flv.RecordedFile.SOUND;
import static io.millrace.flv.RecordedFile.keyFrames;
import static io.millrace.flv.RecordedFile.media;
import static io.millrace.flv.RecordedFile.metadataOf;
import static io.millrace.flv.RecordedFile.numbers;
import static io.millrace.flv.RecordedFile.tagAt;
import static io.millrace.flv.RecordedFile.tags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.ByteSource;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFileException;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlvRecordingTest {
    private static Bytes onMetaData(AmfProperties.Builder properties) {
        return Amf0.encodeAll(new AmfString("onMetaData"), properties.buildEcmaArray());
    }

    /** Headers, then a key frame each second with a frame and a sound between. */
    private static RecordedFile seconds(int count) {
        RecordedFile file = RecordedFile.start().video(AVC_HEADER, 0).audio(AAC_HEADER, 0);
        for (int second = 0; second < count; second++) {
            file.video(KEY, second * 1000L).audio(SOUND, second * 1000L + 10).video(INTER, second * 1000L + 500);
        }
        return file;
    }

    @Test
    @DisplayName("F-10: a tag has the type, the body and the time of its message")
    void tagsAreTheMessages() {
        RecordedFile file = RecordedFile.start()
                .video(AVC_HEADER, 0)
                .audio(AAC_HEADER, 0)
                .video(KEY, 20)
                .audio(SOUND, 25)
                .add(new MediaFrame(MediaKind.DATA, 30, Bytes.hex("020000"), List.of()));
        assertThat(media(file.complete()))
                .isEqualTo(media(file.incomplete()))
                .containsExactly(
                        new FlvTag(FlvTag.VIDEO, 0, AVC_HEADER),
                        new FlvTag(FlvTag.AUDIO, 0, AAC_HEADER),
                        new FlvTag(FlvTag.VIDEO, 20, KEY),
                        new FlvTag(FlvTag.AUDIO, 25, SOUND),
                        new FlvTag(FlvTag.SCRIPT, 30, Bytes.hex("020000")));
    }

    @ParameterizedTest
    @DisplayName("F-10: time begins at 0, or where it is when that is in the first second")
    @CsvSource({"0, 0, 40", "999, 999, 1039", "1000, 0, 40", "7200000, 0, 40", "5000000000, 0, 40", "-20, 0, 40"})
    void timeBeginsNearZero(long first, long expectedFirst, long expectedSecond) {
        RecordedFile file =
                RecordedFile.start(Bytes.EMPTY, first).video(KEY, first).video(INTER, first + 40);
        assertThat(media(file.complete()))
                .extracting(FlvTag::timestampMillis)
                .containsExactly(expectedFirst, expectedSecond);
    }

    @Test
    void frameFromBeforeTheFirstIsAtZero() {
        RecordedFile file = RecordedFile.start(Bytes.EMPTY, 7000)
                .video(KEY, 7000)
                .audio(SOUND, 6980)
                .audio(SOUND, 7003);
        assertThat(media(file.complete())).extracting(FlvTag::timestampMillis).containsExactly(0L, 0L, 3L);
    }

    @Test
    @DisplayName("F-09: duration and filesize are 0 and there is no index until the recording is complete")
    void incompleteHeadSaysNothing() {
        AmfProperties metadata = metadataOf(seconds(3).incomplete());
        assertThat(metadata.number("duration")).hasValue(0);
        assertThat(metadata.number("filesize")).hasValue(0);
        assertThat(metadata.get("keyframes")).isNull();
    }

    @Test
    @DisplayName("F-08, F-09: duration, filesize and what there is are told when the recording is complete")
    void completeHeadSummarizes() {
        Bytes file = seconds(3).complete();
        AmfProperties metadata = metadataOf(file);
        assertThat(metadata.number("duration")).hasValue(2.5);
        assertThat(metadata.number("filesize")).hasValue(file.length());
        assertThat(metadata.number("lasttimestamp")).hasValue(2.5);
        assertThat(metadata.number("lastkeyframetimestamp")).hasValue(2);
        assertThat(metadata.bool("hasVideo")).hasValue(true);
        assertThat(metadata.bool("hasAudio")).hasValue(true);
        assertThat(metadata.bool("hasKeyframes")).hasValue(true);
        assertThat(metadata.bool("canSeekToEnd")).hasValue(false);
        assertThat(file.u8(4)).isEqualTo(5);
    }

    @Test
    @DisplayName("F-08: a recording that ends with a key frame can be sought to its end")
    void endsWithKeyFrame() {
        Bytes file = seconds(1).video(KEY, 1000).audio(SOUND, 1001).complete();
        assertThat(metadataOf(file).bool("canSeekToEnd")).hasValue(true);
    }

    @Test
    @DisplayName("F-01: the flags of a complete recording say what is in it")
    void soundOnly() {
        Bytes file = RecordedFile.start().audio(AAC_HEADER, 0).audio(SOUND, 0).complete();
        assertThat(file.u8(4)).isEqualTo(4);
        assertThat(metadataOf(file).bool("hasKeyframes")).hasValue(false);
        assertThat(metadataOf(file).get("keyframes")).isNull();
    }

    @Test
    @DisplayName("F-08: what the publisher said of its stream is kept, but for what it said of a file")
    void publishersMetadata() {
        Bytes metadata = onMetaData(AmfProperties.builder()
                .put("width", 1280)
                .put("duration", 9999)
                .put("encoder", "Lavf")
                .put("filesize", 1));
        RecordedFile file = RecordedFile.start(metadata, 0).video(KEY, 0).video(INTER, 80);
        AmfProperties complete = metadataOf(file.complete());
        assertThat(complete.number("width")).hasValue(1280);
        assertThat(complete.string("encoder")).hasValue("Lavf");
        assertThat(complete.number("duration")).hasValue(0.08);
        assertThat(complete.entries()).extracting(AmfProperties.Entry::name).doesNotHaveDuplicates();
        assertThat(metadataOf(file.incomplete()).number("duration")).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // none
                "02000A6F6E4D65746144617461", // without a value
                "02000A6F6E4D65746144617461 020001 41", // a string
                "02000A6F6E4D65746144617461 08000000010001 41 0700", // cut short
                "02000A6F6E4D65746144617461 080000000200086475726174696F6E 0300000A 0001 61 03 0001 62 070002 000009 000009", // a cycle
            })
    void metadataThatCannotBeKept(String metadata) {
        Bytes file = RecordedFile.start(Bytes.hex(metadata), 0)
                .video(KEY, 0)
                .video(INTER, 80)
                .complete();
        assertThat(metadataOf(file).number("duration")).hasValue(0.08);
        assertThat(media(file)).hasSize(2);
    }

    @Test
    void metadataTooLargeIsLeftOut() {
        Bytes metadata = onMetaData(AmfProperties.builder().put("text", "x".repeat(300_000)));
        Bytes file = RecordedFile.start(metadata, 0).video(KEY, 0).complete();
        assertThat(file.length()).isLessThan(100_000);
    }

    @Test
    void metadataInMidStreamIsATagOfItsOwn() {
        Bytes changed = onMetaData(AmfProperties.builder().put("width", 640));
        Bytes file = seconds(1).metadata(changed).video(INTER, 540).complete();
        assertThat(tags(file)).contains(new FlvTag(FlvTag.SCRIPT, 0, changed));
        assertThat(tags(file).getLast().body()).isEqualTo(INTER);
    }

    @Test
    @DisplayName("F-09: the index leads to each key frame, and to headers directly before it")
    void index() {
        Bytes file = seconds(3).complete();
        List<Double> positions = numbers(keyFrames(file), "filepositions");
        assertThat(numbers(keyFrames(file), "times")).containsExactly(0.0, 1.0, 2.0);
        assertThat(positions).extracting(at -> tagAt(file, at).body()).containsExactly(AVC_HEADER, KEY, KEY);
        assertThat(positions)
                .extracting(at -> tagAt(file, at).timestampMillis())
                .containsExactly(0L, 1000L, 2000L);
        assertThat(numbers(metadataOf(file), "headerpositions")).isEmpty();
    }

    @Test
    void headersThatChangeAreFound() {
        Bytes file = seconds(2)
                .video(AVC_HEADER, 2000) // again, as some encoders do
                .video(KEY, 2000)
                .video(OTHER_AVC_HEADER, 3000)
                .audio(AAC_HEADER, 3000)
                .video(KEY, 3000)
                .video(AVC_HEADER, 4000)
                .audio(SOUND, 4000)
                .video(KEY, 4000)
                .complete();
        assertThat(numbers(metadataOf(file), "headerpositions"))
                .extracting(at -> tagAt(file, at).body())
                .containsExactly(OTHER_AVC_HEADER, AVC_HEADER);
        assertThat(numbers(keyFrames(file), "filepositions"))
                .extracting(at -> tagAt(file, at).body())
                .containsExactly(AVC_HEADER, KEY, KEY, OTHER_AVC_HEADER, KEY);
    }

    @Test
    void headersThatChangeAllTheTimeLeaveNoIndex() {
        RecordedFile file = RecordedFile.start();
        for (int i = 0; i < 1100; i++) {
            file.video(i % 2 == 0 ? AVC_HEADER : OTHER_AVC_HEADER, i).video(KEY, i);
        }
        AmfProperties metadata = metadataOf(file.complete());
        assertThat(metadata.get("keyframes")).isNull();
        assertThat(metadata.get("headerpositions")).isNull();
        assertThat(metadata.number("duration")).hasValue(1.099);
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 2049, 5000, 10_000})
    @DisplayName("F-09: the index of a long recording has every n-th key frame, and its file no less room")
    void indexIsThinnedOut(int keyFrameCount) {
        RecordedFile recorded = RecordedFile.start();
        for (int i = 0; i < keyFrameCount; i++) {
            recorded.video(KEY, i * 10L);
        }
        Bytes file = recorded.complete();
        List<Double> times = numbers(keyFrames(file), "times");
        List<Double> positions = numbers(keyFrames(file), "filepositions");
        assertThat(times).hasSizeBetween(1025, 2048).isSorted().startsWith(0.0);
        assertThat(positions).hasSameSizeAs(times).isSorted();
        assertThat(times.getLast()).isGreaterThanOrEqualTo(keyFrameCount / 100.0 - 0.08);
        for (int i = 0; i < times.size(); i += 97) {
            assertThat(tagAt(file, positions.get(i)))
                    .isEqualTo(new FlvTag(FlvTag.VIDEO, Math.round(times.get(i) * 1000), KEY));
        }
    }

    @Test
    void gapsAreTold() {
        RecordedFile file = RecordedFile.start(Bytes.EMPTY, 5000).video(KEY, 5000);
        file.recording.addGap(5000, 9000);
        file.video(KEY, 9000);
        assertThat(numbers(metadataOf(file.complete()), "gaps")).containsExactly(0.0, 4.0);
    }

    @Test
    @DisplayName("F-09: what is appended goes on in time, and the index holds the old part and the new")
    void append() {
        Bytes before = seconds(2).complete();
        Bytes file = RecordedFile.resume(before, 70_000)
                .video(OTHER_AVC_HEADER, 70_000)
                .video(KEY, 70_000)
                .audio(SOUND, 69_990)
                .video(INTER, 70_500)
                .complete();
        assertThat(tags(file).subList(1, tags(before).size())).isEqualTo(media(before));
        assertThat(tags(file).subList(tags(before).size(), tags(file).size()))
                .containsExactly(
                        new FlvTag(FlvTag.VIDEO, 1540, OTHER_AVC_HEADER),
                        new FlvTag(FlvTag.VIDEO, 1540, KEY),
                        new FlvTag(FlvTag.AUDIO, 1540, SOUND),
                        new FlvTag(FlvTag.VIDEO, 2040, INTER));
        AmfProperties metadata = metadataOf(file);
        assertThat(metadata.number("duration")).hasValue(2.04);
        assertThat(metadata.number("filesize")).hasValue(file.length());
        assertThat(metadata.bool("hasAudio")).hasValue(true);
        assertThat(numbers(keyFrames(file), "times")).containsExactly(0.0, 1.0, 1.54);
        assertThat(numbers(metadata, "headerpositions"))
                .extracting(at -> tagAt(file, at).body())
                .containsExactly(OTHER_AVC_HEADER);
    }

    @Test
    @DisplayName("F-09: while it is appended to, a file does not tell the length that it had")
    void appendMakesTheFileIncomplete() {
        Bytes file = RecordedFile.resume(seconds(2).complete(), 0).video(KEY, 0).incomplete();
        assertThat(metadataOf(file).number("duration")).hasValue(0);
        assertThat(metadataOf(file).get("keyframes")).isNull();
    }

    @Test
    @DisplayName("F-09: of a file that was cut anywhere, all whole tags are kept and the rest is cut off")
    void appendToWhatWasCut() {
        RecordedFile whole =
                RecordedFile.start().video(AVC_HEADER, 0).video(KEY, 0).audio(SOUND, 20);
        Bytes cut = whole.incomplete();
        int head = whole.recording.incompleteHead().length();
        for (int length = head; length <= cut.length(); length++) {
            Bytes before = cut.slice(0, length);
            RecordedFile resumed = RecordedFile.resume(before, 500);
            List<FlvTag> kept = media(resumed.incomplete());
            assertThat(resumed.recording.length()).isLessThanOrEqualTo(length);
            assertThat(kept).isEqualTo(media(cut).subList(0, kept.size()));
            List<FlvTag> after = media(resumed.video(KEY, 500).complete());
            assertThat(after).hasSize(kept.size() + 1);
            assertThat(after.getLast().timestampMillis())
                    .isEqualTo(kept.isEmpty() ? 40 : kept.getLast().timestampMillis() + 40);
        }
        assertThat(media(RecordedFile.resume(cut, 0).incomplete())).hasSize(3);
    }

    @Test
    @DisplayName("F-09: zeros that a power cut left are no tags")
    void appendAfterZeros() {
        Bytes file = seconds(1).incomplete();
        Bytes damaged = new ByteWriter().bytes(file).bytes(new byte[4096]).toBytes();
        assertThat(RecordedFile.resume(damaged, 0).recording.length()).isEqualTo(file.length());
    }

    @Test
    @DisplayName("F-09: the index that is found by looking is the one that was written")
    void scanFindsTheSame() {
        RecordedFile file = seconds(5).video(OTHER_AVC_HEADER, 5000).video(KEY, 5000);
        Bytes fromComplete =
                RecordedFile.resume(file.complete(), 0).video(KEY, 0).complete();
        Bytes fromIncomplete =
                RecordedFile.resume(file.incomplete(), 0).video(KEY, 0).complete();
        assertThat(metadataOf(fromIncomplete)).isEqualTo(metadataOf(fromComplete));
    }

    @Test
    @DisplayName("ER-100: key frames of several tracks in one message are found by looking, too")
    void scanOfSeveralTracks() {
        Bytes picture = Bytes.wrap(new byte[200]);
        var body = new ByteWriter();
        body.u8(0x96).u8(0x11).utf8("avc1");
        for (int track = 1; track >= 0; track--) {
            body.u8(track).u24(3 + picture.length()).u24(0).bytes(picture);
        }
        RecordedFile file = RecordedFile.start().video(body.toBytes(), 0).video(body.toBytes(), 1000);
        Bytes resumed = RecordedFile.resume(file.incomplete(), 0).complete();
        assertThat(numbers(keyFrames(resumed), "times")).containsExactly(0.0, 1.0);
    }

    @Test
    @DisplayName("F-09: a file of another writer keeps its metadata; its duration is set where it has one")
    void appendToAnothersFile() {
        Bytes before = SampleFilesTest.fileOf("testsrc.flv");
        AmfProperties said = metadataOf(before);
        Bytes file = RecordedFile.resume(before, 0).video(KEY, 0).complete();
        AmfProperties says = metadataOf(file);
        assertThat(file.slice(file.length() - 4 - KEY.length(), KEY.length())).isEqualTo(KEY);
        assertThat(tags(file)).hasSize(tags(before).size() + 1);
        assertThat(says.entries())
                .extracting(AmfProperties.Entry::name)
                .isEqualTo(
                        said.entries().stream().map(AmfProperties.Entry::name).toList());
        assertThat(says.get("encoder")).isEqualTo(said.get("encoder"));
        assertThat(says.get("filesize")).isEqualTo(new AmfNumber(file.length()));
        assertThat(says.number("duration")).hasValue(10.041);
    }

    @Test
    void fileWithoutMetadataGetsNone() {
        Bytes before = Bytes.hex("464C56 01 05 00000009 00000000 08 000002 000017 00 000000 AF01 0000000D");
        Bytes file = RecordedFile.resume(before, 0).audio(SOUND, 0).complete();
        assertThat(tags(file))
                .containsExactly(new FlvTag(FlvTag.AUDIO, 23, Bytes.hex("AF01")), new FlvTag(FlvTag.AUDIO, 63, SOUND));
        assertThat(file.u8(4)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "464C", "000000186674797069736F6D00000200", "464C56 01 05 FFFFFFFF 00000000"})
    @DisplayName("F-09: nothing is appended to what is no FLV file")
    void otherFiles(String file) {
        assertThatThrownBy(() -> FlvRecording.resume(ByteSource.of(Bytes.hex(file)), 0))
                .isInstanceOf(MediaFileException.class)
                .hasMessageContaining("FLV");
    }
}
