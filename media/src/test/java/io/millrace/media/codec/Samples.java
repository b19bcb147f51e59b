package io.millrace.media.codec;

import io.millrace.bytes.Bytes;
import io.millrace.media.FourCc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Headers made by FFmpeg 5.1.9 with x264 0.164.3095, x265 3.5, libaom 3.6.0, SVT-AV1 1.4.1, rav1e 0.5.1, libvpx 1.12.0,
 * libopus 1.3.1 and LAME 3.100. Each has what came after {@code ffmpeg -f lavfi -i testsrc2=size=<size>:rate=25
 * -frames:v 1} or {@code ffmpeg -f lavfi -i anullsrc=cl=<layout>:r=<rate> -t 0.2}; records are from an MP4 file, frames
 * are the first bytes of an IVF or raw file. The SEI, which has x265's options, is cut from hvcC.
 */
final class Samples {
    /** 1920x1080, -c:v libx264 -pix_fmt yuv420p -colorspace bt709 -color_primaries bt709 -color_trc bt709 */
    static final Bytes AVC = Bytes.hex("01640028ffe1001e67640028acd940780227e5c05a808080a0000003002000000641e30632c0"
            + "01000668ebe3cb22c0fdf8f800");

    /** 1920x1080, -c:v libx264 -pix_fmt yuv420p -flags +ildct+ilme -x264-params tff=1 */
    static final Bytes AVC_INTERLACED = Bytes.hex(
            "01640028ffe1001a67640028acd94078044fde0220000003002000000643e2c5b2c0" + "01000668fba3cb22c0fdf8f800");

    /** 640x360, -c:v libx264 -pix_fmt yuv422p10le -profile:v high422 -x264-params cqm=jvt */
    static final Bytes AVC_422_10 = Bytes.hex(
            "017a001effe1001b677a001eb6cd940a02ff89c044000003000400000300c83c58b658" + "01000768ebe3cb3002c0fefafa00");

    /** 176x144, -c:v libx264 -pix_fmt yuv420p -profile:v baseline */
    static final Bytes AVC_BASELINE =
            Bytes.hex("0142c00bffe100166742c00bd902c4ec0440000003004000000c83c50a92" + "01000568cb83cb20");

    /** 350x196, -c:v libx264 -pix_fmt yuv444p -color_range pc */
    static final Bytes AVC_444 = Bytes.hex(
            "01f4000dffe1001b67f4000d919b282c37dc6e02d9000003000100000300320f142996" + "01000668ebe3c44844fff8f800");

    /** 128x96, -c:v libx264 -pix_fmt gray */
    static final Bytes AVC_GRAY = Bytes.hex(
            "0164000affe100186764000af3650836c05b20000003002000000641e244b2c0" + "01000668ebe3cb22c0fcf8f800");

    /**
     * 1920x1080, -c:v libx265 -pix_fmt yuv420p10le -x265-params
     * colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:hdr10=1:max-cll=1000,400
     */
    static final Bytes HEVC_HDR10 = Bytes.hex("01022000000090000000000078f000fcfdfafa00000f03a00001001840010c01ffff0220"
            + "00000300900000030000030078959809a10001002f420101022000000300900000030000030078a003c08010e4d96566924caf016a"
            + "12201208000003000800000300c840a2000100074401c172b46240");

    /** 1366x768, -c:v libx265 -pix_fmt yuv420p -x265-params scaling-list=default:range=full */
    static final Bytes HEVC_FULL_RANGE =
            Bytes.hex("01016000000090000000000078f000fcfdf8f800000f03a00001001840010c01ffff"
                    + "016000000300900000030000030078959809a10001002c420101016000000300900000030000030078a002ac80301d796566924e57"
                    + "80b6040000030004000003006420a2000100074401c172b46240");

    /** 640x360, -c:v libx265 -pix_fmt yuv422p12le -x265-params high-tier=1:level-idc=5.1 */
    static final Bytes HEVC_422_12 =
            Bytes.hex("01240800000099080000000099f000fcfefcfc00000f03a00001001740010c01ffff2408"
                    + "000003009908000003000099959809a10001002a4201012408000003009908000003000099b00502016914a5959a4932bc05a02000"
                    + "000300200000030321a2000100074401c172b46240");

    /** 416x240, -frames:v 8 -c:v libx265 -pix_fmt yuv420p -x265-params temporal-layers=1:bframes=3:b-pyramid=1:keyint=8 */
    static final Bytes HEVC_SUB_LAYERS =
            Bytes.hex("0101600000009000000000003cf000fcfdf8f800001303a00001001c40010c02ffff"
                    + "01600000030090000003000003003c00009594aca048a10001002e42010201600000030090000003000003003c0000a00d080f1659"
                    + "594acb24995e02d0100000030010000003019080a2000100074401c172b46240");

