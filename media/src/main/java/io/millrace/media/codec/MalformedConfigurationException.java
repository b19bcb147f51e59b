package io.millrace.media.codec;

/**
 * A configuration record or frame header that is cut short or breaks its own format. The text has the value and the
 * limit. Nothing is then known of the track; it is relayed all the same.
 */
public final class MalformedConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedConfigurationException(String text) {
        super(text);
    }
}
