package io.millrace.server.rtmp;

import io.millrace.rtmp.command.StatusCode;
import io.millrace.server.application.Admission;
import io.millrace.transport.LogText;
import java.util.Optional;

/**
 * Why a client may not publish or play.
 *
 * @param told to the client, in a few words
 * @param logged for the operator, who may know more
 */
record Refusal(StatusCode code, String told, String logged) {
    Refusal(StatusCode code, String reason) {
        this(code, reason, reason);
    }

    /** What an authorizer refused; its reason is not for the client. */
    static Refusal denied(StatusCode code, String reason) {
        return new Refusal(code, "it is not allowed (is the key right?)", reason);
    }

    /** What an application has said; its reason is for the client. */
    static Optional<Refusal> of(StatusCode code, Admission admission) {
        return switch (admission) {
            case Admission.Accept accept -> Optional.empty();
            case Admission.Reject(String reason, var information) ->
                Optional.of(new Refusal(code, reason, LogText.of(reason)));
        };
    }
}
