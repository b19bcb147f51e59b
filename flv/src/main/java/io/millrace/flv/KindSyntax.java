package io.millrace.flv;

import io.millrace.bytes.Bytes;
import io.millrace.flv.EnhancedMessage.TrackBody;
import io.millrace.media.FourCc;
import io.millrace.media.MediaKind;
import java.util.Optional;

/** In what audio and video messages differ, for who rewrites both. */
interface KindSyntax {
    /** Of audio or video. */
    static KindSyntax of(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> AudioSyntax.INSTANCE;
            case VIDEO -> VideoSyntax.INSTANCE;
            case DATA -> throw new IllegalArgumentException("data has no codec");
        };
    }

    boolean isEnhanced(Bytes body);

    /** The packet type that says Multitrack. */
    int multitrack();

    /** Whether that packet type means something here. */
    boolean knows(int packetType);

    /** Whether the message belongs to no track. */
    boolean isCommand(Bytes body, EnhancedMessage message);

    /** The same of a legacy message. */
    boolean isLegacyCommand(Bytes body);

    /** Whether nothing is missing that its header promises. */
    boolean isWhole(TrackBody track);

    /**
     * The first byte of a message with one track of {@code body}, without a prelude.
     *
     * @param packetType the track's
     * @param wrapped whether it is in a Multitrack wrapper
     */
    int firstByte(Bytes body, int packetType, boolean wrapped);

    /** The codec of a legacy message if it has a FourCC too. */
    Optional<FourCc> legacyFourCc(Bytes body);

    /** A legacy message under its FourCC; itself if it has none there, or is a command, makes no sense, or has no room. */
    Bytes byFourCc(Bytes body);

    /** Whether legacy messages know that codec. */
    boolean hasNumber(FourCc fourCc);

    /** A track of {@code body} as a legacy message; empty if none can say it. */
    Optional<Bytes> byNumber(Bytes body, TrackBody track);
}
