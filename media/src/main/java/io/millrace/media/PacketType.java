package io.millrace.media;

/** What one packet is for, for legacy and Enhanced messages alike. */
public enum PacketType {
    /** Carries the decoder configuration record, before the first frame [ER-065, ER-126]. */
    SEQUENCE_START,
    /** Media to be decoded. */
    CODED_FRAMES,
    /** No more media of this sequence [ER-130]. */
    SEQUENCE_END,
    /** AMF-encoded description of what follows: colour and HDR [ER-150]. */
    METADATA,
    /** How the audio channels are laid out [ER-067]. */
    MULTICHANNEL_CONFIG,
    /** Start or end of a client-side seek; no media [ER-123, F-07]. */
    COMMAND,
    /** An empty audio message: play out what is buffered and wait for none [ER-064]. */
    SILENCE,
    /** Something newer than this code: relayed as it is, interpreted by nobody here [ER-003]. */
    UNKNOWN;

    /** Whether later viewers must know it before their first frame. */
    public boolean isHeader() {
        return switch (this) {
            case SEQUENCE_START, METADATA, MULTICHANNEL_CONFIG -> true;
            case CODED_FRAMES, SEQUENCE_END, COMMAND, SILENCE, UNKNOWN -> false;
        };
    }
}
