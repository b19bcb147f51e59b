package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.session.SessionEvent.Close;
import io.millrace.rtmp.session.SessionEvent.ConnectRequested;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import io.millrace.rtmp.session.SessionEvent.PlayEnded;
import io.millrace.rtmp.session.SessionEvent.PlayRequested;
import io.millrace.rtmp.session.SessionEvent.PublishEnded;
import io.millrace.rtmp.session.SessionEvent.PublishRequested;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any messages in any order: no exception, nothing after Close, and every publish and play that began ends once. A
 * message of the input is a type, a stream and a length of one byte each, then the body.
 */
class SessionFuzzTest {
    private static final String[] COMMANDS = {
        "createStream",
        "createStream",
        "deleteStream",
        "closeStream",
        "publish",
        "publish",
        "play",
        "play",
        "pause",
        "receiveVideo",
        "seek",
        "play2",
        "FCPublish",
        "FCUnpublish",
        "_checkbw",
        "connect",
        "close",
        "other",
        "_error"
    };
    private static final Object[] ARGUMENTS = {"cam", "..", "", "a/b?k=v", false, true, 0, 1, 2, -1000, Double.NaN};

    @FuzzTest
    void survivesAnyMessages(byte[] bytes) {
        var run = new Run();
        ByteReader in = new ByteReader(bytes);
        while (in.remaining() >= 3) {
            int typeId = in.u8();
            int streamId = in.u8();
            int length = Math.min(in.u8(), in.remaining());
            run.on(new RawMessage(0, typeId, streamId, in.bytes(length)));
        }
        run.end();
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void survivesAnyCommands(long seed) {
        var random = new Random(seed);
        var run = new Run();
        run.perform(run.client.connect("live"), random.nextInt(10) != 0);
        for (int i = 0; i < 50; i++) {
            int streamId = random.nextInt(4);
            if (random.nextInt(4) == 0) {
                byte[] body = new byte[random.nextInt(20)];
                random.nextBytes(body);
                run.on(new RawMessage(i, random.nextInt(7, 24), streamId, Bytes.wrap(body)));
            } else {
                Object[] arguments = new Object[random.nextInt(5)];
                for (int a = 0; a < arguments.length; a++) {
                    arguments[a] = ARGUMENTS[random.nextInt(ARGUMENTS.length)];
                }
                String name = COMMANDS[random.nextInt(COMMANDS.length)];
                run.perform(run.client.call(streamId, name, random.nextInt(3), arguments), random.nextBoolean());
            }
        }
        run.end();
    }

    /** A carrier that decides, and keeps account of what has begun and not ended. */
    private static final class Run {
        final Client client = new Client();
        private final Set<Integer> publishing = new HashSet<>();
        private final Set<Integer> playing = new HashSet<>();
        private boolean closed;

        void on(RawMessage message) {
            perform(client.session.on(message), message.body().length() % 2 == 0);
        }

        void perform(List<SessionEvent> events, boolean accept) {
            assertThat(closed && !events.isEmpty()).isFalse();
            for (SessionEvent event : events) {
                assertThat(closed).isFalse();
                switch (event) {
                    case Send(var message, int streamId) -> MessageCodec.encode(message, new ByteWriter());
                    case ConnectRequested(var request) when accept -> perform(client.session.acceptConnect(), true);
                    case ConnectRequested(var request) ->
                        perform(client.session.rejectConnect(StatusCode.CONNECT_REJECTED, "no"), true);
                    case PublishRequested(int streamId, var path, var type) -> {
                        assertThat(publishing.add(streamId)).isTrue();
                        if (accept) {
                            assertThat(client.session.acceptPublish(streamId)).isNotEmpty();
                        } else {
                            assertThat(client.session.refusePublish(streamId, StatusCode.PUBLISH_DENIED, "no"))
                                    .isNotEmpty();
                            publishing.remove(streamId);
                        }
                    }
                    case PlayRequested(int streamId, var path, var range, boolean reset) -> {
                        assertThat(playing.add(streamId)).isTrue();
                        if (accept) {
                            assertThat(client.session.acceptPlay(streamId, false))
                                    .isNotEmpty();
                        } else {
                            assertThat(client.session.refusePlay(streamId, StatusCode.PLAY_FAILED, "no"))
                                    .isNotEmpty();
                            playing.remove(streamId);
                        }
                    }
                    case PublishEnded(int streamId) ->
                        assertThat(publishing.remove(streamId)).isTrue();
                    case PlayEnded(int streamId) ->
                        assertThat(playing.remove(streamId)).isTrue();
                    case Dropped(var cause, String text) ->
                        assertThat(text).hasSizeLessThan(400).doesNotContain("\n");
                    case Close close -> closed = true;
                    default -> {}
                }
            }
            assertThat(Collections.disjoint(publishing, playing)).isTrue();
        }

        void end() {
            perform(client.session.disconnected(), false);
            assertThat(publishing).isEmpty();
            assertThat(playing).isEmpty();
        }
    }
}
