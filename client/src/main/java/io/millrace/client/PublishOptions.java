package io.millrace.client;

import io.millrace.flv.MessageForm;
import io.millrace.rtmp.command.PublishType;
import java.time.Duration;

/**
 * How a stream is published; all of it has a default.
 *
 * @param overflow what becomes of frames that the network does not take
 * @param queueBytes of frames that may wait for it
 * @param form tracks and spelling of codecs; {@link MessageForm#AS_PUBLISHED} leaves all as it is written
 * @param drain at the end, how long what waits may take to go out
 */
public record PublishOptions(
        PublishType type, Overflow overflow, int queueBytes, MessageForm form, Reconnect reconnect, Duration drain) {

    public static final PublishOptions DEFAULT = new PublishOptions(
            PublishType.LIVE,
            Overflow.BLOCK,
            8 << 20,
            MessageForm.AS_PUBLISHED,
            Reconnect.DEFAULT,
            Duration.ofSeconds(10));

    /** @throws IllegalArgumentException if a number is out of its range */
    public PublishOptions {
        if (queueBytes < 1) {
            throw new IllegalArgumentException("queue of " + queueBytes + " bytes (expected: 1 or more)");
        }
    }

    public PublishOptions withType(PublishType newType) {
        return new PublishOptions(newType, overflow, queueBytes, form, reconnect, drain);
    }

    public PublishOptions withOverflow(Overflow newOverflow) {
        return new PublishOptions(type, newOverflow, queueBytes, form, reconnect, drain);
    }

    public PublishOptions withQueueBytes(int newQueueBytes) {
        return new PublishOptions(type, overflow, newQueueBytes, form, reconnect, drain);
    }

    public PublishOptions withForm(MessageForm newForm) {
        return new PublishOptions(type, overflow, queueBytes, newForm, reconnect, drain);
    }

    public PublishOptions withReconnect(Reconnect newReconnect) {
        return new PublishOptions(type, overflow, queueBytes, form, newReconnect, drain);
    }

    public PublishOptions withDrain(Duration newDrain) {
        return new PublishOptions(type, overflow, queueBytes, form, reconnect, newDrain);
    }
}