    /** 416x234, -c:v libx265 -pix_fmt gray */
    static final Bytes HEVC_GRAY =
            Bytes.hex("0104080000009fc8000000003cf000fcfcf8f800000f03a00001001740010c01ffff040800"
                    + "0003009fc800000300003c959809a10001002a4201010408000003009fc800000300003cc034203c7cf96566924caf016c08000003"
                    + "000800000300c840a2000100074401c172b46240");

    /**
     * 1280x720, -c:v libaom-av1 -cpu-used 8 -pix_fmt yuv420p10le -color_primaries bt2020 -color_trc smpte2084 -colorspace
     * bt2020nc
     */
    static final Bytes AV1_HDR10 = Bytes.hex("81054c000a0e0000002d4cffb3ccaf9509100904");

    /** 322x182, -c:v libsvtav1 -preset 12 -pix_fmt yuv420p */
    static final Bytes AV1 = Bytes.hex("81000c000a0b000000043d06d402f80040");

    /** 320x180, -c:v libaom-av1 -cpu-used 8 -pix_fmt yuv444p -still-picture 1 */
    static final Bytes AV1_444_STILL = Bytes.hex("812000000a063821e7f66d02");

    /** 320x180, -c:v librav1e -speed 10 -pix_fmt yuv422p */
    static final Bytes AV1_422 = Bytes.hex("815f08000a0e400000fa1e7f66210a8810101280");

    /** 640x360, -c:v libsvtav1 -preset 12 -pix_fmt yuv420p: a temporal delimiter, a sequence header, a frame */
    static final Bytes AV1_FRAME = Bytes.hex("12000a0b0000000cc4ff673efe4010" + "320e140023382000017ef3e020dd59fd");

    /** 640x360, -c:v libvpx-vp9 -pix_fmt yuv420p */
    static final Bytes VP9 = Bytes.hex("010000000015820202020000");

    /** 320x180, -c:v libvpx-vp9 -pix_fmt yuv444p */
    static final Bytes VP9_444 = Bytes.hex("01000000010b860202020000");

    /** 640x360, -c:v libvpx-vp9 -pix_fmt yuv420p10le -colorspace bt2020nc -color_primaries bt2020 -color_trc smpte2084 */
    static final Bytes VP9_HDR10 = Bytes.hex("010000000215a20910090000");

    /** 640x360, -c:v libvpx-vp9 -pix_fmt yuv420p */
    static final Bytes VP9_FRAME = Bytes.hex("824983420027f016760438241c184a1007807fd9");

    /** 640x360, -c:v libvpx-vp9 -pix_fmt yuv422p12le -colorspace bt2020nc */
    static final Bytes VP9_FRAME_422_12 = Bytes.hex("b124c1a16a013f80b3b031c120e0c2e08036407f");

    /** 640x360, -c:v libvpx */
    static final Bytes VP8_FRAME = Bytes.hex("10ae009d012a800268010087088585889984880a");

    /** stereo, 44100, -c:a aac */
    static final Bytes AAC = Bytes.hex("121056e500");

    /** 5.1, 48000, -c:a aac */
    static final Bytes AAC_5_1 = Bytes.hex("11b056e500");

    /** 7.1(wide), 48000, -c:a aac: a program config element with two front pairs */
    static final Bytes AAC_7_1_WIDE = Bytes.hex("118004c848002000c6400d4c61766335392e33372e31303056e500");

    /** quad, 48000, -c:a aac: a program config element */
    static final Bytes AAC_QUAD = Bytes.hex("118004c4040021100d4c61766335392e33372e31303056e500");

    /** stereo, 48000, -c:a libopus */
    static final Bytes OPUS = Bytes.hex("4f707573486561640102380180bb0000000000");

    /** stereo, 96000, -c:a flac -sample_fmt s32 */
    static final Bytes FLAC =
            Bytes.hex("664c614300000022200020000000100000121770037000004b004b992e1f8388fb308ce652623c570ace");

    /** 5.1, 48000, -c:a ac3 */
    static final Bytes AC3_5_1 = Bytes.hex("0b7728191e40ebf8403eff99c2084108");

    /** mono, 44100, -c:a ac3 */
    static final Bytes AC3_MONO = Bytes.hex("0b7782114c402f8429e3fe757cf9f3e7");

