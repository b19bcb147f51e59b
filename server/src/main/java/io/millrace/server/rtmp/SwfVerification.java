package io.millrace.server.rtmp;

import io.millrace.bytes.Bytes;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.handshake.ServerHandshake;
import io.millrace.rtmp.handshake.SwfFile;
import io.millrace.rtmp.session.ServerSession;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.transport.Connection;
import io.millrace.transport.LogText;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which SWF file one client is, where its application admits only some. It is asked when connect has been accepted;
 * until it has answered, what it wants is held. On its connection's event loop, but for {@link #admits}.
 */
final class SwfVerification {
    private final RtmpConnection owner;
    private final RtmpService service;
    private final Connection connection;
    private final ServerSession session;
    private final ServerHandshake handshake;
    private final Questions questions;
    private @Nullable Asked asked; // and not answered
    private volatile @Nullable SwfFile verified;

    private record Asked(Set<SwfFile> admitted, Runnable then, Future<?> timeout) {}

    SwfVerification(
            RtmpConnection owner,
            RtmpService service,
            Connection connection,
            ServerSession session,
            ServerHandshake handshake,
            Questions questions) {
        this.owner = owner;
        this.service = service;
        this.connection = connection;
        this.session = session;
        this.handshake = handshake;
        this.questions = questions;
    }

    /** Why a client that wants to connect could not answer; empty if it could, or is not asked. */
    Optional<String> refusal(String application) {
        if (service.swfFiles().of(application).isEmpty() || !handshake.swfKey().isEmpty()) {
            return Optional.empty();
        }
        service.counters().swfRefused.increment();
        return Optional.of("SWF verification needs a handshake with digest");
    }

    /** Goes on at once, or when the client has given a right answer; then with what was held, too. */
    void ask(String application, Runnable then) {
        Set<SwfFile> admitted = service.swfFiles().of(application);
        if (admitted.isEmpty()) {
            then.run();
            return;
        }
        Duration limit = service.config()
                .application(application)
                .orElseGet(ApplicationConfig::defaults)
                .swfVerificationTimeout();
        Future<?> timeout = connection
                .loop()
                .schedule(() -> owner.later(() -> timedOut(limit)), limit.toNanos(), TimeUnit.NANOSECONDS);
        asked = new Asked(admitted, then, timeout);
        questions.awaitClient();
        owner.perform(session.requestSwfVerification());
    }

    void answered(Bytes answer) {
        Asked question = asked;
        if (question == null) {
            return;
        }
        end();
        for (SwfFile file : question.admitted) {
            if (file.answer(handshake.swfKey()).equals(answer)) {
                verified = file;
                question.then.run();
                questions.clientAnswered();
                return;
            }
        }
        refuse("the client is none of the files that may connect");
    }

    private void timedOut(Duration limit) {
        if (asked != null) {
            end();
            service.counters().timeouts.increment();
            refuse("no answer within " + LogText.of(limit));
        }
    }

    private void refuse(String reason) {
        service.counters().refused.increment();
        service.counters().swfRefused.increment();
        owner.perform(session.end(new Status(StatusCode.CONNECT_REJECTED, "SWF verification: " + reason)));
    }

    /** Nothing is waited for any more. */
    void end() {
        if (asked != null) {
            asked.timeout.cancel(false);
            asked = null;
        }
    }

    /**
     * Whether the client may use what belongs to that application, which need not be the one it has connected to. Any
     * thread may ask.
     */
    boolean admits(String application) {
        Set<SwfFile> admitted = service.swfFiles().of(application);
        SwfFile file = verified;
        return admitted.isEmpty() || (file != null && admitted.contains(file));
    }
}
