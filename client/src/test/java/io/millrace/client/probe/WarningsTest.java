package io.millrace.client.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfProperties;
import io.millrace.bytes.Bytes;
import io.millrace.client.probe.Warning.Kind;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One stream for each thing that can be wrong, right in all other respects. */
class WarningsTest {
    private final SyntheticStream stream = new SyntheticStream();

    private void assertWarns(Kind kind, String track, String text) {
        assertThat(stream.report().warnings()).containsExactly(new Warning(kind, track, text));
    }

    @Test
    void nothingAtAll() {
        assertWarns(
                Kind.NO_MEDIA, "", "neither audio nor video: check that the stream is being published under this name");
    }

    @Test
    void noAudio() {
        stream.headers().video(0, 100, 50);
        assertWarns(
                Kind.NO_AUDIO,
                "",
                "no audio in 4.0 s: some players wait for it and some platforms refuse such a stream; add a silent track");
    }

    @Test
    void noVideo() {
        stream.audioHeader();
        for (int i = 0; i < 200; i++) {
            stream.sound(20 * i);
        }
        assertWarns(Kind.NO_VIDEO, "", "no video in 4.0 s: if there should be some, check the encoder's video source");
    }

    @Test
    void longGop() {
        stream.headers().both(0, 500, 208);
        assertWarns(
                Kind.LONG_GOP,
                "video 0",
                "key frames are up to 8.3 s apart: viewers wait that long to join, so set the encoder's key frame interval"
                        + " to 2 s");
    }

    @Test
    void gopThatHasNotEndedIsLongToo() {
        stream.headers().both(0, 200, 1000);
        assertThat(stream.report().warnings()).extracting(Warning::kind).containsExactly(Kind.LONG_GOP);
    }

    @Test
    void noKeyFrame() {
        stream.headers();
        for (int i = 0; i < 100; i++) {
            stream.sound(40 * i).picture(40 * i, false, 0, 100).sound(40 * i + 20);
        }
        assertWarns(
                Kind.NO_KEY_FRAME,
                "video 0",
                "no key frame in 4.0 s: nobody can begin to watch, so set the encoder's key frame interval to 2 s");
    }

    @Test
    @DisplayName("IP-57, ER-065: frames without a sequence header before them cannot be decoded")
    void missingSequenceHeader() {
        stream.videoHeader(SyntheticStream.AVC_1080).both(0, 100, 50);
        assertWarns(
                Kind.MISSING_SEQUENCE_HEADER,
                "audio 0",
                "200 frames of AAC came without a sequence header before them: nobody can decode these, so let the encoder"
                        + " send its configuration first");
    }

