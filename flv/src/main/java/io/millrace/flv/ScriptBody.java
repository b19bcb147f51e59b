package io.millrace.flv;

import io.millrace.amf.Amf0Reader;
import io.millrace.amf.AmfException;
import io.millrace.bytes.Bytes;
import java.util.Optional;

/** Bodies of script tags, as they are sent in a data message. */
final class ScriptBody {
    private ScriptBody() {}

    /** AMF0 values; those of an AMF3 tag follow a format byte of 0 [ER-193]. Empty if it is another, or nothing. */
    static Optional<Bytes> of(int tagType, Bytes body) {
        if (tagType == FlvTag.SCRIPT || body.isEmpty()) {
            return Optional.of(body).filter(script -> !script.isEmpty());
        }
        return body.u8(0) == 0 ? Optional.of(body.from(1)) : Optional.empty();
    }

    /** Whether it describes the stream, so that everyone who plays it must know it [F-08]. */
    static boolean isMetadata(Bytes script) {
        try {
            return new Amf0Reader(script.reader())
                    .next()
                    .asString()
                    .filter(TrackMetadata.NAME::equals)
                    .isPresent();
        } catch (AmfException e) {
            return false;
        }
    }
}
