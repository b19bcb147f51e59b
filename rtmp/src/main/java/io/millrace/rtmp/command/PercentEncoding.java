package io.millrace.rtmp.command;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Percent-encoding of URLs [RFC3986 §2.1], in UTF-8. */
final class PercentEncoding {
    /** What may stand in a fragment as it is, besides letters and digits [RFC3986 §3.5]. */
    private static final String PLAIN = "-._~!$&'()*+,;=:@/?";

    private PercentEncoding() {}

    /** With {@code %41} turned into A; a percent sign that no two digits follow stays, and so does a plus. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] in = text.getBytes(UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int at = 0; at < in.length; at++) {
            int high = at + 2 < in.length ? Character.digit(in[at + 1], 16) : -1;
            int low = at + 2 < in.length ? Character.digit(in[at + 2], 16) : -1;
            if (in[at] == '%' && high >= 0 && low >= 0) {
                out[length++] = (byte) ((high << 4) | low);
                at += 2;
            } else {
                out[length++] = in[at];
            }
        }
        return new String(out, 0, length, UTF_8);
    }

    /** Inverse of {@link #decode}, fit for a fragment. */
    static String encode(String text) {
        var out = new StringBuilder(text.length());
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return out.toString();
    }
}
