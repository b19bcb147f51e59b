package io.millrace.rtmp.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.crypto.Mac;

/**
 * What SWF verification knows of a SWF file. A server asks which file a client is, and the client answers with
 * size and hash, for this connection only. Both are public to whoever has the file, so that proves no more than this.
 *
 * @param size in bytes, uncompressed
 * @param hash of the uncompressed file, 32 bytes
 */
public record SwfFile(long size, Bytes hash) {
    /** Of a file, uncompressed. */
    public static final int MAX_BYTES = 64 * 1024 * 1024;

    /** Length of {@link #answer}. */
    public static final int ANSWER_BYTES = 42;

    /** What a file begins with if it is not compressed; not covered by the compression if it is. */
    private static final String UNCOMPRESSED = "FWS";

    private static final int HEADER_BYTES = 8;

    /** @throws IllegalArgumentException if that is no size or no hash */
    public SwfFile {
        if (size < HEADER_BYTES || size > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("SWF file of " + size + " bytes (expected: 8 to 4294967295)");
        }
        if (hash.length() != Digest.SIZE) {
            throw new IllegalArgumentException("SWF hash of " + hash.length() + " bytes (expected: 32)");
        }
    }

    /**
     * That of a file.
     *
     * @throws IllegalArgumentException saying why it cannot be used: no SWF file, damaged, too large, compressed in a way
     *     that is not read here
     */
    public static SwfFile of(Bytes file) {
        String signature =
                file.length() < HEADER_BYTES ? "" : new String(file.slice(0, 3).toByteArray(), ISO_8859_1);
        return switch (signature) {
            case UNCOMPRESSED -> uncompressed(file);
            case "CWS" -> compressed(file);
            case "ZWS" ->
                throw new IllegalArgumentException(
                        "compressed with LZMA (expected: compressed with zlib, or not at all, which has the same hash)");
            default -> throw new IllegalArgumentException("no SWF file");
        };
    }

    private static SwfFile uncompressed(Bytes file) {
        requireSize(file.length());
        Mac mac = mac();
        mac.update(file.asByteBuffer());
        return new SwfFile(file.length(), Bytes.wrap(mac.doFinal()));
    }

    private static SwfFile compressed(Bytes file) {
        Mac mac = mac();
        mac.update(UNCOMPRESSED.getBytes(US_ASCII));
        mac.update(file.slice(3, HEADER_BYTES - 3).asByteBuffer());
        long size = HEADER_BYTES;
        var inflater = new Inflater();
        try {
            inflater.setInput(file.from(HEADER_BYTES).asByteBuffer());
            byte[] part = new byte[8192];
            while (!inflater.finished()) {
                int count = inflater.inflate(part);
                if (count == 0 && !inflater.finished()) {
                    throw new IllegalArgumentException("damaged: it ends in the middle");
                }
                size += count;
                requireSize(size);
                mac.update(part, 0, count);
            }
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("damaged: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
        return new SwfFile(size, Bytes.wrap(mac.doFinal()));
    }

    private static void requireSize(long size) {
        if (size > MAX_BYTES) {
            throw new IllegalArgumentException("larger than " + MAX_BYTES + " bytes uncompressed");
        }
    }

    private static Mac mac() {
        return Digest.hmac(Endpoint.CLIENT.digestKey());
    }

    /**
     * What a client that is this file answers.
     *
     * @param swfKey of the handshake, not empty
     */
    public Bytes answer(Bytes swfKey) {
        return new ByteWriter(ANSWER_BYTES)
                .u16(0x0101) // as every client writes it
                .u32(size)
                .u32(size)
                .bytes(Bytes.wrap(Digest.hmac(swfKey.toByteArray()).doFinal(hash.toByteArray())))
                .toBytes();
    }
}
