package io.millrace.client.inspect;

import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.bytes.Bytes;
import io.millrace.client.inspect.MediaTag.TrackPart;
import io.millrace.flv.ColorInfoCodec;
import io.millrace.flv.MalformedTagException;
import io.millrace.flv.MultichannelConfigCodec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaKind;
import io.millrace.media.codec.AudioParameters;
import io.millrace.media.codec.MalformedConfigurationException;
import io.millrace.media.codec.VideoParameters;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be wrong with audio, video and data messages, and in their order [F-…, ER-…]. For one thread. */
final class MediaRules {
    private static final Bytes FLAC_SIGNATURE = Bytes.utf8("fLaC");
    private static final Bytes OPUS_SIGNATURE = Bytes.utf8("OpusHead");

    /** More streams and tracks than that are not followed. */
    private static final int MAX_FOLLOWED = 4096;

    private record StreamKey(Direction direction, long streamId, int typeId) {}

    private record TrackKey(StreamKey stream, int trackId) {}

    private final SessionFacts facts;
    private final Findings findings;
    private final Map<StreamKey, Long> lastTimestamps = new HashMap<>();
    private final Set<TrackKey> begun = new HashSet<>();
    private final Set<String> codecsJudged = new HashSet<>();

    MediaRules(SessionFacts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    /** Looks at an audio or video message, or at one inside an aggregate. */
    void media(WireMessage message, MediaTag tag) {
        onStream(message);
        boolean aside = tag.isSequenceStart() || tag.isMetadata() || tag.isSequenceEnd() || tag.isMultichannelConfig();
        if (!aside) {
            timestamps(message);
        }
        if (tag.isMetadata() && tag.flags() == 0) {
            findings.note("IP-74", "metadata with frame type 0, as OBS sends it; FFmpeg reads it with 5 only");
        }
        if (!tag.enhanced() && tag.video() && tag.codecId() == 12) {
            findings.note("IP-60", "CodecID 12, which means HEVC in no specification");
        }
        negotiated(message, tag);
        for (TrackPart part : tag.tracks()) {
            track(new TrackKey(key(message), part.trackId()), tag, part);
        }
    }

    private static StreamKey key(WireMessage message) {
        return new StreamKey(message.direction(), message.streamId(), message.typeId());
    }

    /** Media goes from a publisher and to a player. */
    private void onStream(WireMessage message) {
        if (!facts.isComplete()) {
            return;
        }
        SessionFacts.Use wanted =
                message.direction() == Direction.TO_SERVER ? SessionFacts.Use.PUBLISHING : SessionFacts.Use.PLAYING;
        if (facts.stream(message.streamId()).use() != wanted) {
            findings.warning(
                    "R-155",
                    "media on stream " + message.streamId() + ", on which nothing is "
                            + (wanted == SessionFacts.Use.PUBLISHING ? "published" : "played"));
        }
    }

    private void timestamps(WireMessage message) {
        StreamKey key = key(message);
        Long last = lastTimestamps.get(key);
        if (last == null && lastTimestamps.size() >= MAX_FOLLOWED) {
            return;
        }
        int step = last == null ? 0 : (int) (message.timestamp() - last);
        if (step < 0) {
            findings.warning("R-073", "time goes back by " + -(long) step + " ms, from " + last);
        }
        lastTimestamps.put(key, message.timestamp());
    }

    /** The time may go back: by a seek, or because something else is played. */
    void restart(Direction direction, long streamId) {
        lastTimestamps.keySet().removeIf(key -> key.direction() == direction && key.streamId() == streamId);
    }

    // ---- what the other side can do [ER-063, ER-083, ER-110, ER-125] ----

    private void negotiated(WireMessage message, MediaTag tag) {
        if (!tag.enhanced() || !facts.isComplete()) {
            return;
        }
        Direction receiver = message.direction().opposite();
        if (!tag.modEx().isEmpty()) {
            capability(receiver, SessionFacts.CAPS_MOD_EX, "ER-083", "ModEx");
        }
        if (tag.multitrackType() >= 0) {
            String requirement = message.direction() == Direction.TO_CLIENT ? "ER-110" : "ER-108";
            capability(receiver, SessionFacts.CAPS_MULTITRACK, requirement, "Multitrack");
        }
        for (TrackPart part : tag.tracks()) {
            codec(receiver, tag, part);
        }
    }

    private void capability(Direction receiver, int flag, String requirement, String name) {
        Optional<Boolean> announced = facts.capability(receiver, flag);
        if (!announced.orElse(false) && judge(receiver + name)) {
            String text = name + " sent to a peer that did not announce it";
            if (announced.isPresent() || receiver == Direction.TO_SERVER) {
                findings.warning(requirement, text);
            } else {
                findings.note(requirement, text + ", as no player in use announces it [IP-70]");
            }
        }
    }

    private void codec(Direction receiver, MediaTag tag, TrackPart part) {
        FourCc fourCc = part.fourCc();
        if (fourCc == null || !judge(receiver + fourCc.toString())) {
            return;
        }
        String requirement = tag.video() ? "ER-125" : "ER-063";
        MediaKind kind = tag.video() ? MediaKind.VIDEO : MediaKind.AUDIO;
        if (fourCc.kind().filter(kind::equals).isEmpty()) {
            findings.warning(
                    requirement, "FourCC " + fourCc + " is not defined for " + (tag.video() ? "video" : "audio"));
        }
        Optional<Boolean> announced = facts.codec(receiver, fourCc.toString());
        if (announced.isEmpty()) {
            findings.note(requirement, fourCc + " sent to a peer that announced no FourCC [IP-70]");
        } else if (!announced.get()) {
            findings.warning(requirement, fourCc + " sent to a peer that did not announce it");
        }
    }

    /** Once for each thing: it would be said of every frame. */
    private boolean judge(String what) {
        return codecsJudged.size() < MAX_FOLLOWED && codecsJudged.add(what);
    }

    // ---- tracks ----

    private void track(TrackKey key, MediaTag tag, TrackPart part) {
        FourCc codec = tag.codecOf(part);
        try {
            if (tag.isSequenceStart()) {
                begin(key);
                if (codec != null) {
                    sequenceStart(tag, codec, part.payload());
                }
            } else if (tag.isCodedFrames()) {
                if (needsSequenceStart(codec) && facts.isComplete() && !begun.contains(key) && begin(key)) {
                    findings.warning(
                            sequenceStartRule(tag),
                            "coded frames of track " + part.trackId() + " before a sequence header");
                }
            } else if (tag.isSequenceEnd()) {
                if (!part.payload().isEmpty() && tag.enhanced()) {
                    findings.warning(
                            "ER-130", "SequenceEnd with " + part.payload().length() + " bytes (expected: 0)");
                }
            } else if (tag.isMetadata()) {
                Optional<?> color =
                        ColorInfoCodec.decode(part.payload(), problem -> findings.warning("ER-154", problem));
                if (color.isEmpty()) {
                    findings.note("ER-150", "a metadata frame without colorInfo");
                }
            } else if (tag.isMultichannelConfig()) {
                MultichannelConfigCodec.decode(part.payload());
            }
        } catch (MalformedConfigurationException e) {
            findings.violation(sequenceStartRule(tag), codec + ": " + e.getMessage());
        } catch (MalformedTagException e) {
            findings.violation(tag.video() ? "ER-150" : "ER-067", String.valueOf(e.getMessage()));
        }
    }

    private static String sequenceStartRule(MediaTag tag) {
        if (tag.video()) {
            return tag.enhanced() ? "ER-126" : "F-06";
        }
        return tag.enhanced() ? "ER-065" : "F-05";
    }

    private boolean begin(TrackKey key) {
        return begun.size() < MAX_FOLLOWED && begun.add(key);
    }

    private static boolean needsSequenceStart(@Nullable FourCc codec) {
        return FourCc.AVC.equals(codec)
                || FourCc.HEVC.equals(codec)
                || FourCc.VVC.equals(codec)
                || FourCc.AV1.equals(codec)
                || FourCc.AAC.equals(codec)
                || FourCc.FLAC.equals(codec);
    }

    private void sequenceStart(MediaTag tag, FourCc codec, Bytes payload) {
        if (codec.equals(FourCc.FLAC) && !payload.startsWith(FLAC_SIGNATURE)) {
            findings.violation("ER-065", "a sequence start of FLAC without its signature");
        } else if (codec.equals(FourCc.OPUS) && !payload.isEmpty() && !payload.startsWith(OPUS_SIGNATURE)) {
            findings.violation("ER-065", "a sequence start of Opus that is no ID header");
        } else if (payload.isEmpty() && !tag.video() && !codec.equals(FourCc.OPUS)) {
            findings.note("IP-75", "an empty sequence start of " + codec + ", as FFmpeg sends it");
        } else if (tag.video()) {
            VideoParameters.ofSequenceStart(codec, payload);
        } else {
            AudioParameters.ofSequenceStart(codec, payload);
        }
    }

    // ---- data ----

    /** Looks at a data message. */
    void data(List<AmfValue> values) {
        int at = new Content.Values(values).text(0).equals("@setDataFrame") ? 1 : 0;
        boolean isMetadata = new Content.Values(values).text(at).equals("onMetaData");
        if (isMetadata && (values.size() <= at + 1 || !(values.get(at + 1) instanceof AmfEcmaArray))) {
            findings.warning("ER-020", "onMetaData without an ECMA array");
        }
    }
}
