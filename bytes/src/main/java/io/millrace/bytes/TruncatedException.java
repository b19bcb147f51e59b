package io.millrace.bytes;

/**
 * A reader was asked for more bytes than there are. Thrown before anything is consumed or allocated, so a length field
 * that lies costs nothing.
 */
public final class TruncatedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TruncatedException(long wanted, int position, int remaining) {
        super("needs " + wanted + " bytes at offset " + position + ", has " + remaining);
    }
}
