package io.millrace.mux.ts;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * Frames of AAC, each behind a header that says what AudioSpecificConfig does [ISO/IEC 13818-7 §6.2]:
 *
 * <pre>
 *   12   4                  2             4     1        3         4      13      11       2
 *   FFF  MPEG-4, no CRC: 1  profile       rate  private  channels  zeros  length  buffer   frames - 1
 *                           (type - 1)
 * </pre>
 */
final class Adts implements ElementaryStream.Form {
    private static final int HEADER = 7;
    private static final int MAX_LENGTH = 0x1FFF;
    private static final int HE_AAC = 5;
    private static final int HE_AAC_V2 = 29;
    private static final int LC = 2;
    private static final int MAX_OBJECT_TYPE = 4;
    private static final int MAX_RATE_INDEX = 12;
    private static final int MAX_CHANNELS = 7;

    private final int objectType;
    private final int rateIndex;
    private final int channels;

    private Adts(int objectType, int rateIndex, int channels) {
        this.objectType = objectType;
        this.rateIndex = rateIndex;
        this.channels = channels;
    }

    /**
     * By an AudioSpecificConfig. Of HE-AAC the header tells the core only, as decoders expect.
     *
     * @return empty if it is no such configuration, or one that the header cannot tell: of other object types, with a rate
     *     or channels of its own
     */
    static Optional<Adts> of(Bytes configuration) {
        if (configuration.length() < 2) {
            return Optional.empty();
        }
        int bits = configuration.reader().u16();
        int said = bits >> 11;
        int objectType = said == HE_AAC || said == HE_AAC_V2 ? LC : said;
        int rateIndex = bits >> 7 & 0xF;
        int channels = bits >> 3 & 0xF;
        boolean possible = objectType >= 1
                && objectType <= MAX_OBJECT_TYPE
                && rateIndex <= MAX_RATE_INDEX
                && channels >= 1
                && channels <= MAX_CHANNELS;
        return possible ? Optional.of(new Adts(objectType, rateIndex, channels)) : Optional.empty();
    }

    @Override
    public List<Bytes> accessUnit(Bytes payload, boolean keyFrame) {
        int length = HEADER + payload.length();
        if (length > MAX_LENGTH) {
            return List.of();
        }
        Bytes header = new ByteWriter(HEADER)
                .u16(0xFFF1)
                .u16((objectType - 1) << 14 | rateIndex << 10 | channels << 6 | length >> 11)
                .u24((length & 0x7FF) << 13 | 0x1FFC)
                .toBytes();
        return List.of(header, payload);
    }
}
