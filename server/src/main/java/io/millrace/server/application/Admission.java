package io.millrace.server.application;

import io.millrace.amf.AmfProperties;

/** What an {@link Application} says to a client that wants to connect, to publish or to play. */
public sealed interface Admission {

    /** Yes. */
    static Admission accept() {
        return new Accept();
    }

    /** No; the client is told why in these words, of which 255 bytes of UTF-8 arrive. */
    static Admission reject(String reason) {
        return reject(reason, AmfProperties.EMPTY);
    }

    /**
     * No, and more about it for the client's program.
     *
     * @param information what a client that may not connect finds as {@code application} in the information object of the
     *     error; publish and play have no place for it
     */
    static Admission reject(String reason, AmfProperties information) {
        return new Reject(reason, information);
    }

    record Accept() implements Admission {}

    record Reject(String reason, AmfProperties information) implements Admission {}
}
