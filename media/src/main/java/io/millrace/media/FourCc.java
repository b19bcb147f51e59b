package io.millrace.media;

import java.util.Map;
import java.util.Optional;

/**
 * Four ASCII characters that name a codec [ER-063, ER-125], as the 32-bit number they are on the wire. Any value is
 * legal: a codec this code does not know is relayed like the others.
 */
public record FourCc(int code) {
    public static final FourCc AV1 = of("av01");
    public static final FourCc AVC = of("avc1");
    public static final FourCc HEVC = of("hvc1");
    public static final FourCc VVC = of("vvc1");
    public static final FourCc VP8 = of("vp08");
    public static final FourCc VP9 = of("vp09");
    public static final FourCc AC3 = of("ac-3");
    public static final FourCc EAC3 = of("ec-3");
    public static final FourCc OPUS = of("Opus");
    public static final FourCc MP3 = of(".mp3");
    public static final FourCc FLAC = of("fLaC");
    public static final FourCc AAC = of("mp4a");

    private static final Map<FourCc, MediaKind> KINDS = Map.ofEntries(
            Map.entry(AV1, MediaKind.VIDEO),
            Map.entry(AVC, MediaKind.VIDEO),
            Map.entry(HEVC, MediaKind.VIDEO),
            Map.entry(VVC, MediaKind.VIDEO),
            Map.entry(VP8, MediaKind.VIDEO),
            Map.entry(VP9, MediaKind.VIDEO),
            Map.entry(AC3, MediaKind.AUDIO),
            Map.entry(EAC3, MediaKind.AUDIO),
            Map.entry(OPUS, MediaKind.AUDIO),
            Map.entry(MP3, MediaKind.AUDIO),
            Map.entry(FLAC, MediaKind.AUDIO),
            Map.entry(AAC, MediaKind.AUDIO));

    private static final Map<FourCc, String> LABELS = Map.ofEntries(
            Map.entry(AV1, "AV1"),
            Map.entry(AVC, "AVC"),
            Map.entry(HEVC, "HEVC"),
            Map.entry(VVC, "VVC"),
            Map.entry(VP8, "VP8"),
            Map.entry(VP9, "VP9"),
            Map.entry(AC3, "AC-3"),
            Map.entry(EAC3, "E-AC-3"),
            Map.entry(MP3, "MP3"),
            Map.entry(FLAC, "FLAC"),
            Map.entry(AAC, "AAC"));

    /**
     * From its four characters, case and punctuation as given.
     *
     * @throws IllegalArgumentException unless there are exactly four, all printable ASCII
     */
    public static FourCc of(String text) {
        if (!isFourCc(text)) {
            throw new IllegalArgumentException("FourCC '" + text + "' (expected: 4 ASCII characters)");
        }
        return new FourCc((text.charAt(0) << 24) | (text.charAt(1) << 16) | (text.charAt(2) << 8) | text.charAt(3));
    }

    /** What people call the codec, such as {@code HEVC}; the four characters where this code does not know it. */
    public String label() {
        return LABELS.getOrDefault(this, toString());
    }

    /** Whether it is a codec of audio or of video; empty if this code does not know it. */
    public Optional<MediaKind> kind() {
        return Optional.ofNullable(KINDS.get(this));
    }

    /** From a text that may be anything; empty unless it is four printable ASCII characters. */
    public static Optional<FourCc> parse(String text) {
        return isFourCc(text) ? Optional.of(of(text)) : Optional.empty();
    }

    private static boolean isFourCc(String text) {
        return text.matches("[ -~]{4}");
    }

    /** The four characters; a byte that is not printable shows as a dot. */
    @Override
    public String toString() {
        char[] text = new char[4];
        for (int i = 0; i < 4; i++) {
            int c = (code >> (24 - 8 * i)) & 0xFF;
            text[i] = c >= ' ' && c <= '~' ? (char) c : '.';
        }
        return new String(text);
    }
}
