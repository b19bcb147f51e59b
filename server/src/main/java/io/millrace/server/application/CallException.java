package io.millrace.server.application;

import io.millrace.amf.AmfProperties;

/**
 * A remote call that failed, for a reason that the caller is told: thrown by a method that a client has called, and by
 * the future of a call to a client that has answered with an error.
 */
public final class CallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient AmfProperties information;

    public CallException(String description) {
        this(description, AmfProperties.EMPTY);
    }

    /**
     * With more than a description.
     *
     * @param information to a client it goes in the information object after level, code and description; from a client it
     *     is the whole of that object
     */
    public CallException(String description, AmfProperties information) {
        super(description);
        this.information = information;
    }

    public AmfProperties information() {
        return information;
    }
}
