package io.millrace.client;

import io.millrace.flv.MessageForm;
import io.millrace.rtmp.command.PlayRange;

/**
 * How a stream is played; all of it has a default.
 *
 * @param range live or recorded, from where, how long
 * @param queueBytes of frames that may wait for their reader; then the server is made to wait, and most drop frames
 * @param form tracks and spelling of codecs; {@link MessageForm#AS_PUBLISHED} leaves all as it comes
 * @param lasting whether it goes on when the publisher leaves or the server closes: for those who wait for its return
 */
public record PlayOptions(PlayRange range, int queueBytes, MessageForm form, boolean lasting, Reconnect reconnect) {
    public static final PlayOptions DEFAULT = new PlayOptions(
            new PlayRange(PlayRange.ANY, PlayRange.TO_END),
            8 << 20,
            MessageForm.AS_PUBLISHED,
            false,
            Reconnect.DEFAULT);

    /** @throws IllegalArgumentException if a number is out of its range */
    public PlayOptions {
        if (queueBytes < 1) {
            throw new IllegalArgumentException("queue of " + queueBytes + " bytes (expected: 1 or more)");
        }
    }

    public PlayOptions withRange(PlayRange newRange) {
        return new PlayOptions(newRange, queueBytes, form, lasting, reconnect);
    }

    public PlayOptions withQueueBytes(int newQueueBytes) {
        return new PlayOptions(range, newQueueBytes, form, lasting, reconnect);
    }

    public PlayOptions withForm(MessageForm newForm) {
        return new PlayOptions(range, queueBytes, newForm, lasting, reconnect);
    }

    public PlayOptions withLasting(boolean newLasting) {
        return new PlayOptions(range, queueBytes, form, newLasting, reconnect);
    }

    public PlayOptions withReconnect(Reconnect newReconnect) {
        return new PlayOptions(range, queueBytes, form, lasting, newReconnect);
    }
}