    /** stereo, 32000, -c:a ac3 */
    static final Bytes AC3_STEREO = Bytes.hex("0b770b5b944043e106a0be79ff3abe7c");

    /** 5.1, 48000, -c:a eac3 */
    static final Bytes EAC3_5_1 = Bytes.hex("0b77037f3f87c0002000000002000000");

    /** stereo, 44100, -c:a eac3 */
    static final Bytes EAC3_STEREO = Bytes.hex("0b7701a07487c000200000004480ae04");

    /** stereo, 44100, -c:a libmp3lame */
    static final Bytes MP3 = Bytes.hex("fffb9064000ff000");

    /** mono, 16000, -c:a libmp3lame */
    static final Bytes MP3_MONO_16K = Bytes.hex("fff338c400000003");

    /** mono, 8000, -c:a libmp3lame */
    static final Bytes MP3_MONO_8K = Bytes.hex("ffe318c400000003");

    /** A header and what reads it. */
    record Sample(Entry entry, FourCc codec, Bytes bytes) {
        Sample with(Bytes newBytes) {
            return new Sample(entry, codec, newBytes);
        }

        Optional<?> read() {
            return entry.read(codec, bytes);
        }
    }

    /** The four ways in. */
    enum Entry {
        VIDEO_SEQUENCE_START {
            @Override
            Optional<?> read(FourCc codec, Bytes bytes) {
                return VideoParameters.ofSequenceStart(codec, bytes);
            }
        },
        KEY_FRAME {
            @Override
            Optional<?> read(FourCc codec, Bytes bytes) {
                return VideoParameters.ofKeyFrame(codec, bytes);
            }
        },
        AUDIO_SEQUENCE_START {
            @Override
            Optional<?> read(FourCc codec, Bytes bytes) {
                return AudioParameters.ofSequenceStart(codec, bytes);
            }
        },
        AUDIO_FRAME {
            @Override
            Optional<?> read(FourCc codec, Bytes bytes) {
                return AudioParameters.ofFrame(codec, bytes);
            }
        };

        abstract Optional<?> read(FourCc codec, Bytes bytes);
    }

    private Samples() {}

    static List<Sample> all() {
        List<Sample> all = new ArrayList<>();
        add(
                all,
                Entry.VIDEO_SEQUENCE_START,
                FourCc.AVC,
                AVC,
                AVC_INTERLACED,
                AVC_422_10,
                AVC_BASELINE,
                AVC_444,
                AVC_GRAY);
        add(
                all,
                Entry.VIDEO_SEQUENCE_START,
                FourCc.HEVC,
                HEVC_HDR10,
                HEVC_FULL_RANGE,
                HEVC_422_12,
                HEVC_SUB_LAYERS,
                HEVC_GRAY,
                HevcConfigurationTest.everyTool());
        add(all, Entry.VIDEO_SEQUENCE_START, FourCc.VVC, VvcConfigurationTest.record());
        add(all, Entry.VIDEO_SEQUENCE_START, FourCc.AV1, AV1_HDR10, AV1, AV1_444_STILL, AV1_422);
        add(all, Entry.VIDEO_SEQUENCE_START, FourCc.VP9, VP9, VP9_444, VP9_HDR10);
        add(all, Entry.VIDEO_SEQUENCE_START, FourCc.VP8, VP9);
        add(all, Entry.KEY_FRAME, FourCc.AV1, AV1_FRAME);
        add(all, Entry.KEY_FRAME, FourCc.VP9, VP9_FRAME, VP9_FRAME_422_12);
        add(all, Entry.KEY_FRAME, FourCc.VP8, VP8_FRAME);
        add(all, Entry.AUDIO_SEQUENCE_START, FourCc.AAC, AAC, AAC_5_1, AAC_7_1_WIDE, AAC_QUAD);
        add(all, Entry.AUDIO_SEQUENCE_START, FourCc.OPUS, OPUS);
        add(all, Entry.AUDIO_SEQUENCE_START, FourCc.FLAC, FLAC);
        add(all, Entry.AUDIO_FRAME, FourCc.AC3, AC3_5_1, AC3_MONO, AC3_STEREO);
        add(all, Entry.AUDIO_FRAME, FourCc.EAC3, EAC3_5_1, EAC3_STEREO);
        add(all, Entry.AUDIO_FRAME, FourCc.MP3, MP3, MP3_MONO_16K, MP3_MONO_8K);
        return all;
    }

    private static void add(List<Sample> all, Entry entry, FourCc codec, Bytes... headers) {
        for (Bytes header : headers) {
            all.add(new Sample(entry, codec, header));
        }
    }
}