    @Test
    void unreadableHeader() {
        stream.videoHeader(Bytes.of(1, 100)).audioHeader().both(0, 100, 50);
        assertThat(stream.report().warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.kind()).isEqualTo(Kind.UNREADABLE_HEADER);
            assertThat(warning.text())
                    .startsWith("video track 0 (AVC): ")
                    .endsWith(": players will not decode it either, so look at the encoder");
        });
    }

    @Test
    void unknownCodec() {
        stream.videoCodec(SyntheticStream.fourCc(FourCc.of("xyz1")))
                .audioHeader()
                .both(0, 100, 50);
        assertWarns(
                Kind.UNKNOWN_CODEC,
                "video 0",
                "the codec (FourCC xyz1) is not known here: check that the players know it");
    }

    @Test
    void bFrames() {
        stream.headers();
        int[] offsets = {40, 80, 0};
        for (int i = 0; i < 99; i++) {
            stream.sound(40 * i)
                    .picture(40 * i, i % 48 == 0, offsets[i % 3], 100)
                    .sound(40 * i + 20);
        }
        assertWarns(
                Kind.B_FRAMES,
                "video 0",
                "33 of 99 frames are B-frames, which delay the picture by up to 80 ms and do not play over WebRTC: turn"
                        + " them off for low latency");
    }

    @Test
    void variableFrameRate() {
        stream.headers();
        for (int i = 0; i < 100; i++) {
            long dts = 40 * i + (i % 2) * 20;
            stream.sound(40 * i).picture(dts, i % 50 == 0, 0, 100).sound(40 * i + 20);
        }
        assertWarns(
                Kind.VARIABLE_FRAME_RATE,
                "video 0",
                "the frame rate varies: frames are 40.2 ms apart, give or take 20.0 ms; set the encoder to a constant frame"
                        + " rate");
    }

    @Test
    void roundedTimestampsOfAConstantRateAreNotVariable() {
        stream.headers();
        for (int i = 0; i < 300; i++) {
            stream.sound(i * 1001L / 30).picture(i * 1001L / 30, i % 60 == 0, 0, 100);
        }
        assertThat(stream.report().warnings()).isEmpty();
    }

    @Test
    void unevenAudio() {
        stream.headers();
        for (int i = 0; i < 100; i++) {
            stream.sound(40 * i).sound(40 * i).picture(40 * i, i % 50 == 0, 0, 100);
        }
        assertWarns(
                Kind.UNEVEN_AUDIO,
                "audio 0",
                "audio timestamps are uneven: 19.9 ms apart, give or take 20.0 ms; let the encoder derive them from the"
                        + " number of samples");
    }

    @Test
    void backwardTimestamps() {
        stream.headers().video(0, 100, 50).video(1000, 100, 50);
        for (int i = 0; i < 250; i++) {
            stream.sound(20 * i);
        }
        assertThat(stream.report().warnings())
                .contains(new Warning(
                        Kind.BACKWARD_TIMESTAMPS,
                        "video 0",
                        "timestamps go back once, first at 4.0 s by 2960 ms: players stall or drop what follows, so look at"
                                + " the encoder's clock or restarts of its input"));
    }

    @Test
    void gap() {
        stream.headers().both(0, 100, 50).both(6000, 100, 50);
        assertThat(stream.report().warnings())
                .containsExactly(
                        new Warning(
                                Kind.TIMESTAMP_GAP,
                                "video 0",
                                "frames are missing once, first at 4.0 s for 2040 ms: look for dropped frames in the encoder"
                                        + " or too little upload bandwidth"),
                        new Warning(
                                Kind.TIMESTAMP_GAP,
                                "audio 0",
                                "frames are missing once, first at 4.0 s for 2020 ms: look for dropped frames in the encoder"
                                        + " or too little upload bandwidth"));
    }

    @Test
    void stalledTrack() {
        stream.headers().both(0, 100, 50);
        for (int i = 200; i < 600; i++) {
            stream.sound(20 * i);
        }
        assertWarns(
                Kind.STALLED_TRACK,
                "video 0",
                "no frame for 8.0 s while the stream goes on: check the encoder's source of it");
    }

    @Test
    void stalledAudioIsNoDrift() {
        stream.headers().both(0, 300, 50).video(12_000, 300, 50);
        assertWarns(
                Kind.STALLED_TRACK,
                "audio 0",
                "no frame for 12.0 s while the stream goes on: check the encoder's source of it");
    }

    @Test
    void lateArrival() {
        stream.headers().both(0, 100, 50);
        stream.delayMillis = 2500;
        stream.both(4000, 50, 50);
        assertThat(stream.report().warnings())
                .containsExactly(
                        new Warning(
                                Kind.LATE_ARRIVAL,
                                "video 0",
                                "frames come 2.5 s later than they did at best: the encoder or the network does not keep up,"
                                        + " so lower the bit rate"),
                        new Warning(
                                Kind.LATE_ARRIVAL,
                                "audio 0",
                                "frames come 2.5 s later than they did at best: the encoder or the network does not keep up,"
                                        + " so lower the bit rate"));
    }

    @Test
    void audioDrift() {
        stream.headers();
        for (int i = 0; i < 1500; i++) {
            long slow = 40L * i * 99 / 100;
            stream.sound(slow).picture(40 * i, i % 50 == 0, 0, 100).sound(slow + 20);
        }
        assertThat(stream.report().warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.kind()).isEqualTo(Kind.AUDIO_DRIFT);
            assertThat(warning.text())
                    .matches(
                            "audio has moved 5\\d\\d ms behind video since the beginning: the encoder's audio and video"
                                    + " clocks differ, so let it take audio time from the capture clock");
        });
    }

    @Test
    void interleave() {
        stream.headers().video(0, 50, 50);
        for (int i = 0; i < 100; i++) {
            stream.sound(20 * i);
        }
        assertWarns(
                Kind.INTERLEAVE,
                "",
                "audio and video of the same moment are up to 1960 ms apart in the stream: players must buffer as much, so"
                        + " let the encoder interleave by timestamp");
    }

    @Test
    @DisplayName("ER-025: what headers and frames say differs from the metadata")
    void contradictsMetadata() {
        stream.metadata(AmfProperties.builder()
                        .put("width", 1280)
                        .put("height", 720)
                        .put("framerate", 60)
                        .put("audiosamplerate", 44100)
                        .put("audiochannels", 6))
                .headers()
                .both(0, 100, 50);
        String action = ": players that believe it show it wrongly, so update the metadata with the encoder's settings";
        assertThat(stream.report().warnings())
                .extracting(Warning::text)
                .containsExactly(
                        "the metadata says 1280x720 but the stream has 1920x1080" + action,
                        "the metadata says 60 frames per second but the stream has 25" + action,
                        "the metadata says 44100 Hz but the stream has 48000 Hz" + action,
                        "the metadata says 6 channels but the stream has 2" + action);
    }

    @Test
    void fileThatIsShorterThanItsHeadSays() {
        var file = new SyntheticStream(StreamAnalysis.file("FLV"))
                .metadata(AmfProperties.builder().put("duration", 10))
                .headers()
                .both(0, 100, 50);
        assertThat(file.report().warnings())
                .containsExactly(new Warning(
                        Kind.CONTRADICTS_METADATA,
                        "",
                        "the metadata says 10.0 s but there are 4.0 s: the file is cut short or its head was never"
                                + " completed"));
    }

    @Test
    void fileAtWhoseEndNobodyHasLookedIsNotCutShort() {
        var analysis = StreamAnalysis.file("FLV");
        new SyntheticStream(analysis)
                .metadata(AmfProperties.builder().put("duration", 10))
                .headers()
                .both(0, 100, 50);
        analysis.stopped();
        assertThat(analysis.report().warnings()).isEmpty();
    }

    @Test
    void bitRateAboveAnnounced() {
        stream.metadata(AmfProperties.builder().put("videodatarate", 500))
                .headers()
                .both(0, 100, 50);
        assertWarns(
                Kind.BIT_RATE_ABOVE_ANNOUNCED,
                "video 0",
                "1.0 Mbit/s on average where the metadata says 500 kbit/s: viewers' bandwidth may not do, so check the"
                        + " encoder's rate control");
    }

    @Test
    void levelTooLow() {
        stream.headers();
        for (int i = 0; i <= 240; i++) {
            stream.sound(i * 50L / 3).picture(i * 50L / 3, i % 60 == 0, 0, 100);
        }
        assertWarns(
                Kind.LEVEL_TOO_LOW,
                "video 0",
                "level 4.0 is too low for 1920x1080 at 60 frames per second: hardware decoders may refuse it, so set level"
                        + " 4.2");
    }

    @Test
    @DisplayName("IP-60: HEVC under CodecID 12 is understood, and advised against")
    void legacyHevc() {
        stream.videoCodec(new Codec.LegacyVideo(12))
                .videoHeader(SyntheticStream.HEVC_HDR10)
                .audioHeader()
                .both(0, 100, 50);
        assertWarns(
                Kind.LEGACY_HEVC,
                "video 0",
                "H.265 is sent under CodecID 12, which no specification has: few players know it, so use an encoder that"
                        + " sends FourCC hvc1");
    }

    @Test
    void repeatedHeaders() {
        stream.headers();
        for (int i = 0; i < 100; i++) {
            stream.videoHeader(SyntheticStream.AVC_1080).both(40 * i, 1, i % 50 == 0 ? 1 : 2);
        }
        assertThat(stream.report().warnings()).isEmpty(); // each frame is a key frame with its header
        for (int i = 0; i < 101; i++) {
            stream.videoHeader(SyntheticStream.AVC_1080);
        }
        assertWarns(
                Kind.REPEATED_HEADERS,
                "video 0",
                "202 sequence headers for 100 key frames: some players restart at each, so send one at the start and one"
                        + " per change");
    }

    @Test
    @DisplayName("IP-57: a configuration that changes again and again")
    void configurationChanges() {
        stream.headers();
        for (int i = 0; i < 5; i++) {
            stream.both(2000 * i, 50, 50)
                    .videoHeader(
                            i % 2 == 0 ? Bytes.hex(SyntheticStream.AVC_1080.toHex() + "00") : SyntheticStream.AVC_1080);
        }
        assertWarns(
                Kind.CONFIGURATION_CHANGES,
                "video 0",
                "the configuration changed 5 times: each makes players restart their decoders, so keep size and rate fixed");
    }
}
