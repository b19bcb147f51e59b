package io.millrace.flv;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.flv.EnhancedMessage.TrackBody;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a viewer gets of the messages of one kind, audio or video, and how they are spelled for it. Bytes are moved, not
 * interpreted, so a codec of tomorrow goes through as well; a packet type of tomorrow reaches those viewers that take the
 * stream as published [ER-003]. Video metadata that is not as published gets the one frame type that FFmpeg reads [IP-74].
 *
 * @param tracks what is taken apart or unwrapped, see there
 * @param modEx whether the ModEx prelude is kept; never for who did not announce it [ER-083]
 * @param codecs those the viewer takes by FourCC, all others are left out; empty for any. What has a legacy number too is
 *     taken by all, and not kept here
 */
public record MessageForm(TrackChoice tracks, boolean modEx, CodecNames names, Optional<Set<FourCc>> codecs) {
    /** For viewers that announced nothing: track 0 of each kind, no wrapper, no prelude, legacy names [ER-110, ER-083]. */
    public static final MessageForm PLAIN =
            new MessageForm(TrackChoice.Only.TRACK_ZERO, false, CodecNames.LEGACY, Optional.empty());

    /** Every message as the publisher sent it. */
    public static final MessageForm AS_PUBLISHED =
            new MessageForm(new TrackChoice.AsPublished(), true, CodecNames.AS_PUBLISHED, Optional.empty());

    private static final Set<FourCc> NUMBERED = Set.of(FourCc.AVC, FourCc.AAC, FourCc.MP3);
    private static final int DEFAULT_TRACK = 0;

    public MessageForm {
        codecs = codecs.map(MessageForm::withoutNumbered);
    }

    /** So that forms of the same bytes are equal. */
    private static Set<FourCc> withoutNumbered(Set<FourCc> codecs) {
        return codecs.stream().filter(codec -> !NUMBERED.contains(codec)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The bodies that such a viewer gets in place of {@code frame.body()}: mostly one, the very same where it has this form
     * already; none where it holds nothing for this viewer. A data message is always its own.
     *
     * @throws MalformedTagException as the decoders do, so never for a frame that came from one
     */
    public List<Bytes> bodiesOf(MediaFrame frame) {
        if (frame.kind() == MediaKind.DATA || equals(AS_PUBLISHED)) {
            return List.of(frame.body());
        }
        KindSyntax syntax = KindSyntax.of(frame.kind());
        return syntax.isEnhanced(frame.body()) ? enhanced(frame.body(), syntax) : legacy(frame.body(), syntax);
    }

    /** Whether the viewer takes what is named so; it takes what is named by number. */
    public boolean takes(FourCc codec) {
        return codecs.isEmpty() || codecs.get().contains(codec) || NUMBERED.contains(codec);
    }

    private List<Bytes> legacy(Bytes body, KindSyntax syntax) {
        if (syntax.isLegacyCommand(body)) {
            return List.of(body);
        }
        Optional<FourCc> fourCc = syntax.legacyFourCc(body);
        boolean taken =
                tracks.contains(DEFAULT_TRACK) && fourCc.map(this::takes).orElse(true);
        if (!taken) {
            return List.of();
        }
        boolean respelled = switch (names) {
            case AS_PUBLISHED -> false;
            case LEGACY -> fourCc.filter(codec -> !syntax.hasNumber(codec)).isPresent();
            case FOUR_CC -> fourCc.isPresent();
        };
        return List.of(respelled ? syntax.byFourCc(body) : body);
    }

    private List<Bytes> enhanced(Bytes body, KindSyntax syntax) {
        EnhancedMessage message = EnhancedMessage.read(body);
        if (syntax.isCommand(body, message)) {
            return List.of(withoutForeignPrelude(body, message));
        }
        List<TrackBody> all = message.tracks(syntax.multitrack());
        boolean asPublished = tracks instanceof TrackChoice.AsPublished;
        boolean inOne = asPublished && message.packetType() == syntax.multitrack();
        if (inOne && all.stream().allMatch(track -> takes(track.fourCc()))) {
            return List.of(withoutForeignPrelude(body, message));
        }
        List<Bytes> bodies = new ArrayList<>(all.size());
        for (TrackBody track : all) {
            boolean understood = asPublished || syntax.knows(track.packetType());
            if (understood && tracks.contains(track.trackId()) && takes(track.fourCc()) && syntax.isWhole(track)) {
                spell(body, message, track, syntax).ifPresent(bodies::add);
            }
        }
        return bodies;
    }

    /** One track alone, in a wrapper unless it goes out as track 0; empty where no message of this form can say it. */
    private Optional<Bytes> spell(Bytes body, EnhancedMessage message, TrackBody track, KindSyntax syntax) {
        int trackId = tracks.sentId(track.trackId());
        boolean wrapped = trackId != DEFAULT_TRACK;
        if (!wrapped && names == CodecNames.LEGACY && syntax.hasNumber(track.fourCc())) {
            return syntax.byNumber(body, track);
        }
        int firstByte = syntax.firstByte(body, track.packetType(), wrapped);
        boolean unwrappedAlready = message.packetType() != syntax.multitrack() && !dropsPrelude(message);
        if (unwrappedAlready && firstByte >> 4 == body.u8(0) >> 4) {
            return Optional.of(body);
        }
        var out = new ByteWriter(8 + message.prelude().length() + track.body().length());
        begin(firstByte, message, out);
        if (wrapped) {
            out.u8(track.packetType()); // OneTrack
        }
        out.u32(track.fourCc().code());
        if (wrapped) {
            out.u8(trackId);
        }
        return Optional.of(out.bytes(track.body()).toBytes());
    }

    /** The message as it came, but for a prelude that this viewer does not get. */
    private Bytes withoutForeignPrelude(Bytes body, EnhancedMessage message) {
        if (!dropsPrelude(message)) {
            return body;
        }
        return new ByteWriter(1 + message.rest().length())
                .u8((body.u8(0) & 0xF0) | message.packetType())
                .bytes(message.rest())
                .toBytes();
    }

    private boolean dropsPrelude(EnhancedMessage message) {
        return !modEx && !message.prelude().isEmpty();
    }

    /** With a prelude the packet type stands in its last four bits [ER-080]. */
    private void begin(int firstByte, EnhancedMessage message, ByteWriter out) {
        Bytes prelude = message.prelude();
        if (!modEx || prelude.isEmpty()) {
            out.u8(firstByte);
            return;
        }
        int last = prelude.length() - 1;
        out.u8((firstByte & 0xF0) | EnhancedMessage.MOD_EX)
                .bytes(prelude, 0, last)
                .u8((prelude.u8(last) & 0xF0) | (firstByte & 0x0F));
    }
}
