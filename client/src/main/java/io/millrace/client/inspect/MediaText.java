package io.millrace.client.inspect;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfException;
import io.millrace.bytes.Bytes;
import io.millrace.client.inspect.MediaTag.ModEx;
import io.millrace.client.inspect.MediaTag.TrackPart;
import io.millrace.flv.MalformedTagException;
import io.millrace.flv.MultichannelConfigCodec;
import io.millrace.media.ChannelLayout;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.codec.AudioParameters;
import io.millrace.media.codec.MalformedConfigurationException;
import io.millrace.media.codec.VideoParameters;
import java.util.ArrayList;
import java.util.List;

/** Audio and video headers as title and fields; what is to be decoded is a number of bytes only. */
final class MediaText {
    private static final String[] FRAME_TYPES = {
        "frame type 0", "key frame", "inter frame", "disposable inter frame", "generated key frame", "command"
    };
    private static final String[] VIDEO_PACKETS = {
        "SequenceStart", "CodedFrames", "SequenceEnd", "CodedFramesX", "Metadata", "MPEG2TSSequenceStart"
    };
    private static final String[] AUDIO_PACKETS = {
        "SequenceStart", "CodedFrames", "SequenceEnd", "packet type 3", "MultichannelConfig"
    };
    private static final String[] AVC_PACKETS = {"sequence header", "NALU", "end of sequence"};
    private static final String[] AAC_PACKETS = {"sequence header", "raw"};
    private static final String[] MULTITRACK = {"OneTrack", "ManyTracks", "ManyTracksManyCodecs"};
    private static final String[] SOUND_RATES = {"5.5 kHz", "11 kHz", "22 kHz", "44 kHz"};

    private MediaText() {}

    static String title(MediaTag tag) {
        if (tag.isSilence()) {
            return "Audio silence";
        }
        String kind = tag.video() ? "Video" : "Audio";
        if (tag.command().isPresent()) {
            return kind + " command";
        }
        return kind + " " + codec(tag) + packet(tag);
    }

    static Fields fields(MediaTag tag) {
        Fields fields = new Fields();
        if (tag.isSilence()) {
            return fields;
        }
        fields.word("form", tag.enhanced() ? "Enhanced" : "legacy");
        if (tag.video()) {
            fields.word("frameType", name(FRAME_TYPES, tag.flags(), "frame type "));
        } else if (!tag.enhanced()) {
            fields.word("soundRate", SOUND_RATES[tag.flags() >> 2])
                    .put("soundBits", (tag.flags() & 2) == 0 ? 8 : 16)
                    .put("soundChannels", (tag.flags() & 1) + 1);
        }
        tag.command()
                .ifPresent(code -> fields.word("command", code == 0 ? "StartSeek" : code == 1 ? "EndSeek" : "unknown"));
        if (!tag.modEx().isEmpty()) {
            fields.put(
                    "modEx",
                    new Value.Items(
                            "", tag.modEx().stream().map(MediaText::modEx).toList()));
        }
        if (tag.multitrackType() >= 0) {
            fields.word("multitrack", name(MULTITRACK, tag.multitrackType(), "type "));
        }
        if (tag.multitrackType() < 0 && tag.tracks().size() == 1) {
            fields.addAll(track(tag, tag.tracks().getFirst()));
        } else if (!tag.tracks().isEmpty()) {
            List<Value> tracks = new ArrayList<>();
            for (TrackPart part : tag.tracks()) {
                Fields inner = new Fields().put("trackId", part.trackId());
                if (part.fourCc() != null) {
                    inner.word("fourCc", part.fourCc().toString());
                }
                tracks.add(inner.addAll(track(tag, part)).toGroup(""));
            }
            fields.put("tracks", new Value.Items("", tracks));
        }
        return fields;
    }

    private static String codec(MediaTag tag) {
        if (!tag.enhanced()) {
            return (tag.video() ? new Codec.LegacyVideo(tag.codecId()) : new Codec.LegacyAudio(tag.codecId()))
                    .toString();
        }
        return tag.tracks().stream()
                .map(TrackPart::fourCc)
                .map(String::valueOf)
                .distinct()
                .reduce((one, other) -> one + "+" + other)
                .orElse("");
    }

    private static String packet(MediaTag tag) {
        if (tag.enhanced()) {
            return " " + name(tag.video() ? VIDEO_PACKETS : AUDIO_PACKETS, tag.packetType(), "packet type ");
        }
        return tag.packetType() < 0
                ? ""
                : " " + name(tag.video() ? AVC_PACKETS : AAC_PACKETS, tag.packetType(), "packet type ");
    }

    private static Value modEx(ModEx entry) {
        if (entry.type() == 0 && entry.data().length() >= 3) {
            return new Fields().put("nanoOffset", entry.data().reader().u24()).toGroup("");
        }
        return new Fields().put("type", entry.type()).put("data", entry.data()).toGroup("");
    }

    private static Fields track(MediaTag tag, TrackPart part) {
        Fields fields = new Fields();
        part.compositionTimeMillis().ifPresent(millis -> fields.put("compositionTime", millis));
        FourCc codec = tag.codecOf(part);
        try {
            if (tag.isSequenceStart() && codec != null) {
                configuration(tag, codec, part.payload(), fields);
            } else if (tag.isMultichannelConfig()) {
                layout(MultichannelConfigCodec.decode(part.payload()), fields);
            } else if (tag.isMetadata()) {
                fields.put("metadata", new Value.Items("", metadata(part.payload())));
            }
        } catch (MalformedConfigurationException | MalformedTagException | AmfException e) {
            fields.put("malformed", part.payload());
        }
        return fields.put("payload", part.payload().length());
    }

    private static void configuration(MediaTag tag, FourCc codec, Bytes payload, Fields fields) {
        if (tag.video()) {
            VideoParameters.ofSequenceStart(codec, payload).ifPresent(video -> video(video, fields));
        } else {
            AudioParameters.ofSequenceStart(codec, payload).ifPresent(audio -> audio(audio, fields));
        }
    }

    private static void video(VideoParameters video, Fields fields) {
        fields.word("codec", video.codecString())
                .word("profile", video.profile())
                .word("level", video.level());
        fields.put("width", video.width()).put("height", video.height()).put("bitDepth", video.bitDepth());
        fields.word("chroma", video.chroma().toString());
        fields.group(
                "color",
                new Fields()
                        .put("primaries", video.color().colorPrimaries())
                        .put("transfer", video.color().transferCharacteristics())
                        .put("matrix", video.color().matrixCoefficients())
                        .put("fullRange", video.color().fullRange()));
    }

    private static void audio(AudioParameters audio, Fields fields) {
        fields.word("codec", audio.codecString()).word("profile", audio.profile());
        fields.put("sampleRate", audio.sampleRate()).put("channels", audio.channels());
    }

    private static void layout(ChannelLayout layout, Fields fields) {
        fields.put("channels", layout.channelCount());
        switch (layout) {
            case ChannelLayout.Unspecified unspecified -> fields.word("order", "unspecified");
            case ChannelLayout.Native known ->
                fields.word("order", "native").word("layout", known.channels().toString());
            case ChannelLayout.Custom custom ->
                fields.word("order", "custom").word("layout", custom.channels().toString());
        }
    }

    private static List<Value> metadata(Bytes payload) {
        return Amf0.decodeAll(payload).stream().map(AmfShape::of).toList();
    }

    private static String name(String[] names, int number, String otherwise) {
        return number >= 0 && number < names.length ? names[number] : otherwise + number;
    }
}
